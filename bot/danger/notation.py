"""The notation of the crisis patterns, and what it is turned into: regular expressions over marked words.

A line is written in words, as they stand after `bot.danger.normalise`:

    i            the word itself
    die|dead     one of several words
    @want        one of the words of that list in words.yml; lists mix with words: @want|need
    right?       the word may be missing
    *3           up to three words of any sort, but no mark, negation or turn such as "but" among them
    ~3           the same, and commas may be among them
    (a b|c)      "a b" or "c"; (a b|c)? may be missing; groups may hold groups
    %intend      a group that is written once, in groups.yml
    ^ and $      beginning and end of a clause (a mark, or the message's own edge)

Swear words, fillers ("like", "literally") and pictures between two items are skipped: the list @filler of words.yml.

Why not spaCy's Matcher, which the project has installed: with these patterns (1,400 lines, wide gaps, long word lists)
it took 94 ms for a message of 2,000 characters and 1.3 ms for one of 100, for it asks Python about every word of every
list; importing it takes 2 s and, where TensorFlow is installed, imports that too. This takes 3 ms and 0.2 ms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

MARKS = frozenset({".", ",", "?", "!", ";", ":"})
SENTENCE_ENDS = frozenset({".", "?", "!", ";"})
# Set before the words and marks that a gap does not pass, and before those that are skipped between any two items.
STOP = "~"
SKIPPED = "`"
MOST_GAP = 8

# Brackets and free-standing bars part groups and branches; "a|b" outside of groups is one item.
_PIECE = re.compile(r"\(|\)\??|[^\s()]+")
_BAR = re.compile(r"\||[^|]+")
_GROUP = re.compile(r"%([a-z_]+)")
_SKIPPED_WORDS = rf"(?:{SKIPPED}\S+ ){{0,3}}"
_ANY_WORD = rf"(?:{_SKIPPED_WORDS}[^{STOP}{SKIPPED} ]\S* )"
_ANY_WORD_OR_COMMA = rf"(?:{_SKIPPED_WORDS}(?:[^{STOP}{SKIPPED} ]\S*|{STOP},) )"
_EDGE = rf"{STOP}[{re.escape(''.join(sorted(MARKS)))}] "

Words = Mapping[str, frozenset[str]]
Anchors = frozenset[str]


class NotationError(ValueError):
    """A line is not written in the notation; the message says what to write instead."""


@dataclass(frozen=True)
class Line:
    """A line, ready to be looked for.

    Attributes:
        written: the line as it stands in its file.
        source: the expression, written out. Compiling all of them takes a second, so each waits for its first use.
        anchors: words of which the sentence must hold one, so that most lines need not be tried.
    """

    written: str
    source: str
    anchors: Anchors

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """Matches in a text made by `Notation.marked`."""
        return re.compile(self.source)


@dataclass(frozen=True)
class _Part:
    """A piece of a line: its expression, and the words of which one must be there (None: none need be)."""

    expression: str
    anchors: Anchors | None


class Notation:
    """Compiles lines with the word lists and groups of one folder."""

    def __init__(self, words: Words, groups: Mapping[str, str]) -> None:
        self._words = words
        self._groups = groups
        signs = {word: SKIPPED for word in words["filler"]}
        self._signs = signs | {word: STOP for word in MARKS | words["negator"] | words["turn"]}

    def compile(self, line: str) -> Line:
        """The line as an expression.

        Raises:
            NotationError: it is not written in the notation.
        """
        whole, rest = self._branches(list(_pieces(write_out(line, self._groups))))
        if rest:
            raise NotationError("a closing bracket without its opening one")
        if whole.anchors is None:
            raise NotationError("at least one word must be required")
        return Line(line, f"(?<= ){whole.expression}", whole.anchors)

    def marked(self, words: Sequence[str]) -> str:
        """Words as the expressions read them: a space around each, a sign before what ends a gap or is skipped."""
        return f" {' '.join(self._signed(word) for word in words)} "

    def _signed(self, word: str) -> str:
        return self._signs.get(word, "") + word

    def _branches(self, pieces: list[str]) -> tuple[_Part, list[str]]:
        """All branches up to the closing bracket as one part, and the pieces from there on."""
        branches: list[list[_Part]] = [[]]
        while pieces and not pieces[0].startswith(")"):
            piece, pieces = pieces[0], pieces[1:]
            if piece == "|":
                branches.append([])
                continue
            if piece == "(":
                part, pieces = self._group(pieces)
            else:
                part = self._item(piece)
            branches[-1].append(part)
        return self._either([self._sequence(branch) for branch in branches]), pieces

    def _group(self, pieces: list[str]) -> tuple[_Part, list[str]]:
        part, rest = self._branches(pieces)
        if not rest:
            raise NotationError("an opening bracket without its closing one")
        return (_Part(f"(?:{part.expression})?", None) if rest[0] == ")?" else part), rest[1:]

    def _sequence(self, parts: Sequence[_Part]) -> _Part:
        if not parts:
            raise NotationError("an empty branch: remove the stray bar")
        anchors = [part.anchors for part in parts if part.anchors is not None]
        best = min(anchors, key=lambda words: (bool(words & self._words["common"]), len(words)), default=None)
        return _Part(_SKIPPED_WORDS.join(part.expression for part in parts), best)

    def _either(self, branches: Sequence[_Part]) -> _Part:
        if len(branches) == 1:
            return branches[0]
        joined = f"(?:{'|'.join(branch.expression for branch in branches)})"
        if any(branch.anchors is None for branch in branches):
            return _Part(joined, None)
        return _Part(joined, frozenset().union(*(branch.anchors or () for branch in branches)))

    def _item(self, item: str) -> _Part:
        if item in ("^", "$"):
            return _Part(_EDGE, None)
        if item[0] in "*~":
            return self._gap(item)
        optional = item.endswith("?") and len(item) > 1
        accepted = self._accepted(item[:-1] if optional else item)
        written = sorted(map(self._signed, accepted))
        expression = f"(?:{'|'.join(map(re.escape, written))}) "
        return _Part(f"(?:{expression})?", None) if optional else _Part(expression, accepted)

    def _gap(self, item: str) -> _Part:
        if not item[1:].isdecimal() or not 1 <= int(item[1:]) <= MOST_GAP:
            raise NotationError(f"{item}: write {item[0]}1 to {item[0]}{MOST_GAP}")
        word = _ANY_WORD if item[0] == "*" else _ANY_WORD_OR_COMMA
        return _Part(f"{word}{{0,{item[1:]}}}?", None)

    def _accepted(self, item: str) -> frozenset[str]:
        accepted: set[str] = set()
        for word in item.split("|"):
            if word.startswith("@"):
                if word[1:] not in self._words:
                    raise NotationError(f"there is no word list {word}; add it to words.yml")
                accepted |= self._words[word[1:]]
            elif word:
                accepted.add(word)
            else:
                raise NotationError("an empty alternative: remove the stray bar")
        return frozenset(accepted)


def write_out(line: str, groups: Mapping[str, str]) -> str:
    """A line with its groups (%name) written out.

    Raises:
        NotationError: there is no such group.
    """

    def written(match: re.Match[str]) -> str:
        if match[1] not in groups:
            raise NotationError(f"there is no group %{match[1]}; add it to groups.yml")
        return f"({groups[match[1]]})"

    return _GROUP.sub(written, line)


def _pieces(line: str) -> Iterator[str]:
    """Brackets, words and bars; outside of groups "a|b" stays one item, for it stands for one word."""
    depth = 0
    for piece in _PIECE.findall(line):
        depth += (piece == "(") - piece.startswith(")")
        if depth and piece != "(" and not piece.startswith(")"):
            yield from _BAR.findall(piece)
        else:
            yield piece


def words_of(lines: Iterable[str]) -> frozenset[str]:
    """Every plain word that is written in the lines."""
    found = (word for line in lines for word in re.findall(r"[@%a-z_]+", line))
    return frozenset(word for word in found if word[0] not in "@%")
