"""Word and letter features of text, beside the sentence vectors."""

from __future__ import annotations

from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer


class TextFeatures:
    """TF-IDF of words (one and two) and of letters (three to five), as unit rows."""

    def __init__(self) -> None:
        # Words of one letter count: "T" is a therapist, "u" is you.
        self._words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b")
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2)

    def fit(self, texts: list[str]) -> TextFeatures:
        self._words.fit(texts)
        self._letters.fit(texts)
        return self

    def transform(self, texts: list[str]) -> tuple[Any, Any]:
        """Sparse matrices of words and of letters, shapes (texts, words) and (texts, letter groups)."""
        return self._words.transform(texts), self._letters.transform(texts)

