"""Word and letter features of text, beside the sentence vectors."""

from __future__ import annotations

from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer

# Words of one letter count: "T" is a therapist, "u" is you.
WORD = r"(?u)\b\w+\b"


class TextFeatures:
    """TF-IDF of words and of letters (three to five), as unit rows.

    Args:
        phrase: most words in a row that count as one feature.
        least_words, least_letters: texts that must have a feature for it to count.
    """

    def __init__(self, phrase: int = 2, least_words: int = 1, least_letters: int = 2) -> None:
        self._words = TfidfVectorizer(
            ngram_range=(1, phrase), sublinear_tf=True, token_pattern=WORD, min_df=least_words
        )
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=least_letters)

    def fit(self, texts: list[str]) -> TextFeatures:
        self._words.fit(texts)
        self._letters.fit(texts)
        return self

    def transform(self, texts: list[str]) -> tuple[Any, Any]:
        """Sparse matrices of words and of letters, shapes (texts, words) and (texts, letter groups)."""
        return self._words.transform(texts), self._letters.transform(texts)
