"""What the learned layer is trained on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.danger.sentences import DISTRESS, FIRST, HARMLESS, ORDINARY, load_sorts

# Words of a long message.
LONG = 25
# Style, and class, of statements that say no danger outright: as messages of their kind they blur its border.
INDIRECT = "indirect"


@dataclass(frozen=True)
class Example:
    """A training message.

    Attributes:
        parts: the normalised message, followed by its sentences if it has several.
        vectors: their unit vectors, shape (parts, VECTOR_SIZE).
        kind: its kind, or HARMLESS or DISTRESS.
        style: see `sentences.Sentence`.
        writer: examples of one writer, kind and style stand in the order in which they were written.
        ruled: whether the patterns take over on it.
    """

    parts: tuple[str, ...]
    vectors: np.ndarray
    kind: str
    style: str
    writer: str
    ruled: bool = False

    @property
    def name(self) -> str:
        """Its class."""
        if self.at_risk and self.style == INDIRECT:
            return INDIRECT
        return f"{HARMLESS}/{load_sorts().of(self.style)}" if self.kind == HARMLESS else self.kind

    @property
    def is_long(self) -> bool:
        return is_long(self.parts[0])

    @property
    def at_risk(self) -> bool:
        return self.kind not in (HARMLESS, DISTRESS)

    @property
    def is_ordinary(self) -> bool:
        """Whether it is a client's question or request, see data/danger/ordinary.yml."""
        return self.writer == ORDINARY

    @property
    def for_levels(self) -> bool:
        """Whether the model of levels learns it: what was written to be hard, and the ordinary questions beside it."""
        return self.writer in (FIRST, ORDINARY)


def is_long(text: str) -> bool:
    """Whether a message is a long one."""
    return len(text.split()) >= LONG
