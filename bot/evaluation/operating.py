"""Alarm scores of the learned layer, for the operating curve.

The layer is taken out of the archive, because Rasa's parse tells tiers and no scores.
"""

from __future__ import annotations

import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import joblib
import numpy as np

from bot.danger.gate import Gate
from bot.danger.normalise import normalise
from bot.language.encoder import load_encoder
from bot.language.sentences import parts

LAYER_FILE = "crisis.joblib"
STEPS = 400

Alarms = tuple[np.ndarray, np.ndarray]


class LayerError(Exception):
    """The archive has no learned layer whose scores can be told."""


@dataclass(frozen=True)
class AlarmScores:
    """Scores of some messages.

    Attributes:
        alarms: of the most alarming sentence of each message.
        ruled: whether the rules fire on it.
    """

    alarms: np.ndarray
    ruled: np.ndarray


def alarm_scores(archive: Path, texts: Sequence[str]) -> AlarmScores:
    """Alarm scores of messages by the learned layer of a model archive.

    Raises:
        LayerError: there is no learned layer in the archive, or it does not tell scores.
    """
    layer = _layer(archive)
    encoder, gate = load_encoder(), Gate.load()
    alarms, ruled = np.zeros(len(texts)), np.zeros(len(texts), dtype=bool)
    for index, text in enumerate(texts):
        normalised = [normalise(part) for part in parts(text)]
        alarms[index] = layer.alarm(normalised, encoder.encode_parts([text])[0])
        ruled[index] = gate.check(text).takes_over
    return AlarmScores(alarms, ruled)


def curve(risky: Alarms, harmless: Alarms) -> tuple[np.ndarray, np.ndarray]:
    """False alarm rates and recalls of rules and layer together, as the threshold falls.

    Args:
        risky, harmless: alarm scores, and whether the rules fire, of each kind of message.
    """
    thresholds = np.quantile(np.concatenate([risky[0], harmless[0]]), np.linspace(1.0, 0.0, STEPS))
    false, recall = (
        np.array([((alarms >= at) | ruled).mean() for at in thresholds]) for alarms, ruled in (harmless, risky)
    )
    return false, recall


@lru_cache(maxsize=1)
def _layer(archive: Path) -> Any:
    with tarfile.open(archive) as packed:
        member = next((each for each in packed if each.name.endswith(LAYER_FILE)), None)
        content = packed.extractfile(member) if member else None
        if content is None:
            raise LayerError(f"{archive.name} has no {LAYER_FILE}")
        layer = joblib.load(BytesIO(content.read()))
    if not hasattr(layer, "alarm"):
        raise LayerError("the learned layer tells no alarm scores (it has no method `alarm`)")
    return layer
