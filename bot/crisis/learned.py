"""The learned layer: catches what no list of patterns has.

A message is as alarming as its most alarming sentence. Two thresholds are quantiles of the scores of harmless training
messages, each scored by a model that never saw it: few of them may take over the conversation, more may show contacts
beside the normal answer. What the patterns catch anyway counts little in training, so that the layer spends itself on
what they miss; the two are used together. Figures: docs/crisis.md.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.crisis.alarm import AT_RISK, AlarmModel, Wording, meaning
from bot.crisis.alarm import DISTRESS as DISTRESS_LEVEL
from bot.crisis.alarm import HARMLESS as HARMLESS_LEVEL
from bot.crisis.finding import NOTHING, Finding
from bot.crisis.neighbours import Neighbours, TrainingNeighbours
from bot.crisis.patterns import load_yaml
from bot.settings import PROJECT_ROOT
from bot.understanding.condensing import Condensing
from bot.understanding.softmax_regression import Rows, SoftmaxRegression

log = logging.getLogger(__name__)

SENTENCES_DIR = PROJECT_ROOT / "data" / "crisis" / "sentences"
HARMLESS, DISTRESS = "harmless", "distress"
RULE = "learned"
# Kinds in which minutes count: the reply begins with the emergency number.
EMERGENCY_KINDS = frozenset({"overdose", "medical"})
# What a sentence counts in training if the patterns fire on it: if it is at risk, and if it is harmless.
RULED_AT_RISK_WEIGHT, RULED_HARMLESS_WEIGHT = 0.3, 0.3
# Distress calls for contacts beside the answer, but less surely than risk does.
DISTRESS_SHARE = 0.6
KIND_STRENGTH = 1.0
# Shorter messages are names and single words, which the layer cannot judge; the patterns know the alarming ones.
FEWEST_WORDS = 3
# Shorter ones are mostly requests ("who can read this?"): there the layer speaks only where it is sure of risk.
FEWEST_WORDS_BESIDE = 6
# Numbers of a vector by which its neighbours are found; with all 384, left-out messages are ordered no better.
NEIGHBOUR_SIZE = 192
# Held-out scores come from as many fits, each without one part of every group.
FOLDS = 3
# Each keeps about one core busy.
FITS_AT_ONCE = 2


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
class Example:
    """A training message.

    Attributes:
        parts: the normalised message, followed by its sentences if it has several.
        vectors: their unit vectors, shape (parts, VECTOR_SIZE).
        kind: its kind, or "harmless" or "distress".
        group: examples of one group stand in the order in which they were written.
        ruled: whether the patterns take over on it.
        learn_sentences: whether the sentences of a harmless message are harmless examples too.
    """

    parts: tuple[str, ...]
    vectors: np.ndarray
    kind: str
    group: str
    ruled: bool
    learn_sentences: bool = True


@dataclass(frozen=True)
class OperatingPoints:
    """Shares of harmless training messages that may pass each threshold.

    Attributes:
        takes_over: contacts come first.
        beside: contacts are shown beside the normal answer.
    """

    takes_over: float = 0.03
    beside: float = 0.15


class LearnedLayer:
    """Trained on texts that `normalise` has been through, and on the vectors of the texts as typed.

    Attributes:
        takes_over_at: probability of risk from which contacts come first.
        beside_at: probability of risk, with a share of that of distress, from which contacts are shown.
    """

    takes_over_at: float
    beside_at: float

    def __init__(self, points: OperatingPoints) -> None:
        self._points = points

    def fit(self, examples: Sequence[Example]) -> LearnedLayer:
        """Train, and set the thresholds."""
        table = _Table(examples)
        self._wording = Wording()
        rows = self._wording.fit_rows(table.texts, table.vectors)
        self._meaning = Condensing(NEIGHBOUR_SIZE).fit(meaning(table.vectors))
        near = self._meaning.condense(meaning(table.vectors))
        log.info("crisis layer: %d sentences, %d features", len(table.texts), rows.sparse.shape[1])
        fits = _Fits(table, rows, near)
        with ThreadPoolExecutor(FITS_AT_ONCE) as threads:
            kinds = threads.submit(self._fit_kinds, table, rows)
            without_one = list(threads.map(fits.without, range(FOLDS)))
            kinds.result()
        self._model = fits.whole(without_one)
        self._neighbours = Neighbours(near[table.learned], table.levels[table.learned])
        self._set_thresholds(table, fits.held_out(without_one))
        log.info("crisis layer: takes over at %.2f, beside at %.2f", self.takes_over_at, self.beside_at)
        return self

    def alarms(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Probability of risk of normalised texts with their unit vectors (texts, VECTOR_SIZE)."""
        return self._probabilities(texts, vectors)[:, AT_RISK]

    def check(self, texts: Sequence[str], vectors: np.ndarray) -> Finding:
        """What the layer finds in a message.

        Args:
            texts: the normalised message and each of its sentences.
            vectors: their unit vectors, shape (number of texts, VECTOR_SIZE).
        """
        length = sum(word[0].isalpha() for word in texts[0].split())
        if length < FEWEST_WORDS:
            return NOTHING
        rows = self._wording.rows(texts, vectors)
        probabilities = self._of_rows(rows, vectors)
        worst = int(probabilities[:, AT_RISK].argmax())
        if probabilities[worst, AT_RISK] >= self.takes_over_at:
            kind = str(self.kinds[self._kind_model.probabilities(_meaning_only(rows[worst : worst + 1])).argmax()])
            return Finding("emergency" if kind in EMERGENCY_KINDS else "crisis", kind, RULE)
        if length >= FEWEST_WORDS_BESIDE and _concern(probabilities).max() >= self.beside_at:
            return Finding("distress", DISTRESS, RULE)
        return NOTHING

    def _probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        return self._of_rows(self._wording.rows(texts, vectors), vectors)

    def _of_rows(self, rows: Rows, vectors: np.ndarray) -> np.ndarray:
        return self._model.probabilities(rows, self._neighbours.features(self._meaning.condense(meaning(vectors))))

    def _fit_kinds(self, table: _Table, rows: Rows) -> None:
        at_risk = table.learned & (table.levels == AT_RISK)
        self.kinds, numbers = np.unique(table.kinds[at_risk], return_inverse=True)
        self._kind_model = SoftmaxRegression(KIND_STRENGTH).fit(_meaning_only(rows[at_risk]), numbers)

    def _set_thresholds(self, table: _Table, held_out: np.ndarray) -> None:
        harmless = table.levels == HARMLESS_LEVEL
        alarms = table.of_messages(held_out[:, AT_RISK])[harmless[table.starts]]
        concerns = table.of_messages(_concern(held_out))[harmless[table.starts]]
        self.takes_over_at = float(np.quantile(alarms, 1.0 - self._points.takes_over))
        self.beside_at = float(np.quantile(concerns, 1.0 - self._points.beside))


class _Table:
    """All parts of all messages, one below the other."""

    def __init__(self, examples: Sequence[Example]) -> None:
        sizes = [len(example.parts) for example in examples]
        self.texts = [part for example in examples for part in example.parts]
        self.vectors = np.concatenate([example.vectors for example in examples])
        self.starts = np.cumsum([0, *sizes[:-1]])
        self.kinds = np.repeat([example.kind for example in examples], sizes)
        self.levels = np.select(
            [self.kinds == HARMLESS, self.kinds == DISTRESS], [HARMLESS_LEVEL, DISTRESS_LEVEL], AT_RISK
        )
        folds, blocks = _folds_and_blocks([f"{example.kind}/{example.group}" for example in examples])
        self.folds, self.blocks = np.repeat(folds, sizes), np.repeat(blocks, sizes)
        whole = np.zeros(len(self.texts), dtype=bool)
        whole[self.starts] = True
        with_sentences = np.repeat([example.learn_sentences for example in examples], sizes)
        self.learned = whole | ((self.levels == HARMLESS_LEVEL) & with_sentences)
        ruled = whole & np.repeat([example.ruled for example in examples], sizes)
        weights = {AT_RISK: RULED_AT_RISK_WEIGHT, HARMLESS_LEVEL: RULED_HARMLESS_WEIGHT, DISTRESS_LEVEL: 1.0}
        self.weights = np.where(ruled, [weights[level] for level in self.levels], 1.0)

    def of_messages(self, scores: np.ndarray) -> np.ndarray:
        """The greatest score among the parts of each message."""
        return np.asarray(np.maximum.reduceat(scores, self.starts))


class _Fits:
    """The models of all sentences, and of all but one fold."""

    def __init__(self, table: _Table, rows: Rows, near: np.ndarray) -> None:
        self._table, self._rows = table, rows
        self._neighbours = TrainingNeighbours(near, table.levels, table.folds, table.blocks, table.learned)

    def whole(self, like: Sequence[AlarmModel]) -> AlarmModel:
        """The model of all learned sentences, found from those of most of them."""
        return self._fit(self._table.learned, range(FOLDS), like)

    def without(self, fold: int) -> AlarmModel:
        """The model that never saw the fold."""
        model = self._fit(self._table.learned & (self._table.folds != fold), _others(fold))
        log.info("crisis layer: held out part %d of %d", fold + 1, FOLDS)
        return model

    def held_out(self, without_one: Sequence[AlarmModel]) -> np.ndarray:
        """Probabilities of all parts, each from the model that never saw its message."""
        probabilities = np.zeros((len(self._table.texts), 3), dtype=np.float32)
        for fold, model in enumerate(without_one):
            out = self._table.folds == fold
            nearest = self._neighbours.features(_others(fold))
            probabilities[out] = model.probabilities(self._rows[out], nearest[out])
        return probabilities

    def _fit(self, chosen: np.ndarray, folds: Sequence[int], like: Sequence[AlarmModel] = ()) -> AlarmModel:
        nearest, table = self._neighbours.features(folds), self._table
        return AlarmModel().fit(self._rows[chosen], nearest[chosen], table.levels[chosen], table.weights[chosen], like)


def _others(fold: int) -> list[int]:
    return [other for other in range(FOLDS) if other != fold]


def _folds_and_blocks(groups: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Fold (0 to FOLDS - 1) of each example: its place in its group; and a number for group and fold together."""
    names, numbers = np.unique(np.array(groups), return_inverse=True)
    folds = np.zeros(len(groups), dtype=int)
    for number in range(len(names)):
        members = np.flatnonzero(numbers == number)
        folds[members] = np.arange(len(members)) * FOLDS // len(members)
    return folds, numbers * FOLDS + folds


def _concern(probabilities: np.ndarray) -> np.ndarray:
    return np.asarray(probabilities[:, AT_RISK] + DISTRESS_SHARE * probabilities[:, DISTRESS_LEVEL])


def _meaning_only(rows: Rows) -> Rows:
    """Without the wording: it tells kinds apart no better, and costs ten seconds."""
    return Rows(rows.dense, rows.sparse[:, :0])
