"""Every sentence in data/ that something is trained on, tuned on or checked against, with where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.settings import PROJECT_ROOT
from bot.yaml_reading import load_yaml

DATA_DIR = PROJECT_ROOT / "data"
NLU_DIR = DATA_DIR / "nlu"
CRISIS_DIR = DATA_DIR / "danger"


@dataclass(frozen=True)
class TrainingText:
    """One sentence.

    Attributes:
        label: what it is an example of: an intent such as "faq/gifts", a kind such as "suicide", the file
            of a pattern.
        path: its file, relative to data/.
    """

    text: str
    label: str
    path: str


def questions(directory: Path = NLU_DIR) -> list[TrainingText]:
    """The examples of intents and topics, those of one label in the order of their file."""
    found = []
    for path in sorted(directory.rglob("*.yml")):
        name = _name(path)
        for entry in load_yaml(path).get("nlu") or []:
            lines = (line.strip() for line in (entry.get("examples") or "").splitlines())
            texts = (line.removeprefix("- ").strip() for line in lines if line.startswith("- "))
            found += [TrainingText(text, entry["intent"], name) for text in texts]
    return found


def crisis_sentences(directory: Path = CRISIS_DIR) -> list[TrainingText]:
    """The sentences of the learned layer, and the examples and counter-examples of the patterns."""
    found = []
    for path in sorted((directory / "sentences").glob("*/*.yml")):
        content, name = load_yaml(path), _name(path)
        for texts in content["sentences"].values():
            found += [TrainingText(str(text), content["kind"], name) for text in texts]
    for path in sorted((directory / "patterns").glob("*.yml")):
        name = _name(path)
        found += [TrainingText(text, path.stem, name) for text in _examples(load_yaml(path))]
    return found


def all_texts() -> list[TrainingText]:
    """Questions and crisis sentences."""
    return [*questions(), *crisis_sentences()]


def _examples(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        for key, value in content.items():
            if key in ("fires", "quiet"):
                yield from (str(text) for text in (value if isinstance(value, list) else [value]))
            else:
                yield from _examples(value)
    elif isinstance(content, list):
        for value in content:
            yield from _examples(value)


def _name(path: Path) -> str:
    return str(path.relative_to(DATA_DIR)) if path.is_relative_to(DATA_DIR) else path.name
