"""The pattern files of the crisis gate: read and checked.

data/danger/patterns holds one file a kind, idioms.yml (what hides a match), policy.yml (calm questions about crises),
and three that are no patterns: words.yml (word lists), groups.yml (phrases written once) and cues.yml (what sets a
sentence in the past, in fiction, and so on). Lines are written in the notation of `bot.danger.notation`. Every line
stands with a message in which it must fire, and no other line of its pattern does, and with one near it in which the
pattern must be quiet; the tests try each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.danger.finding import KINDS, TIERS
from bot.danger.notation import words_of, write_out
from bot.settings import PROJECT_ROOT
from bot.yaml_reading import load_yaml

PATTERN_DIR = PROJECT_ROOT / "data" / "danger" / "patterns"
WORDS_FILE = "words.yml"
GROUPS_FILE = "groups.yml"
CUES_FILE = "cues.yml"

# How the context of a match may take it back; see bot/danger/context.py.
GUARDS = ("negation", "past", "fiction", "general", "hypothetical")
SUBJECTS = ("writer", "only_writer", "other", "anyone")
# What the cue lines of cues.yml mean; the guards look for them around a match.
CUES = ("past", "now", "fiction", "general", "recovered", "over", "asked", "admits", "relapse", "not_that")
# Kinds of file: those of KINDS, and these two, which take matches back or lower them.
MASK = "mask"
POLICY = "policy"

_KEYS = frozenset({"id", "tier", "match", "with", "with_message", "subject", "ignores", "fires", "quiet", "note"})
_LINE_KEYS = {"line", "fires", "quiet"}


class PatternError(Exception):
    """A pattern file cannot be used; the message names file and pattern, and says what to write instead."""


@dataclass(frozen=True)
class Wording:
    """One way to say what a pattern means.

    Attributes:
        line: in the notation of `bot.danger.notation`.
        fires: a message that holds it, and no other line of the pattern.
        quiet: a message near it, with one of its words, that is none.
    """

    line: str
    fires: str
    quiet: str


@dataclass(frozen=True)
class Pattern:
    """One reviewed pattern.

    Attributes:
        id: "<file>.<name>", the rule that a finding names.
        kind, tier: what a match means; kind "mask" hides idioms, kind "policy" marks questions about policy.
        wordings: the ways to say it.
        subject: whose state it is. A match of "writer" is of kind third_party when somebody else is its subject;
            of "only_writer" it then means nothing; "other" wants somebody else; "anyone" does not look.
        near, anywhere: lines of which one must match in the same sentence, or anywhere in the message.
        ignores: guards that may not take this pattern back.
        fires: messages that must give this rule, or one stronger; those of the wordings among them.
        quiet: messages in which this pattern must find nothing; likewise.
    """

    id: str
    kind: str
    tier: str
    wordings: tuple[Wording, ...]
    near: tuple[str, ...]
    anywhere: tuple[str, ...]
    subject: str
    ignores: frozenset[str]
    fires: tuple[str, ...]
    quiet: tuple[str, ...]

    @property
    def match(self) -> tuple[str, ...]:
        """The lines of the wordings."""
        return tuple(wording.line for wording in self.wordings)


@lru_cache(maxsize=4)
def load_words(directory: Path = PATTERN_DIR) -> Mapping[str, frozenset[str]]:
    """The word lists by name, lists inside lists resolved.

    Raises:
        PatternError: a list is not one of words, or names a list that does not exist.
        bot.yaml_reading.YamlError
    """
    raw = load_yaml(directory / WORDS_FILE)
    lists: dict[str, frozenset[str]] = {}
    for name, value in raw.items():
        words: set[str] = set()
        for word in str(value).split():
            if word.startswith("@"):
                if word[1:] not in lists:
                    raise PatternError(f"{WORDS_FILE}: {name} uses {word}, which is not defined above it")
                words |= lists[word[1:]]
            else:
                words.add(word)
        lists[name] = frozenset(words)
    return lists


def load_patterns(directory: Path = PATTERN_DIR) -> list[Pattern]:
    """All patterns of a folder, in the order of the files' names.

    Raises:
        PatternError: a pattern cannot be used.
        bot.yaml_reading.YamlError: a file cannot be read.
    """
    patterns: list[Pattern] = []
    for path in sorted(directory.glob("*.yml")):
        if path.name not in (WORDS_FILE, GROUPS_FILE, CUES_FILE):
            patterns.extend(_read_file(path))
    _refuse_doubles(patterns)
    return patterns


def _read_file(path: Path) -> Iterable[Pattern]:
    content = load_yaml(path)
    if not isinstance(content, dict) or "kind" not in content or "patterns" not in content:
        raise PatternError(f"{path.name}: write 'kind: ...' and a list 'patterns:'")
    kind = content["kind"]
    if kind not in (*KINDS, MASK, POLICY):
        raise PatternError(f"{path.name}: no such kind {kind!r}; use one of {', '.join((*KINDS, MASK, POLICY))}")
    for position, entry in enumerate(content["patterns"], start=1):
        yield _read_pattern(path, kind, position, entry)


def _read_pattern(path: Path, kind: str, position: int, entry: Any) -> Pattern:
    where = f"{path.name}, pattern {position}"
    if not isinstance(entry, dict):
        raise PatternError(f"{where}: write a mapping with id, tier, match, fires and quiet")
    name = entry.get("id")
    if not name:
        raise PatternError(f"{where}: give it an id, such as 'id: wants_to_die'")
    where = f"{path.name}, {name}"
    unknown = set(entry) - _KEYS
    if unknown:
        raise PatternError(f"{where}: does not know {', '.join(sorted(unknown))}; remove or correct it")
    tier = entry.get("tier", POLICY if kind == POLICY else "none" if kind == MASK else None)
    if tier not in TIERS:
        raise PatternError(f"{where}: tier is {tier!r}; write one of {', '.join(TIERS[1:])}")
    subject = entry.get("subject", "writer")
    if subject not in SUBJECTS:
        raise PatternError(f"{where}: subject is {subject!r}; write one of {', '.join(SUBJECTS)}")
    ignores = frozenset(entry.get("ignores", ()))
    if not ignores <= set(GUARDS):
        raise PatternError(f"{where}: ignores {sorted(ignores - set(GUARDS))}; guards are {', '.join(GUARDS)}")
    for key in ("fires", "quiet"):
        if key in entry and not _texts(entry[key]):
            raise PatternError(f"{where}: {key} must be a list of texts (quote a text that YAML may misread)")
    wordings = tuple(_wordings(where, entry.get("match")))
    return Pattern(
        id=f"{path.stem}.{name}",
        kind=kind,
        tier=tier,
        wordings=wordings,
        near=tuple(entry.get("with", ())),
        anywhere=tuple(entry.get("with_message", ())),
        subject=subject,
        ignores=ignores,
        fires=(*(wording.fires for wording in wordings), *entry.get("fires", ())),
        quiet=(*(wording.quiet for wording in wordings), *entry.get("quiet", ())),
    )


def _wordings(where: str, match: Any) -> Iterable[Wording]:
    if not isinstance(match, list) or not match:
        raise PatternError(f"{where}: match must be a list of lines")
    for position, each in enumerate(match, start=1):
        if not isinstance(each, dict) or set(each) != _LINE_KEYS or not _texts(list(each.values())):
            raise PatternError(f"{where}, line {position}: write the texts line, fires and quiet (quoted where needed)")
        yield Wording(each["line"], each["fires"], each["quiet"])


def _texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(text, str) and text for text in value)


def _refuse_doubles(patterns: list[Pattern]) -> None:
    seen: set[str] = set()
    for pattern in patterns:
        if pattern.id in seen:
            raise PatternError(f"{pattern.id} is there twice: rename one of them")
        seen.add(pattern.id)


@lru_cache(maxsize=4)
def load_groups(directory: Path = PATTERN_DIR) -> Mapping[str, str]:
    """The groups by name, groups inside groups written out.

    Raises:
        bot.danger.notation.NotationError: a group names one that does not exist.
    """
    groups: dict[str, str] = {}
    for name, text in load_yaml(directory / GROUPS_FILE).items():
        groups[name] = write_out(str(text), groups)
    return groups


def load_cues(directory: Path = PATTERN_DIR) -> Mapping[str, tuple[str, ...]]:
    """The cue lines by what they mean.

    Raises:
        PatternError: one of CUES is missing, or there is another.
    """
    content = load_yaml(directory / CUES_FILE)
    if set(content) != set(CUES):
        raise PatternError(f"{CUES_FILE}: write exactly these lists: {', '.join(CUES)}")
    return {name: tuple(lines) for name, lines in content.items()}


@lru_cache(maxsize=4)
def vocabulary(directory: Path = PATTERN_DIR) -> frozenset[str]:
    """Every word that stands in a word list, pattern or cue: what misspelt words are corrected to."""
    written = [line for pattern in load_patterns(directory) for line in pattern.match + pattern.near + pattern.anywhere]
    written += [line for lines in load_cues(directory).values() for line in lines]
    listed = frozenset[str]().union(*load_words(directory).values())
    return listed | words_of([*written, *load_groups(directory).values()])
