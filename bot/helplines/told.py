"""What a client said that decides whom to show: groups, circumstances, numbers asked for. No text is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from bot.settings import PROJECT_ROOT
from bot.yaml_reading import load_yaml

FOLDER = PROJECT_ROOT / "data" / "helplines"
GROUPS_FILE = FOLDER / "groups.yml"
CIRCUMSTANCES_FILE = FOLDER / "circumstances.yml"


@dataclass(frozen=True)
class Told:
    """What the client said.

    Attributes:
        groups: to which they belong, of `bot.helplines.lines.GROUPS`.
        circumstance: of circumstances.yml, or None.
        asked: what they asked a number for, of `bot.helplines.asking.ASKED`.
    """

    groups: frozenset[str] = field(default_factory=frozenset)
    circumstance: str | None = None
    asked: frozenset[str] = field(default_factory=frozenset)


NOTHING_TOLD = Told()


def groups_in(text: str) -> frozenset[str]:
    """The groups to which the writer of a message says that they belong; nothing is guessed."""
    plain = plain_words(text)
    return frozenset(
        name for name, patterns in _patterns(GROUPS_FILE).items() if any(p.search(plain) for p in patterns)
    )


def circumstance_in(text: str) -> str | None:
    """Somebody afraid of harming a child ("afraid_parent"), or grieving after a suicide ("bereaved")."""
    plain = plain_words(text)
    return next(_found(CIRCUMSTANCES_FILE, plain), None)


def _found(path: Path, plain: str) -> Iterator[str]:
    for name, patterns in _patterns(path).items():
        if any(pattern.search(plain) for pattern in patterns):
            yield name


def plain_words(text: str) -> str:
    """A text in small letters, with plain apostrophes and single spaces; "im" and "i am" as "i'm"."""
    lowered = " ".join(text.lower().replace("\u2019", "'").replace("\u2018", "'").split())
    return re.sub(r"\b(?:i am|im|i m)\b", "i'm", lowered)


@lru_cache(maxsize=4)
def _patterns(path: Path) -> Mapping[str, tuple[re.Pattern[str], ...]]:
    content = load_yaml(path)
    return {name: tuple(compiled(each, content.get("lists", {}))) for name, each in content["patterns"].items()}


def compiled(patterns: Iterable[str], lists: Mapping[str, str]) -> Iterable[re.Pattern[str]]:
    """Patterns with their {lists} filled in, ready to be looked for."""
    for pattern in patterns:
        for name, choices in lists.items():
            pattern = pattern.replace(f"{{{name}}}", f"(?:{choices})")
        yield re.compile(pattern)
