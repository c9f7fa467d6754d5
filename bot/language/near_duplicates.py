"""Texts that say nearly the same in nearly the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Indel
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

# From this likeness two texts count as one.
NEAR = 0.9
# Texts whose letter groups have less in common than this are not alike, so their letters are not compared.
WORTH_COMPARING = 0.55
# Part of the least cosine that the commonest letter groups may make up: quickest of those tried.
SET_ASIDE = 0.6
ROUNDING = 1e-4
ROWS_AT_ONCE = 512


@dataclass(frozen=True)
class Pair:
    """Places of two texts in their lists, and their likeness (0 to 1)."""

    first: int
    second: int
    likeness: float


def plain(text: str) -> str:
    """Lower-case words and figures, one space between them."""
    return " ".join(re.findall(r"[^\W_]+", text.lower().replace("'", "").replace("\u2019", "")))


def letter_groups() -> TfidfVectorizer:
    """Weighs a text's groups of three to five letters."""
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float32)


def near_duplicates(texts: Sequence[str], others: Sequence[str] | None = None, at_least: float = NEAR) -> list[Pair]:
    """Pairs of texts that are alike, most alike first.

    Likeness is the greater of the TF-IDF cosine of letter groups (three to five) and of the share of letters
    that the texts have in common in the same order (their longest common subsequence).

    Args:
        others: what to compare with; without it the texts are compared with each other, each pair once.
    """
    left = [plain(text) for text in texts]
    right = left if others is None else [plain(text) for text in others]
    letters = letter_groups()
    matrix = letters.fit_transform(left if others is None else [*left, *right])
    rows = matrix[: len(left)]
    alike = _alike(rows, rows if others is None else matrix[len(left) :], letters.idf_, min(WORTH_COMPARING, at_least))
    pairs = []
    for first, second, cosine in alike:
        if others is None and second <= first:
            continue
        likeness = max(cosine, letters_shared(left[first], right[second], at_least))
        if likeness >= at_least:
            pairs.append(Pair(first, second, min(1.0, likeness)))
    return sorted(pairs, key=lambda pair: -pair.likeness)


def _alike(rows: csr_matrix, others: csr_matrix, idf: np.ndarray, at_least: float) -> Iterator[tuple[int, int, float]]:
    """Places of rows and others whose cosine is not less than `at_least`, and that cosine.

    Nearly all the work of a sparse product is in the commonest letter groups. So candidates are found without them:
    what was set aside has the norm `aside`, and can add no more than that to a cosine.
    """
    aside = SET_ASIDE * at_least
    rare = _without_commonest(rows, idf, aside)
    columns = others.T.tocsc()
    for start in range(0, rows.shape[0], ROWS_AT_ONCE):
        found = (rare[start : start + ROWS_AT_ONCE] @ columns).tocoo()
        candidate = found.data >= at_least - aside - ROUNDING
        first, second = found.row[candidate] + start, found.col[candidate]
        cosines = np.asarray(rows[first].multiply(others[second]).sum(axis=1)).ravel()
        worth = cosines >= at_least
        yield from zip(first[worth].tolist(), second[worth].tolist(), cosines[worth].tolist(), strict=True)


def _without_commonest(rows: csr_matrix, idf: np.ndarray, aside: float) -> csr_matrix:
    """Rows with their commonest letter groups set to nothing, as many as have together a norm within `aside`."""
    row_of = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    commonest_first = np.lexsort((idf[rows.indices], row_of))
    squares = np.concatenate([[0.0], np.cumsum(rows.data[commonest_first].astype(float) ** 2)])
    norms = squares[1:] - squares[rows.indptr[:-1]][row_of]
    kept = rows.copy()
    kept.data[commonest_first[norms <= aside**2]] = 0
    kept.eliminate_zeros()
    return kept


def letters_shared(first: str, second: str, at_least: float) -> float:
    """Share of letters that two texts have in common in the same order; 0 where it is less than `at_least`."""
    return float(Indel.normalized_similarity(first, second, score_cutoff=at_least))
