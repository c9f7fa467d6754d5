"""The training sentences of the learned layer: data/danger/sentences, a folder for each writer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.settings import PROJECT_ROOT
from bot.yaml_reading import load_yaml

SENTENCES_DIR = PROJECT_ROOT / "data" / "danger" / "sentences"
# Clients' ordinary questions by topic: harmless ones (bot/evaluation/ordinary.py).
ORDINARY_FILE = PROJECT_ROOT / "data" / "danger" / "ordinary.yml"
SORTS_FILE = PROJECT_ROOT / "data" / "danger" / "sorts.yml"
HARMLESS, DISTRESS = "harmless", "distress"
# The writers of the first sentences, many of which were written to be hard.
FIRST = "first"
# Stands for the writers of the ordinary questions.
ORDINARY = "ordinary"
# Style of messages joined from several.
JOINED = "joined"


@dataclass(frozen=True)
class Sentence:
    """A training message.

    Attributes:
        kind: of danger, or HARMLESS or DISTRESS.
        style: how it is said ("explicit", "slang"); of a harmless one, what sort of message it is ("idiom").
        writer: folder of the person who wrote it.
    """

    text: str
    kind: str
    style: str
    writer: str


def sentence_files(directory: Path = SENTENCES_DIR) -> list[Path]:
    """The files, in the order in which they are read."""
    return sorted(directory.glob("*/*.yml"))


def load_sentences(directory: Path = SENTENCES_DIR) -> list[Sentence]:
    """All training messages, in the order of their files."""
    sentences = []
    for path in sentence_files(directory):
        content = load_yaml(path)
        for style, texts in content["sentences"].items():
            sentences += [Sentence(str(text), content["kind"], style, path.parent.name) for text in texts]
    return sentences


def load_ordinary(path: Path = ORDINARY_FILE) -> list[Sentence]:
    """Clients' ordinary questions, each of its topic's style."""
    return [
        Sentence(str(text), HARMLESS, label, ORDINARY)
        for label, texts in load_yaml(path)["questions"].items()
        for text in texts
    ]


@dataclass(frozen=True)
class Sorts:
    """How harmless messages are sorted.

    Attributes:
        of_style: the sort by style; ordinary questions have their retrieval intent's, or their own intent's.
        natural: styles that come every day.
        joined_from: styles of which several make one message.
        left_out: writers whom the model that sets the thresholds never sees.
    """

    of_style: dict[str, str]
    natural: frozenset[str]
    joined_from: frozenset[str]
    left_out: frozenset[str]

    def of(self, style: str) -> str:
        """The sort of a style or of an ordinary question's label ("faq/gifts")."""
        return self.of_style[style.partition("/")[0]]

    def is_natural(self, style: str) -> bool:
        """Whether it comes every day."""
        return style.partition("/")[0] in self.natural


@lru_cache(maxsize=1)
def load_sorts() -> Sorts:
    """The sorts of data/danger/sorts.yml."""
    content = load_yaml(SORTS_FILE)
    of_style = {style: sort for sort, styles in content["sorts"].items() for style in styles}
    named = (frozenset(content[name]) for name in ("natural", "joined_from", "left_out"))
    return Sorts(of_style, *named)
