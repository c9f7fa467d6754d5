"""Cutting a message into sentences, as clients write them: with and without full stops."""

from __future__ import annotations

import re

# A sentence ends at . ! ? or a line break. "Dr. Okafor", "e.g." and "10.30" do not end one.
_BOUNDARY = re.compile(
    r"(?<!\bdr)(?<!\bmr)(?<!\bms)(?<!\bmrs)(?<!\be\.g)(?<!\bi\.e)[.!?]+[\"')\]]*\s+|\s*\n+\s*", re.IGNORECASE
)
# Fewer letters than this are no sentence of their own ("Hi!", "ok."): they go with the next one.
FEWEST_LETTERS = 8


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Character spans (start, end) of the sentences of a text, in order; none for blank text."""
    spans: list[tuple[int, int]] = []
    start = 0
    for boundary in _BOUNDARY.finditer(text):
        if sum(letter.isalpha() for letter in text[start : boundary.start()]) >= FEWEST_LETTERS:
            spans.append((start, boundary.end()))
            start = boundary.end()
    if text[start:].strip():
        if spans and sum(letter.isalpha() for letter in text[start:]) < FEWEST_LETTERS:
            spans[-1] = (spans[-1][0], len(text))
        else:
            spans.append((start, len(text)))
    return [_trim(text, span) for span in spans]


def parts(text: str) -> list[str]:
    """The text, followed by its sentences if it has several."""
    spans = sentence_spans(text)
    return [text, *(text[start:end] for start, end in spans)] if len(spans) > 1 else [text]


def _trim(text: str, span: tuple[int, int]) -> tuple[int, int]:
    start, end = span
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))
