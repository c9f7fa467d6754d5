"""The learned layer: catches what no list of patterns has.

A short message is as alarming as its most alarming sentence. In a long one many sentences could be that by chance, so
the whole must look like danger, too. Nobody marked which sentence of a long message is the dangerous one: an earlier
model picks it, and the sentence is learned beside the whole. The thresholds are quantiles of what harmless messages of
a natural mix score with a model that never saw their writers. Figures: docs/crisis.md.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from bot.danger.example import INDIRECT, Example, is_long
from bot.danger.finding import NOTHING, Finding
from bot.danger.kinds import KindModel, Wording
from bot.danger.levels import AT_RISK, LevelModel
from bot.danger.levels import DISTRESS as DISTRESS_LEVEL
from bot.danger.sentences import DISTRESS, HARMLESS, JOINED, load_sorts
from bot.language.softmax_regression import Rows

log = logging.getLogger(__name__)

RULE = "learned"
# Kinds in which minutes count: the reply begins with the emergency number.
EMERGENCY_KINDS = frozenset({"overdose", "medical"})
# What is said to somebody in danger of whom it is not clear which danger it is: contacts and words that suit everyone.
GENERAL_KIND = "suicide"
# Share of the whole danger that a kind must have to be named; and that both emergencies must have together, where too
# late is worse than too much.
SURE_OF_KIND, SURE_OF_EMERGENCY = 0.4, 0.3
# Distress calls for contacts beside the answer, but less surely than risk does.
DISTRESS_SHARE = 0.6
# A single word is a matter for the patterns: "wish" alone may be anything.
FEWEST_WORDS = 2
# Danger, with a share of distress, that the kinds must see in a short message: the levels know few everyday messages,
# and are alarmed by "the door is locked".
LEAST_SEEN = 0.08
# Class of the sentences of long harmless messages.
SENTENCE = f"{HARMLESS}/sentence"
# How alarming a sentence of a long message at risk must look to be learned, and how often a model picks them again.
PICKED_FROM, PICKED_TIMES = 0.3, 2


@dataclass(frozen=True)
class OperatingPoints:
    """Shares of harmless messages of a natural mix that may pass each threshold.

    Attributes:
        takes_over: contacts come first.
        beside: contacts are shown beside the normal answer.
        long_takes_over, long_beside: the same of long messages, which say more, some of it sad.
    """

    takes_over: float = 0.02
    beside: float = 0.09
    long_takes_over: float = 0.13
    long_beside: float = 0.4


class LearnedLayer:
    """Trained on texts that `normalise` has been through, and on the vectors of the texts as typed.

    Attributes:
        takes_over_at: alarm (probability of danger) from which contacts come first.
        beside_at: probability of danger, with a share of that of distress, from which contacts are shown.
        long_takes_over_at, long_beside_at: the same of messages of LONG words or more.
    """

    takes_over_at: float
    beside_at: float
    long_takes_over_at: float
    long_beside_at: float

    def fit(self, examples: Sequence[Example]) -> LearnedLayer:
        """Train, and score the harmless messages of the writers who are left out."""
        self._wording = Wording().fit([each.parts[0] for each in examples])
        table = _Table(examples, self._wording)
        left = np.array([each.writer in load_sorts().left_out for each in examples])
        # Each keeps about one core busy.
        with ThreadPoolExecutor(2) as threads:
            levels = threads.submit(LevelModel().fit, [each for each in examples if each.for_levels])
            picked = _pick(table)
            without = table.model(picked, ~left)
            self._kinds = table.model(picked, np.ones(len(examples), dtype=bool))
            self._levels = levels.result()
        self._set_natural(without, [each for each, is_left in zip(examples, left, strict=True) if is_left])
        log.info("crisis layer: %d messages, %d dangerous sentences of long ones", len(examples), len(picked))
        return self

    def set_thresholds(self, points: OperatingPoints) -> None:
        """From the scores of harmless messages of a natural mix."""
        self.takes_over_at, self.beside_at = _quantiles(self._everyday, points.takes_over, points.beside)
        self.long_takes_over_at, self.long_beside_at = _quantiles(
            self._long, points.long_takes_over, points.long_beside
        )
        log.info("crisis layer: takes over at %.2f (long messages: %.2f)", self.takes_over_at, self.long_takes_over_at)

    @property
    def kinds(self) -> list[str]:
        """The kinds of danger that it knows."""
        return [str(name) for name in self._kinds.names[self._named]]

    def alarm(self, texts: Sequence[str], vectors: np.ndarray) -> float:
        """How alarming a message is, 0 to 1; see `check`."""
        return self._scores(texts, vectors, self._probabilities(self._kinds, texts, vectors), self._kinds)[0]

    def check(self, texts: Sequence[str], vectors: np.ndarray) -> Finding:
        """What the layer finds in a message.

        Args:
            texts: the normalised message and each of its sentences.
            vectors: their unit vectors, shape (number of texts, VECTOR_SIZE).
        """
        if len(texts[0].split()) < FEWEST_WORDS or not any(letter.isalpha() for letter in texts[0]):
            return NOTHING
        probabilities, long = self._probabilities(self._kinds, texts, vectors), is_long(texts[0])
        if not long and self._concern(self._kinds, probabilities).max() < LEAST_SEEN:
            return NOTHING
        alarm, concern = self._scores(texts, vectors, probabilities, self._kinds)
        if alarm >= (self.long_takes_over_at if long else self.takes_over_at):
            kind = self._kind(probabilities)
            return Finding("emergency" if kind in EMERGENCY_KINDS else "crisis", kind, RULE)
        if concern >= (self.long_beside_at if long else self.beside_at):
            return Finding("distress", DISTRESS, RULE)
        return NOTHING

    def _probabilities(self, kinds: KindModel, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        return kinds.probabilities(self._wording.rows(texts, vectors))

    @property
    def _named(self) -> np.ndarray:
        return np.asarray(self._kinds.dangers & (self._kinds.names != INDIRECT))

    def _kind(self, probabilities: np.ndarray) -> str:
        """The kind that is clearly meant, or the general one."""
        worst = probabilities[self._kinds.danger(probabilities).argmax()]
        shares = np.where(self._named, worst, 0.0)
        shares /= shares.sum()
        urgent = np.isin(self._kinds.names, sorted(EMERGENCY_KINDS))
        if shares[urgent].sum() >= SURE_OF_EMERGENCY:
            return str(self._kinds.names[np.where(urgent, shares, 0.0).argmax()])
        shares[urgent] = 0.0
        return str(self._kinds.names[shares.argmax()]) if shares.max() >= SURE_OF_KIND else GENERAL_KIND

    def _scores(
        self, texts: Sequence[str], vectors: np.ndarray, probabilities: np.ndarray, kinds: KindModel
    ) -> tuple[float, float]:
        """Alarm and concern of a message: what the two models say, halfway between in log odds."""
        long, danger = is_long(texts[0]), kinds.danger(probabilities)
        concern = self._concern(kinds, probabilities)
        levels = self._levels.probabilities(texts, vectors)
        at_risk, distress = levels[:, AT_RISK], levels[:, DISTRESS_LEVEL]
        return (
            _between(at_risk.max(), _of_message(danger, long)),
            _between((at_risk + DISTRESS_SHARE * distress).max(), _of_message(concern, long)),
        )

    @staticmethod
    def _concern(kinds: KindModel, probabilities: np.ndarray) -> np.ndarray:
        return np.minimum(kinds.danger(probabilities) + DISTRESS_SHARE * kinds.distress(probabilities), 1.0)

    def _set_natural(self, without: KindModel, left: Sequence[Example]) -> None:
        """Scores of what neither model has seen."""
        sorts = load_sorts()
        harmless = [each for each in left if each.kind == HARMLESS and each.style != JOINED]
        everyday = [each for each in harmless if sorts.is_natural(each.style) and not each.is_long]
        self._everyday, self._long = (
            np.array(
                [
                    self._scores(
                        each.parts, each.vectors, self._probabilities(without, each.parts, each.vectors), without
                    )
                    for each in group
                ]
            )
            for group in (everyday, [each for each in harmless if each.is_long])
        )


def _quantiles(scores: np.ndarray, takes_over: float, beside: float) -> tuple[float, float]:
    return float(np.quantile(scores[:, 0], 1 - takes_over)), float(np.quantile(scores[:, 1], 1 - beside))


class _Table:
    """All parts of all messages, one below the other."""

    def __init__(self, examples: Sequence[Example], wording: Wording) -> None:
        sizes = np.array([len(each.parts) for each in examples])
        self.starts = np.cumsum([0, *sizes[:-1]])
        self.owners = np.repeat(np.arange(len(examples)), sizes)
        self._rows = wording.rows(
            [part for each in examples for part in each.parts], np.concatenate([each.vectors for each in examples])
        )
        self._names = np.array([each.name for each in examples])[self.owners]
        whole = np.zeros(len(self.owners), dtype=bool)
        whole[self.starts] = True
        harmless = np.array([each.kind == HARMLESS and each.is_long for each in examples])[self.owners] & ~whole
        self._names[harmless] = SENTENCE
        self._learned = whole | harmless
        self.to_pick = np.array([each.at_risk and each.is_long for each in examples])[self.owners] & ~whole

    def model(self, picked: Sequence[int], among: np.ndarray, meaning_only: bool = False) -> KindModel:
        """The model of whole messages, of the sentences of long harmless ones, and of the picked ones.

        Args:
            picked: places of parts.
            among: which messages it may see.
        """
        chosen = self._learned.copy()
        chosen[list(picked)] = True
        chosen &= among[self.owners]
        return KindModel().fit(self.rows(chosen, meaning_only), self._names[chosen])

    def rows(self, chosen: np.ndarray, meaning_only: bool = False) -> Rows:
        """Features of some parts; without the wording, which takes most of the time."""
        rows = self._rows[chosen]
        return Rows(rows.dense, rows.sparse[:, :0]) if meaning_only else rows


def _pick(table: _Table) -> list[int]:
    """Places of the sentences that make long messages dangerous: the most alarming of each, where one is alarming."""
    picked: list[int] = []
    everyone = np.ones(len(table.starts), dtype=bool)
    places = np.flatnonzero(table.to_pick)
    for _ in range(PICKED_TIMES):
        model = table.model(picked, everyone, meaning_only=True)
        alarms = model.danger(model.probabilities(table.rows(table.to_pick, meaning_only=True)))
        worst: dict[int, tuple[float, int]] = {}
        for place, alarm in zip(places, alarms, strict=True):
            owner = int(table.owners[place])
            worst[owner] = max(worst.get(owner, (0.0, 0)), (float(alarm), int(place)))
        picked = [place for alarm, place in worst.values() if alarm >= PICKED_FROM]
    return picked


def _of_message(parts: np.ndarray, long: bool) -> float:
    """A message's probability from those of the whole and of its sentences."""
    if not long or len(parts) == 1:
        return float(parts.max())
    return _between(parts[0], parts[1:].max())


def _between(first: float, second: float) -> float:
    """The probability halfway between two in log odds."""
    return float(1 / (1 + np.exp(-(_log_odds(first) + _log_odds(second)) / 2)))


def _log_odds(probability: float) -> float:
    clipped = min(max(float(probability), 1e-6), 1 - 1e-6)
    return float(np.log(clipped / (1 - clipped)))
