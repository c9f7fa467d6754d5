"""The pattern files of the crisis gate: read, checked, and turned into spaCy token patterns.

A pattern is written in words, as they stand after `bot.crisis.normalise`:

    i            the word itself
    die|dead     one of several words
    @want        one of the words of that list in words.yml; lists mix with words: @want|need
    right?       the word may be missing
    *3           up to three words of any sort, but no punctuation, negation or "but" among them
    (a b|c)      "a b" or "c"; (a b|c)? may be missing; groups may hold groups
    ~3           the same, and commas may be among them
    ^ and $      beginning and end of a clause (punctuation, or the message's own edge)
    %intent      a group that is written once, in data/crisis/patterns/groups.yml

A pattern may name lines of which one must stand in the same sentence (`with`) or message (`with_message`). The
files words.yml, groups.yml and cues.yml (what sets a sentence in the past, in fiction, and so on) are not patterns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.crisis.finding import KINDS, TIERS
from bot.settings import PROJECT_ROOT

PATTERN_DIR = PROJECT_ROOT / "data" / "crisis" / "patterns"
WORDS_FILE = "words.yml"
GROUPS_FILE = "groups.yml"
CUES_FILE = "cues.yml"

# How the context of a match may take it back; see bot/crisis/context.py.
GUARDS = ("negation", "past", "fiction", "general", "hypothetical")
SUBJECTS = ("writer", "only_writer", "other", "anyone")
# What the cue lines of cues.yml mean; the guards look for them around a match.
CUES = ("past", "now", "fiction", "general", "recovered", "over", "asked", "admits", "not_that")
# Kinds of file: those of KINDS, and these two, which take matches back or lower them.
MASK = "mask"
POLICY = "policy"

EDGE = "."
PUNCTUATION = frozenset({".", ",", "?", "!", ";", ":"})
MOST_VARIANTS = 600
MOST_GAP = 8

_PIECE = re.compile(r"\(|\)\??|[^\s()]+")
_BAR = re.compile(r"\||[^|]+")
_GROUP = re.compile(r"%([a-z_]+)")
_PLAIN = re.compile(r"[@a-z'][a-z_'|@]*")
_KEYS = frozenset({"id", "tier", "match", "with", "with_message", "subject", "ignores", "fires", "quiet", "note"})
_LoaderBase: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

TokenPattern = list[dict[str, Any]]


class PatternError(Exception):
    """A pattern file cannot be used; the message names file and pattern, and says what to write instead."""


@dataclass(frozen=True)
class Pattern:
    """One reviewed pattern.

    Attributes:
        id: "<file>.<name>", the rule that a finding names.
        kind, tier: what a match means; kind "mask" hides idioms, kind "policy" marks questions about policy.
        match: the ways to say it, in the notation of this module.
        subject: whose state it is. A match of "writer" is of kind third_party when somebody else is its subject;
            of "only_writer" it then means nothing; "other" wants somebody else; "anyone" does not look.
        near, anywhere: lines of which one must match in the same sentence, or anywhere in the message.
        ignores: guards that may not take this pattern back.
        fires: messages that must give this rule, or one stronger.
        quiet: messages in which this pattern must find nothing.
    """

    id: str
    kind: str
    tier: str
    match: tuple[str, ...]
    near: tuple[str, ...]
    anywhere: tuple[str, ...]
    subject: str
    ignores: frozenset[str]
    fires: tuple[str, ...]
    quiet: tuple[str, ...]


@dataclass(frozen=True)
class Compiled:
    """One way to match: spaCy tokens, and the words of which the message must hold one (for speed)."""

    tokens: TokenPattern
    anchors: frozenset[str]


def load_yaml(path: Path) -> Any:
    """The content of a YAML file.

    Raises:
        PatternError: it cannot be read.
    """
    try:
        with path.open(encoding="utf-8") as stream:
            return yaml.load(stream, Loader=_LoaderBase)  # noqa: S506 (a safe loader, the faster one in C)
    except (OSError, yaml.YAMLError) as error:
        raise PatternError(f"{path.name}: cannot be read: {error}") from error


@lru_cache(maxsize=4)
def load_words(directory: Path = PATTERN_DIR) -> Mapping[str, frozenset[str]]:
    """The word lists by name, lists inside lists resolved.

    Raises:
        PatternError: a list is not one of words, or names a list that does not exist.
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
        PatternError: a file or pattern cannot be used.
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
        raise PatternError(
            f"{path.name}: no such kind {kind!r}; use one of {', '.join((*KINDS, MASK, POLICY))}"
        )
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
        raise PatternError(
            f"{where}: ignores {sorted(ignores - set(GUARDS))}; guards are {', '.join(GUARDS)}"
        )
    for key in ("match", "fires", "quiet"):
        if not _texts(entry.get(key)):
            raise PatternError(
                f"{where}: {key} must be a list of at least one text (quote a text that YAML may misread)"
            )
    return Pattern(
        id=f"{path.stem}.{name}",
        kind=kind,
        tier=tier,
        match=tuple(entry["match"]),
        near=tuple(entry.get("with", ())),
        anywhere=tuple(entry.get("with_message", ())),
        subject=subject,
        ignores=ignores,
        fires=tuple(entry["fires"]),
        quiet=tuple(entry["quiet"]),
    )


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
        PatternError: a group names one that does not exist.
    """
    groups: dict[str, str] = {}
    for name, text in load_yaml(directory / GROUPS_FILE).items():
        groups[name] = _with_groups(str(text), groups)
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


def compile_lines(
    where: str, lines: Iterable[str], words: Mapping[str, frozenset[str]], groups: Mapping[str, str]
) -> list[Compiled]:
    """The spaCy token patterns for every way the lines can match.

    Raises:
        PatternError: the notation is wrong, or a line stands for too many ways.
    """
    compiled: list[Compiled] = []
    for line in lines:
        try:
            compiled.extend(_compile_items(items, words) for items in _variants(_with_groups(line, groups)))
        except PatternError as error:
            raise PatternError(f"{where}: {error} (in: {line})") from error
    return compiled


def _with_groups(line: str, groups: Mapping[str, str]) -> str:
    def written(match: re.Match[str]) -> str:
        if match[1] not in groups:
            raise PatternError(f"there is no group %{match[1]}; add it to {GROUPS_FILE}")
        return f"({groups[match[1]]})"

    return _GROUP.sub(written, line)


def _variants(line: str) -> list[list[str]]:
    """A line with its groups written out: one list of simple items for each combination."""
    variants, rest = _read_branches(list(_pieces(line)))
    if rest:
        raise PatternError("a closing bracket without its opening one")
    return variants


def _pieces(line: str) -> Iterable[str]:
    """Brackets, words and bars; outside of groups "a|b" stays one item, for it stands for one word."""
    depth = 0
    for piece in _PIECE.findall(line):
        depth += (piece == "(") - piece.startswith(")")
        if depth and piece != "(" and not piece.startswith(")"):
            yield from _BAR.findall(piece)
        else:
            yield piece


def _read_branches(pieces: list[str]) -> tuple[list[list[str]], list[str]]:
    """The combinations of all branches up to the closing bracket, and the pieces from there on."""
    finished: list[list[str]] = []
    branch: list[list[str]] = [[]]
    while pieces and not pieces[0].startswith(")"):
        piece, pieces = pieces[0], pieces[1:]
        if piece == "(":
            choices, pieces = _read_group(pieces)
            branch = [before + choice for before in branch for choice in choices]
        elif piece == "|":
            finished, branch = finished + branch, [[]]
        else:
            branch = [[*before, piece] for before in branch]
        if len(branch) > MOST_VARIANTS:
            raise PatternError(f"stands for more than {MOST_VARIANTS} ways; split it")
    return _merge_single_words(finished + branch), pieces


def _read_group(pieces: list[str]) -> tuple[list[list[str]], list[str]]:
    choices, rest = _read_branches(pieces)
    if not rest:
        raise PatternError("an opening bracket without its closing one")
    return ([*choices, []] if rest[0] == ")?" else choices), rest[1:]


def _merge_single_words(branches: list[list[str]]) -> list[list[str]]:
    """Branches of one plain word each joined into one: "a", "b", "c d" become "a|b", "c d"."""
    single = [branch[0] for branch in branches if len(branch) == 1 and _PLAIN.fullmatch(branch[0])]
    longer = [branch for branch in branches if not (len(branch) == 1 and _PLAIN.fullmatch(branch[0]))]
    return ([["|".join(dict.fromkeys(single))]] if single else []) + longer


def _compile_items(items: list[str], words: Mapping[str, frozenset[str]]) -> Compiled:
    tokens: TokenPattern = []
    anchors: frozenset[str] | None = None
    for item in items:
        if item[0] in "*~":
            tokens.extend(_gap(item, words))
            continue
        if item in ("^", "$"):
            tokens.append({"ORTH": {"IN": sorted(PUNCTUATION)}})
            continue
        optional = item.endswith("?") and len(item) > 1
        accepted = _accepted(item[:-1] if optional else item, words)
        tokens.append(_token(accepted, optional))
        if (
            not optional
            and not accepted & words["common"]
            and (anchors is None or len(accepted) < len(anchors))
        ):
            anchors = accepted
    if anchors is None:
        anchors = _any_required(items, words)
    return Compiled(tokens, anchors)


def _any_required(items: list[str], words: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """For a pattern of common words only: the smallest set of which one must be there."""
    required = [
        _accepted(item, words)
        for item in items
        if not (item[0] in "*~^$" or (item.endswith("?") and len(item) > 1))
    ]
    if not required:
        raise PatternError("at least one word must be required")
    return min(required, key=len)


def _accepted(item: str, words: Mapping[str, frozenset[str]]) -> frozenset[str]:
    accepted: set[str] = set()
    for word in item.split("|"):
        if not word:
            raise PatternError("an empty alternative: remove the stray bar")
        if word.startswith("@"):
            if word[1:] not in words:
                raise PatternError(f"there is no word list {word}; add it to {WORDS_FILE}")
            accepted |= words[word[1:]]
        else:
            accepted.add(word)
    return frozenset(accepted)


def _token(accepted: frozenset[str], optional: bool) -> dict[str, Any]:
    only = next(iter(accepted))
    token: dict[str, Any] = {"ORTH": only if len(accepted) == 1 else {"IN": sorted(accepted)}}
    return {**token, "OP": "?"} if optional else token


def _gap(item: str, words: Mapping[str, frozenset[str]]) -> TokenPattern:
    if not item[1:].isdecimal() or not 1 <= int(item[1:]) <= MOST_GAP:
        raise PatternError(f"{item}: write {item[0]}1 to {item[0]}{MOST_GAP}")
    marks = PUNCTUATION - {","} if item[0] == "~" else PUNCTUATION
    stops = sorted(marks | words["negator"] | words["turn"])
    return [{"ORTH": {"NOT_IN": stops}, "OP": "?"} for _ in range(int(item[1:]))]


@lru_cache(maxsize=4)
def vocabulary(directory: Path = PATTERN_DIR) -> frozenset[str]:
    """Every word that stands in a word list or pattern: what misspelt words are corrected to."""
    words: set[str] = set().union(*load_words(directory).values())
    lines = [line for pattern in load_patterns(directory) for line in pattern.match + pattern.near + pattern.anywhere]
    for line in [*lines, *load_groups(directory).values()]:
        words.update(word for word in re.findall(r"[@%a-z_]+", line) if word[0] not in "@%")
    return frozenset(words)
