"""The learned layer: catches what no list of patterns has.

One kernel ridge regression on sentence vectors and wording over the kinds, distress and harmless. The alarm score
of a message is what the kinds at risk score together, at its most alarming sentence. Two thresholds are quantiles of
held-out scores of harmless training messages: few of them may take over the conversation, some may show contacts
beside the normal answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.crisis.finding import NOTHING, Finding
from bot.crisis.patterns import load_yaml
from bot.settings import PROJECT_ROOT
from bot.understanding.kernel_ridge import KernelRidge, KernelSettings
from bot.understanding.topic_model import blocks

SENTENCES_DIR = PROJECT_ROOT / "data" / "crisis" / "sentences"
HARMLESS, DISTRESS = "harmless", "distress"
RULE = "learned"
# Kinds in which minutes count: the reply begins with the emergency number.
EMERGENCY_KINDS = frozenset({"overdose", "medical"})


@dataclass(frozen=True)
class Sentence:
    """A training sentence with its kind (or "harmless", "distress") and its style."""

    text: str
    kind: str
    style: str


def load_sentences(directory: Path = SENTENCES_DIR) -> list[Sentence]:
    """All training sentences, in the order of their files."""
    sentences = []
    for path in sorted(directory.glob("*.yml")):
        content = load_yaml(path)
        for style, texts in content["sentences"].items():
            sentences += [Sentence(str(text), content["kind"], style) for text in texts]
    return sentences


@dataclass(frozen=True)
class OperatingPoints:
    """Shares of harmless training messages that may pass each threshold.

    Attributes:
        takes_over: contacts come first.
        beside: contacts are shown beside the normal answer.
    """

    takes_over: float = 0.02
    beside: float = 0.12


class LearnedLayer:
    """Trained on texts that `normalise` has been through, and on the vectors of the texts as typed."""

    def __init__(self, settings: KernelSettings, points: OperatingPoints) -> None:
        self._ridge = KernelRidge(settings)
        self._points = points

    def fit(self, texts: Sequence[str], vectors: np.ndarray, kinds: Sequence[str]) -> LearnedLayer:
        """Train, and set the thresholds.

        Args:
            texts: n normalised texts, those of one kind in the order of their file.
            vectors: unit vectors, shape (n, 384).
            kinds: the kind of each, or "harmless" or "distress".
        """
        names = np.array(kinds)
        self.kinds = np.unique(names)
        self._at_risk = ~np.isin(self.kinds, [HARMLESS, DISTRESS])
        self._ridge.fit(list(texts), vectors, (names[:, None] == self.kinds).astype(np.float32))
        held_out = self._alarm(self._ridge.held_out_scores(blocks(kinds)))[names == HARMLESS]
        self.takes_over_at = float(np.quantile(held_out, 1.0 - self._points.takes_over))
        self.beside_at = float(np.quantile(held_out, 1.0 - self._points.beside))
        self._ridge.forget_training()
        return self

    def check(self, texts: Sequence[str], vectors: np.ndarray) -> Finding:
        """What the layer finds in a message.

        Args:
            texts: the normalised message and each of its sentences.
            vectors: their unit vectors, shape (number of texts, 384).
        """
        scores = self._ridge.scores(list(texts), vectors)
        alarms = self._alarm(scores)
        worst = int(alarms.argmax())
        if alarms[worst] < self.beside_at:
            return NOTHING
        if alarms[worst] < self.takes_over_at:
            return Finding("distress", DISTRESS, RULE)
        kind = str(self.kinds[self._at_risk][scores[worst, self._at_risk].argmax()])
        return Finding("emergency" if kind in EMERGENCY_KINDS else "crisis", kind, RULE)

    def _alarm(self, scores: np.ndarray) -> np.ndarray:
        return np.asarray(scores[:, self._at_risk].sum(axis=1))
