"""Who wrote a training question: leaving out a writer shows what the words of a stranger will score.

Confidence learned on left-out questions of the same hand is too sure of real clients.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from bot.settings import PROJECT_ROOT
from bot.yaml_reading import read_yaml

WRITERS_FILE = PROJECT_ROOT / "data" / "understanding" / "writers.yml"
# The questions of several writers, who are not told apart: neighbours in a file were mostly written by one hand, so
# they are left out in this many blocks as they stand in the file.
SEVERAL = "before"
BLOCKS = 6

# By label, how many questions each writer wrote, in the order of the file.
Counts = Mapping[str, Mapping[str, int]]


def writers_of(labels: Sequence[str], counts: Counts | None = None) -> list[str]:
    """The writer of each example, such as "before 3" for a block of several writers, or "writer_2".

    Args:
        labels: those of one label in the order of their file.
        counts: instead of what the file says.
    """
    known = _counts() if counts is None else counts
    total: dict[str, int] = {}
    places = []
    for label in labels:
        places.append(total.get(label, 0))
        total[label] = places[-1] + 1
    return [_writer(place, total[label], known.get(label, {})) for place, label in zip(places, labels, strict=True)]


def held_out_groups(labels: Sequence[str]) -> np.ndarray:
    """A number for each example: those with one number are left out together."""
    return np.unique(writers_of(labels), return_inverse=True)[1]


def _writer(place: int, total: int, counts: Mapping[str, int]) -> str:
    several = min(counts.get(SEVERAL, total), total)
    if place < several:
        return f"{SEVERAL} {place * BLOCKS // several}"
    end = several
    others = [(name, number) for name, number in counts.items() if name != SEVERAL]
    for name, number in others:
        end += number
        if place < end:
            return name
    # Added since, in the console for example.
    return others[-1][0] if others else f"{SEVERAL} {BLOCKS - 1}"


@lru_cache(maxsize=1)
def _counts() -> Counts:
    if not WRITERS_FILE.is_file():
        return {}
    counts: Counts = read_yaml(WRITERS_FILE.read_text("utf-8"))
    return counts
