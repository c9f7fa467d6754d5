"""What may be wrong with the training questions: doubles, topics too close, examples that pull the wrong way.

It looks at training data alone, never at the held-out sets, so whoever writes training data may read it.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from math import log
from typing import Any

import numpy as np

from bot.evaluation.left_out import left_out_tables
from bot.evaluation.tables import Table
from bot.evaluation.threshold_curve import threshold_curve
from bot.language.kernel_ridge import KernelSettings
from bot.language.near_duplicates import near_duplicates
from bot.language.vector_cache import encode_for_training
from bot.settings import PROJECT_ROOT, Settings
from bot.topics.names import FAQ_PREFIX, id_of
from bot.understanding.decision import Thresholds
from bot.understanding.topic_model import TEMPERATURE, Reading, TopicModel
from bot.words.training_texts import TrainingText, questions
from bot.yaml_reading import load_yaml

CLASSIFIER = ".TopicClassifier"
# Two examples of different labels nearer in meaning than this say the same (cosine of their vectors).
SAME_MEANING = 0.9
CLOSEST_PAIRS = 15
FEWEST_EXAMPLES = 40
# Lines of a list that are shown in the terminal; the file has all.
SHOWN = 10


@dataclass(frozen=True)
class Misfit:
    """An example that a model which never saw its block takes for something else.

    Attributes:
        rival: the label it is taken for.
        margin: score of its own label less the rival's; the lower, the more it pulls the wrong way.
    """

    example: TrainingText
    rival: str
    margin: float


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    command = commands.add_parser("data-report", help="doubles, close topics and misfits among the training questions")
    command.set_defaults(run=report)


def report(_options: argparse.Namespace) -> int:
    """Show the figures, and write the whole lists to var/reports/data.txt."""
    left_out = _left_out()
    examples = [example for example in questions() if example.label not in left_out]
    texts = [example.text for example in examples]
    labels = [example.label for example in examples]
    vectors = encode_for_training(texts)
    readings = TopicModel(_settings()).held_out_readings(texts, vectors, labels)
    found = misfits(examples, readings)
    within, across = doubles(examples)
    sections = [
        ("Nearly the same words, one label", within),
        ("Nearly the same words, different labels", across),
        ("Nearly the same meaning, different labels", same_meaning(examples, vectors)),
        ("Examples that pull the wrong way", [_described(misfit) for misfit in found]),
    ]
    tables = [
        counts(labels),
        recognised(labels, found),
        *left_out_tables(texts, labels, readings, _thresholds()),
        threshold_curve(readings, labels, _thresholds()),
        close_topics(labels, vectors, found),
    ]
    path = Settings.from_environment().state_dir / "reports" / "data.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        _write(file.write, tables, sections, None)
    _write(sys.stdout.write, tables, sections, SHOWN)
    sys.stdout.write(f"the whole lists: {path}\n")
    return 0


def counts(labels: Sequence[str]) -> Table:
    """Examples by label, where they are fewer than a topic should have, and in all."""
    table = Table("Examples", ["", "labels", "examples", f"labels under {FEWEST_EXAMPLES}"])
    for group, number in sorted(_groups(labels).items()):
        inside = Counter(label for label in labels if label.split("/")[0] == group)
        few = sum(times < FEWEST_EXAMPLES for times in inside.values())
        table.add(group, str(len(inside)), str(number), str(few))
    return table


def recognised(labels: Sequence[str], found: Sequence[Misfit]) -> Table:
    """How many examples a model recognises that never saw their block, which is close to a writer it never saw."""
    table = Table("Recognised with their part of the file left out of training", ["", "examples", "right"])
    missed = _groups([misfit.example.label for misfit in found])
    for group, number in sorted(_groups(labels).items()):
        table.add(group, str(number), f"{100 * (1 - missed[group] / number):.1f} %")
    return table


def doubles(examples: Sequence[TrainingText]) -> tuple[list[str], list[str]]:
    """Pairs of examples in nearly the same words: those within one label, and those across labels."""
    within: list[str] = []
    across: list[str] = []
    for pair in near_duplicates([example.text for example in examples]):
        first, second = examples[pair.first], examples[pair.second]
        line = f"{pair.likeness:.2f}  {first.label}: {first.text}  |  {second.label}: {second.text}"
        (within if first.label == second.label else across).append(line)
    return within, across


def same_meaning(examples: Sequence[TrainingText], vectors: np.ndarray) -> list[str]:
    """Pairs of examples of different labels whose vectors are nearly one."""
    cosines = np.triu(vectors @ vectors.T, k=1)
    lines = []
    for first, second in sorted(zip(*np.nonzero(cosines >= SAME_MEANING), strict=True), key=lambda at: -cosines[at]):
        one, other = examples[first], examples[second]
        if one.label != other.label:
            lines.append(f"{cosines[first, second]:.2f}  {one.label}: {one.text}  |  {other.label}: {other.text}")
    return lines


def close_topics(labels: Sequence[str], vectors: np.ndarray, found: Sequence[Misfit]) -> Table:
    """Pairs of topics whose middles are nearest, and how many examples of either are taken for the other."""
    names = np.array(labels)
    topics = sorted({label for label in labels if label.startswith(FAQ_PREFIX)})
    middles = np.stack([vectors[names == topic].mean(axis=0) for topic in topics])
    middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    taken = Counter(frozenset((misfit.example.label, misfit.rival)) for misfit in found)
    pairs = sorted(combinations(range(len(topics)), 2), key=lambda at: -float(middles[at[0]] @ middles[at[1]]))
    table = Table("Closest topics", ["", "and", "cosine of middles", "examples taken for the other"])
    for first, second in pairs[:CLOSEST_PAIRS]:
        one, other = topics[first], topics[second]
        cosine = float(middles[first] @ middles[second])
        confused = taken[frozenset((one, other))]
        table.add(_short(one), _short(other), f"{cosine:.2f}", str(confused))
    return table


def misfits(examples: Sequence[TrainingText], readings: Sequence[Reading]) -> list[Misfit]:
    """Examples whose reading, made without their block, has another label before their own; worst first."""
    found = []
    for example, reading in zip(examples, readings, strict=True):
        rival, shares = reading.labels[0], dict(zip(reading.labels, reading.shares, strict=True))
        if rival != example.label:
            # Shares are made of scores by a softmax, so their quotient gives the difference of the scores.
            margin = TEMPERATURE * log(shares[example.label] / shares[rival])
            found.append(Misfit(example, rival, margin))
    return sorted(found, key=lambda misfit: misfit.margin)


def _left_out() -> frozenset[str]:
    """Intents that the topic classifier is not trained on, by config.yml."""
    return frozenset(_classifier().get("left_out", ()))


def _settings() -> KernelSettings:
    """Those of config.yml."""
    return KernelSettings(**{key: value for key, value in _classifier().items() if key in asdict(KernelSettings())})


def _thresholds() -> Thresholds:
    """Those of config.yml."""
    return Thresholds(**{key: value for key, value in _classifier().items() if key in asdict(Thresholds())})


def _classifier() -> dict[str, Any]:
    """The topic classifier's part of config.yml; empty if it has none."""
    config = load_yaml(PROJECT_ROOT / "config.yml")
    return next((each for each in config["pipeline"] if each["name"].endswith(CLASSIFIER)), {})


def _described(misfit: Misfit) -> str:
    example = misfit.example
    return f"{misfit.margin:.2f}  {example.label}, taken for {misfit.rival}: {example.text}"


def _write(
    write: Callable[[str], object], tables: Sequence[Table], sections: Sequence[tuple[str, list[str]]], most: int | None
) -> None:
    for table in tables:
        write(table.as_text() + "\n")
    for title, lines in sections:
        write(f"{title}: {len(lines)}\n")
        write("".join(f"  {line}\n" for line in lines[:most]) + "\n")


def _groups(labels: Sequence[str]) -> Counter[str]:
    return Counter(label.split("/")[0] for label in labels)


def _short(label: str) -> str:
    return id_of(label) or label
