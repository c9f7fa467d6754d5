"""Word and letter features of text, beside the sentence vectors."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

# Words of one letter count: "T" is a therapist, "u" is you.
WORD = r"(?u)\b\w+\b"


class TextFeatures:
    """TF-IDF of words and of letters (three to five), as unit rows.

    Args:
        phrase: most words in a row that count as one feature.
        least_words, least_letters: texts that must have a feature for it to count.
    """

    def __init__(self, phrase: int = 2, least_words: int = 1, least_letters: int = 2) -> None:
        words = CountVectorizer(ngram_range=(1, phrase), token_pattern=WORD, min_df=least_words, dtype=np.float32)
        letters = CountVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=least_letters, dtype=np.float32)
        self._words, self._letters = _Weighed(words), _Weighed(letters)

    def fit(self, texts: list[str]) -> TextFeatures:
        self._words.fit(texts)
        self._letters.fit(texts)
        return self

    def transform(self, texts: list[str]) -> tuple[Any, Any]:
        """Sparse float32 matrices of words and of letters, shapes (texts, words) and (texts, letter groups)."""
        return self._words.transform(texts), self._letters.transform(texts)


class _Weighed:
    """Counts as TF-IDF unit rows.

    scikit-learn's own TfidfVectorizer weighs alike, but takes milliseconds for a single text, and in float64, which
    makes every product with float32 weights copy those weights.
    """

    def __init__(self, counts: CountVectorizer) -> None:
        self._counts = counts

    def fit(self, texts: list[str]) -> None:
        self._idf = TfidfTransformer().fit(self._counts.fit_transform(texts)).idf_.astype(np.float32)

    def transform(self, texts: list[str]) -> Any:
        rows = self._counts.transform(texts)
        rows.data = (np.log(rows.data) + 1.0) * self._idf[rows.indices]
        lengths = np.sqrt(np.add.reduceat(np.append(rows.data, np.float32(0)) ** 2, rows.indptr[:-1]))
        lengths[np.diff(rows.indptr) == 0] = 1.0
        rows.data /= np.repeat(lengths, np.diff(rows.indptr))
        return rows
