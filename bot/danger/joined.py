"""Training messages joined from several of one writer: what a conversation, or a long message, looks like as a whole.

Without them the layer takes length itself for danger, because most long stories were written for people in danger.
Danger among harmless messages is not joined: it teaches that what stands around it is dangerous too.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, islice

from bot.danger.sentences import HARMLESS, JOINED, Sentence, load_sorts

# Every so many of the messages are used.
STEP = 2
SIZES = (2, 4, 3, 5)
# Longer ones are stories of their own already.
MOST_WORDS = 25
_MARKS = ("\n", ". ", ", ", " ", "\n")


def joined(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Harmless messages joined; always the same ones."""
    everyday = load_sorts().joined_from
    found: list[Sentence] = []
    for writer in sorted({each.writer for each in sentences}):
        short = [each for each in sentences if each.writer == writer and len(each.text.split()) <= MOST_WORDS]
        harmless = _mixed([each for each in short if each.kind == HARMLESS and each.style in everyday])
        if len(harmless) < max(SIZES):
            continue
        pieces = iter(harmless[::STEP])
        for size, mark in zip(cycle(SIZES), cycle(_MARKS), strict=False):
            chosen = list(islice(pieces, size))
            if len(chosen) < 2:
                break
            found.append(Sentence(mark.join(chosen), HARMLESS, JOINED, writer))
    return found


def _mixed(sentences: Sequence[Sentence]) -> list[str]:
    """The texts, those of one style far from each other."""
    places: dict[str, int] = {}
    keyed = []
    for each in sentences:
        places[each.style] = places.get(each.style, 0) + 1
        keyed.append((places[each.style], each.style, each.text))
    return [text for _, _, text in sorted(keyed)]
