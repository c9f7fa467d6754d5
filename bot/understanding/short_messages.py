"""What a short message does after an answer: it thanks, asks why, goes on with the story, says it was misread, ...

One judgement over all of them, so that "oh god" is no thanks and "that's too long" no goodbye. Examples:
data/dialogue/short_messages.yml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.language.kernel_ridge import KernelRidge, KernelSettings

# A question of its own, or about another channel, day or person.
ASKS = "asks"
# Chosen by cross-validation over the examples; short messages have few words, so meaning may reach further.
SETTINGS = KernelSettings(sharpness=3.0, text_weight=0.3, ridge=0.3)
_NO_WORD = re.compile(r"[^\w']+")


@dataclass(frozen=True)
class Said:
    """What a message does, and by how much that leads over anything of another intent; 1 for an example's words."""

    does: str
    margin: float


class ShortMessages:
    """Trained on examples and their sentence vectors."""

    def fit(
        self, examples: Mapping[str, Sequence[str]], vectors: np.ndarray, intents: Mapping[str, str]
    ) -> ShortMessages:
        """Train.

        Args:
            examples: by what they do.
            vectors: unit vectors of all of them in that order, shape (n, VECTOR_SIZE).
            intents: of what they do; what has none is an intent of its own.
        """
        pairs = [(text, does) for does, texts in examples.items() for text in texts]
        self._names = tuple(examples)
        self._intents = np.array([intents.get(name, name) for name in self._names])
        self._same = {_plain(text): does for text, does in pairs}
        targets = np.array([[does == name for name in self._names] for _, does in pairs], dtype=np.float32)
        self._ridge = KernelRidge(SETTINGS).fit([text for text, _ in pairs], vectors, targets).forget_training()
        return self

    def read(self, text: str, vector: np.ndarray) -> Said:
        """What a text does, with its unit vector of shape (VECTOR_SIZE,)."""
        same = self._same.get(_plain(text))
        if same:
            return Said(same, 1.0)
        scores = self._ridge.scores([text], vector[None, :])[0]
        first = int(scores.argmax())
        rival = scores[self._intents != self._intents[first]].max()
        return Said(self._names[first], float(scores[first] - rival))


def _plain(text: str) -> str:
    return " ".join(_NO_WORD.sub(" ", text.casefold().replace("\u2019", "'")).split())
