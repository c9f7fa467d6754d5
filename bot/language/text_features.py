"""Word and letter features of text, beside the sentence vectors."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

# Words of one letter count: "T" is a therapist, "u" is you.
WORD = r"(?u)\b\w+\b"


class WordFeatures:
    """TF-IDF of words alone, as unit rows.

    Args:
        phrase: most words in a row that count as one feature.
        least: texts that must have a feature for it to count.
    """

    def __init__(self, phrase: int, least: int) -> None:
        self._words = _Weighed(_words(phrase, least))

    def fit(self, texts: list[str]) -> WordFeatures:
        """Learn the features."""
        self._words.fit_transform(texts)
        return self

    def transform(self, texts: list[str]) -> csr_matrix:
        """Features of texts: float32, shape (texts, features)."""
        rows = [self._words.row(text) for text in texts]
        ends = np.cumsum([0, *(len(places) for places, _ in rows)])
        values, places = (np.concatenate([row[part] for row in rows]) for part in (1, 0))
        return csr_matrix((values, places, ends), shape=(len(texts), self._words.size))


def _words(phrase: int, least: int) -> CountVectorizer:
    return CountVectorizer(ngram_range=(1, phrase), token_pattern=WORD, min_df=least, dtype=np.float32)


class TextFeatures:
    """TF-IDF of words and of letters (three to five), each as unit rows, side by side.

    Args:
        phrase: most words in a row that count as one feature.
        least_words, least_letters: texts that must have a feature for it to count.
    """

    def __init__(self, phrase: int = 2, least_words: int = 1, least_letters: int = 2) -> None:
        letters = CountVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=least_letters, dtype=np.float32)
        self._parts = (_Weighed(_words(phrase, least_words)), _Letters(letters))

    def fit_transform(self, texts: list[str]) -> csr_matrix:
        """Learn the features; those of the texts as `transform` gives them."""
        return hstack([part.fit_transform(texts) for part in self._parts]).tocsr()

    def transform(self, texts: list[str]) -> csr_matrix:
        """Features of texts: float32, shape (texts, words and letter groups)."""
        words, letters = self._parts
        places: list[np.ndarray] = []
        values: list[np.ndarray] = []
        ends = [0]
        for text in texts:
            of_words, of_letters = words.row(text), letters.row(text)
            places += [of_words[0], of_letters[0] + words.size]
            values += [of_words[1], of_letters[1]]
            ends.append(ends[-1] + len(places[-2]) + len(places[-1]))
        return csr_matrix(
            (np.concatenate(values), np.concatenate(places), ends), shape=(len(texts), words.size + letters.size)
        )


class _Weighed:
    """Counts as TF-IDF unit rows.

    scikit-learn's own vectorizers weigh alike, but take milliseconds for a single text, and weigh in float64, which
    makes every product with float32 weights copy those weights.
    """

    def __init__(self, counts: CountVectorizer) -> None:
        self._counts = counts

    @property
    def size(self) -> int:
        """The number of features."""
        return len(self._idf)

    def fit_transform(self, texts: list[str]) -> csr_matrix:
        counted = self._counts.fit_transform(texts)
        # What was too rare to count: it would be most of the saved model.
        self._counts.stop_words_ = None
        weigh = TfidfTransformer(sublinear_tf=True).fit(counted)
        self._idf = weigh.idf_.astype(np.float32)
        return weigh.transform(counted)

    def row(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """The features that a text has, and their values."""
        places, counts = np.unique(np.array(self._found(text), dtype=np.int32), return_counts=True)
        values = (np.log(counts, dtype=np.float32) + 1.0) * self._idf[places]
        return places, values / max(float(np.linalg.norm(values)), 1e-9)

    def _found(self, text: str) -> list[int]:
        """Places of the features, each as often as the text has it."""
        known = self._counts.vocabulary_
        return [known[feature] for feature in self._counts.build_analyzer()(text) if feature in known]


class _Letters(_Weighed):
    """Groups of letters within words: those of the words of training are found once, as most words are among them."""

    def fit_transform(self, texts: list[str]) -> csr_matrix:
        weighed = super().fit_transform(texts)
        words = {word for text in texts for word in text.lower().split()}
        self._of_word = {word: tuple(super(_Letters, self)._found(word)) for word in sorted(words)}
        return weighed

    def _found(self, text: str) -> list[int]:
        found: list[int] = []
        for word in text.lower().split():
            of_word = self._of_word.get(word)
            found.extend(super()._found(word) if of_word is None else of_word)
        return found
