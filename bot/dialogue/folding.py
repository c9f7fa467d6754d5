"""Few words first: where a long answer is folded, and what the answer before has already said."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.language.sentences import sentence_spans

# What is read before "More".
MOST_WORDS = 60
# A first paragraph of fewer words says too little to end at it.
FEWEST_WORDS = 20


def fold_at(text: str) -> int | None:
    """The character at which the rest of a text goes behind "More"; None for a text that is short enough.

    At the end of a paragraph if one is near, else of a sentence; a first sentence is never cut.
    """
    if len(text.split()) <= MOST_WORDS:
        return None
    starts = [start for start, _ in sentence_spans(text)][1:]
    fitting = [start for start in starts if len(text[:start].split()) <= MOST_WORDS] or starts[:1]
    paragraphs = [start for start in fitting if "\n" in text[:start][-2:] and len(text[:start].split()) >= FEWEST_WORDS]
    best = paragraphs or fitting
    return best[-1] if best else None


def before_more(text: str, said: str) -> str:
    """A text with words that are to be read without opening "More": after its first paragraph if it is long."""
    whole, (first, _, rest) = f"{text}\n\n{said}", text.partition("\n\n")
    if fold_at(whole) is None or len(f"{first} {said}".split()) > MOST_WORDS:
        return whole
    return "\n\n".join(filter(None, [first, said, rest]))


def unsaid(text: str, said: Iterable[str]) -> str:
    """A text without the sentences that were just said, its first paragraph left whole."""
    known = {_plain(each) for earlier in said for each in _sentences(earlier)}
    first, *others = text.split("\n\n")
    kept = [" ".join(each for each in _sentences(part) if _plain(each) not in known) for part in others]
    return "\n\n".join([first, *filter(None, kept)])


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def _plain(sentence: str) -> str:
    return re.sub(r"\W+", " ", sentence).strip().casefold()
