"""Every pattern's own examples and counter-examples, and what a faulty pattern file is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.danger.finding import KINDS
from bot.danger.gate import Gate
from bot.danger.normalise import normalise
from bot.danger.notation import Notation, words_of, write_out
from bot.danger.patterns import (
    GUARDS,
    MASK,
    PATTERN_DIR,
    POLICY,
    Pattern,
    PatternError,
    Wording,
    load_cues,
    load_groups,
    load_patterns,
    load_words,
)
from bot.yaml_reading import YamlError

PATTERNS = load_patterns()


LINES = [pytest.param(pattern, wording, id=wording.line) for pattern in PATTERNS for wording in pattern.wordings]
# Words that stand in every message: a counter-example with none but these is not near its line.
FEW_OF_THEM = 2


def _cases(field: str, masks: bool) -> list[object]:
    return [
        pytest.param(pattern, text, id=f"{pattern.id}: {text}")
        for pattern in PATTERNS
        if (pattern.kind == MASK) == masks
        for text in getattr(pattern, field)
    ]


def _found(gate: Gate, text: str) -> set[str | None]:
    return {finding.rule for finding in gate.findings(normalise(text))}


@pytest.mark.parametrize(("pattern", "text"), _cases("fires", masks=False))
def test_pattern_fires(gate: Gate, pattern: Pattern, text: str) -> None:
    assert pattern.id in _found(gate, text)


@pytest.mark.parametrize(("pattern", "text"), _cases("quiet", masks=False))
def test_pattern_is_quiet(gate: Gate, pattern: Pattern, text: str) -> None:
    finding = gate.check(text)
    assert not finding.takes_over
    assert finding.kind != pattern.kind


@pytest.mark.parametrize(("pattern", "text"), _cases("fires", masks=True))
def test_mask_hides(gate: Gate, pattern: Pattern, text: str) -> None:
    assert not gate.check(text).takes_over


@pytest.mark.parametrize(("pattern", "text"), _cases("quiet", masks=True))
def test_mask_does_not_hide(gate: Gate, pattern: Pattern, text: str) -> None:
    assert gate.check(text).takes_over


@pytest.fixture(scope="module")
def everything() -> Gate:
    """The gate in which masks hide nothing, and find something."""
    found = {"kind": "suicide", "tier": "crisis", "subject": "anyone", "ignores": frozenset(GUARDS)}
    return Gate([replace(pattern, **found) if pattern.kind == MASK else pattern for pattern in PATTERNS])


@pytest.mark.parametrize(("pattern", "wording"), LINES)
def test_line_has_an_example_that_only_it_catches(
    gate: Gate, everything: Gate, pattern: Pattern, wording: Wording
) -> None:
    """Without the line, its example would be lost to the pattern."""
    found = (everything if pattern.kind == MASK else gate).explain(wording.fires)
    assert {line for finding, line in found if finding.rule == pattern.id} == {wording.line}


@pytest.mark.parametrize(("pattern", "wording"), LINES)
def test_line_has_a_counter_example_near_it(pattern: Pattern, wording: Wording) -> None:
    """One that shares words with the line; that the pattern is quiet in it is tested with all its counter-examples."""
    words = load_words()
    line = set(re.findall(r"[a-z0-9_]+", Notation(words, load_groups()).compile(wording.line).source))
    shared = line & set(normalise(wording.quiet).split())
    if pattern.kind != MASK:
        assert shared - words["common"] or len(shared) >= FEW_OF_THEM


@pytest.mark.parametrize("pattern", [pattern for pattern in PATTERNS if pattern.kind == MASK], ids=lambda each: each.id)
def test_mask_is_needed(pattern: Pattern) -> None:
    """Without the mask, each of its examples would take over."""
    others = Gate([each for each in PATTERNS if each.kind != MASK])
    assert [text for text in pattern.fires if not others.check(text).takes_over] == []


def _written_lines() -> list[tuple[str, str]]:
    groups = load_groups()
    patterns = [(pattern.id, line) for pattern in PATTERNS for line in pattern.match + pattern.near + pattern.anywhere]
    cues = [(f"cues.{name}", line) for name, lines in load_cues().items() for line in lines]
    return [(where, write_out(line, groups)) for where, line in patterns + cues]


def test_every_word_of_a_pattern_is_one_that_messages_can_hold() -> None:
    """A word that the normaliser changes (such as "mum") would make its line dead."""
    written = {(word, where) for where, line in _written_lines() for word in words_of([line])}
    written |= {(word, f"@{name}") for name, words in load_words().items() for word in words if word.isalpha()}
    assert {(word, where) for word, where in written if normalise(word) != word} == set()


_GROUP = re.compile(r"\(([^()]*)\)\??")


def _told(line: str, pick: int, words: Mapping[str, frozenset[str]]) -> list[str]:
    """A text that the line says: one branch of each group, nothing that may be missing."""
    while _GROUP.search(line):
        line = _GROUP.sub(lambda group: group[1].split("|")[pick], line)
    told = []
    for item in line.split():
        if item in ("^", "$"):
            told.append(",")
        elif item[0] not in "*~" and not item.endswith("?"):
            word = item.split("|")[pick]
            told.append(sorted(words[word[1:]])[pick] if word[0] == "@" else word)
    return told


@pytest.mark.parametrize("pick", [0, -1])
def test_every_line_holds_for_what_it_says(pick: int) -> None:
    words = load_words()
    notation = Notation(words, load_groups())
    for where, line in _written_lines():
        told = _told(line, pick, words)
        assert notation.compile(line).expression.search(notation.marked(told)), (where, line, told)


def test_patterns_cover_every_kind() -> None:
    assert {pattern.kind for pattern in PATTERNS} == {*KINDS, MASK, POLICY}


def test_patterns_emergencies_are_those_where_minutes_count() -> None:
    emergencies = {pattern.kind for pattern in PATTERNS if pattern.tier == "emergency"}
    assert emergencies == {"overdose", "medical", "suicide", "partner_violence"}


GOOD = """kind: suicide
patterns:
- id: example
  tier: crisis
  match:
  - line: "i @want to die"
    fires: I want to die
    quiet: I want tea
  quiet: [I like tea]
"""


def _folder(tmp_path: Path, text: str) -> Path:
    for name in ("words.yml", "groups.yml", "cues.yml"):
        (tmp_path / name).write_text((PATTERN_DIR / name).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "example.yml").write_text(text, encoding="utf-8")
    return tmp_path


def test_folder_of_one_pattern_loads(tmp_path: Path) -> None:
    found = Gate.load(_folder(tmp_path, GOOD)).check("I want to die")
    assert (found.tier, found.kind, found.rule) == ("crisis", "suicide", "example.example")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: suicide", "kind: sadness", "no such kind 'sadness'"),
        ("  tier: crisis\n", "", "tier is None; write one of"),
        ("- id: example", "- name: example", "give it an id"),
        ("tier: crisis", "tier: crisis\n  colour: red", "does not know colour; remove or correct it"),
        ("tier: crisis", "tier: crisis\n  subject: you", "subject is 'you'; write one of"),
        ("tier: crisis", "tier: crisis\n  ignores: [mood]", "ignores \\['mood'\\]; guards are"),
        ("    fires: I want to die\n", "", "line 1: write the texts line, fires and quiet"),
        ("fires: I want to die", "fires: 7", "line 1: write the texts line, fires and quiet"),
        ("quiet: [I like tea]", "quiet: [yes, 7]", "quiet must be a list of texts"),
        ("match:", "match: []\n  with:", "match must be a list of lines"),
        ("i @want to die", "i @longing to die", "there is no word list @longing; add it to words.yml"),
        ("i @want to die", "i %longing die", "there is no group %longing; add it to groups.yml"),
        ("i @want to die", "i (want to die", "an opening bracket without its closing one"),
        ("i @want to die", "i want) to die", "a closing bracket without its opening one"),
        ("i @want to die", "i *99 die", "write \\*1 to \\*8"),
        ("i @want to die", "i die||dead", "an empty alternative: remove the stray bar"),
        ("i @want to die", "i? *2 die?", "at least one word must be required"),
    ],
)
def test_faulty_pattern_is_told_what_to_do(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(PatternError, match=message):
        Gate.load(_folder(tmp_path, GOOD.replace(old, new)))


def test_pattern_twice_is_refused(tmp_path: Path) -> None:
    twice = GOOD + GOOD.split("patterns:\n")[1]
    with pytest.raises(PatternError, match=r"example\.example is there twice: rename one of them"):
        load_patterns(_folder(tmp_path, twice))


def test_file_that_is_not_yaml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(YamlError, match=r"example\.yml: cannot be read"):
        load_patterns(_folder(tmp_path, "kind: [suicide"))


def test_cues_missing_a_list_are_refused(tmp_path: Path) -> None:
    folder = _folder(tmp_path, GOOD)
    (folder / "cues.yml").write_text("past: [long ago]\n", encoding="utf-8")
    with pytest.raises(PatternError, match="write exactly these lists"):
        load_cues(folder)
