"""Texts that say nearly the same in nearly the same words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

# From this likeness two texts count as one.
NEAR = 0.9
# Texts whose letter groups have less in common than this are not alike, so their letters are not compared.
WORTH_COMPARING = 0.55
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
    that the texts have in common in the same order (Ratcliff and Obershelp, as in difflib).

    Args:
        others: what to compare with; without it the texts are compared with each other, each pair once.
    """
    left = [plain(text) for text in texts]
    right = left if others is None else [plain(text) for text in others]
    letters = letter_groups()
    letters.fit([*left, *right] if others is not None else left)
    rows, columns = letters.transform(left), letters.transform(right).T.tocsc()
    pairs = []
    for start in range(0, len(left), ROWS_AT_ONCE):
        found = (rows[start : start + ROWS_AT_ONCE] @ columns).tocoo()
        worth = found.data >= min(WORTH_COMPARING, at_least)
        for row, second, cosine in zip(found.row[worth] + start, found.col[worth], found.data[worth], strict=True):
            if others is None and second <= row:
                continue
            likeness = max(float(cosine), letters_shared(left[row], right[second], at_least))
            if likeness >= at_least:
                pairs.append(Pair(int(row), int(second), min(1.0, likeness)))
    return sorted(pairs, key=lambda pair: -pair.likeness)


def letters_shared(first: str, second: str, at_least: float) -> float:
    """Share of letters that two texts have in common in the same order; 0 where it is less than `at_least`."""
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    # The two upper bounds are quick; the exact ratio is not.
    if matcher.real_quick_ratio() < at_least or matcher.quick_ratio() < at_least:
        return 0.0
    return matcher.ratio()
