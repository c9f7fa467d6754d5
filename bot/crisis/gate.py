"""The crisis gate: reviewed rules that find danger in a message, in milliseconds and without a model.

It is a floor, not a judgement: it recognises statements and names which kind of help they call for.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.crisis.context import Context
from bot.crisis.finding import KINDS, NOTHING, TIERS, Finding
from bot.crisis.normalise import normalise
from bot.crisis.patterns import (
    EDGE,
    MASK,
    PATTERN_DIR,
    POLICY,
    Compiled,
    Pattern,
    compile_lines,
    load_cues,
    load_groups,
    load_patterns,
    load_words,
)

# A message is read to here; the website refuses longer ones.
MOST_WORDS = 1500

_Compile = Callable[[str, Iterable[str]], list[Compiled]]


@contextmanager
def _without_tensorflow() -> Iterator[None]:
    """Keep thinc, on which spaCy rests, from importing TensorFlow where it is installed: 11 s and 360 MB."""
    if "tensorflow" in sys.modules:
        yield
        return
    sys.modules["tensorflow"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["tensorflow"]


with _without_tensorflow():
    import spacy
    from spacy.matcher import Matcher
    from spacy.tokens import Doc
    from spacy.vocab import Vocab


@dataclass(frozen=True)
class _Match:
    pattern: Pattern
    start: int
    end: int


class _Finder:
    """Lines of patterns, looked for only where one of their words is in the message."""

    def __init__(self, vocab: Vocab, name: str, ways: Iterable[Compiled]) -> None:
        by_anchor: dict[frozenset[str], list[Any]] = defaultdict(list)
        for way in ways:
            by_anchor[way.anchors].append(way.tokens)
        self.parts: list[tuple[frozenset[str], Any]] = []
        for anchors, tokens in by_anchor.items():
            matcher = Matcher(vocab, validate=False)
            matcher.add(name, tokens, greedy="LONGEST")
            self.parts.append((anchors, matcher))

    def spans(self, doc: Doc, words: frozenset[str]) -> Iterator[tuple[int, int]]:
        """Where a line matches: start and end."""
        for anchors, matcher in self.parts:
            if not anchors.isdisjoint(words):
                yield from ((start, end) for _, start, end in matcher(doc))


class _Rule:
    """A pattern, ready to be looked for."""

    def __init__(self, vocab: Vocab, pattern: Pattern, compile_: _Compile) -> None:
        self.pattern = pattern
        self.match = _Finder(vocab, pattern.id, compile_(pattern.id, pattern.match))
        self.near = _Finder(vocab, pattern.id, compile_(pattern.id, pattern.near))
        self.anywhere = _Finder(vocab, pattern.id, compile_(pattern.id, pattern.anywhere))

    def matches(self, doc: Doc, words: frozenset[str], context: Context) -> Iterator[_Match]:
        """Where the pattern holds, what must stand near it included."""
        spans = list(self.match.spans(doc, words))
        if not spans or (self.pattern.anywhere and not any(self.anywhere.spans(doc, words))):
            return
        near = list(self.near.spans(doc, words)) if self.pattern.near else []
        for start, end in spans:
            first, last = context.sentence_bounds(start, end)
            if not self.pattern.near or any(first <= other[0] and other[1] <= last for other in near):
                yield _Match(self.pattern, start, end)


class Gate:
    """The rules of data/crisis/patterns, ready to check messages. Safe to share between threads."""

    def __init__(self, patterns: Sequence[Pattern], directory: Path = PATTERN_DIR) -> None:
        self.patterns = tuple(patterns)
        self._lists = load_words(directory)
        self._vocab: Vocab = spacy.blank("en").vocab
        groups = load_groups(directory)

        def compile_(where: str, lines: Iterable[str]) -> list[Compiled]:
            return compile_lines(where, lines, self._lists, groups)

        self._cues = {
            name: _Finder(self._vocab, name, compile_(f"cues.{name}", lines))
            for name, lines in load_cues(directory).items()
        }
        self._by_word: dict[str, list[_Rule]] = defaultdict(list)
        for pattern in patterns:
            rule = _Rule(self._vocab, pattern, compile_)
            for word in frozenset[str]().union(*(anchors for anchors, _ in rule.match.parts)):
                self._by_word[word].append(rule)

    @classmethod
    def load(cls, directory: Path = PATTERN_DIR) -> Gate:
        """The gate with the patterns of a folder.

        Raises:
            PatternError: a pattern file cannot be used; the message says what to do.
        """
        return cls(load_patterns(directory), directory)

    def check(self, text: str) -> Finding:
        """What the rules find in a message.

        Args:
            text: the message as typed.

        Returns:
            the strongest finding; tier "none" if no rule holds.
        """
        return self.check_normalised(normalise(text))

    def check_normalised(self, text: str) -> Finding:
        """The same for a text that `normalise` has already been through."""
        return max(self.findings(text), key=_weight, default=NOTHING)

    def findings(self, text: str) -> Iterator[Finding]:
        """Every finding in a normalised text, in no particular order."""
        words = [EDGE, *text.split()[:MOST_WORDS], EDGE]
        present = frozenset(words)
        rules = {id(rule): rule for word in present for rule in self._by_word.get(word, ())}
        if not rules:
            return
        doc = Doc(self._vocab, words=words)
        cues = {name: list(finder.spans(doc, present)) for name, finder in self._cues.items()}
        context = Context(words, self._lists, cues)
        matches = [match for rule in rules.values() for match in rule.matches(doc, present, context)]
        masked = (range(match.start, match.end) for match in matches if match.pattern.kind == MASK)
        hidden = {position for span in masked for position in span}
        for match in matches:
            if match.pattern.kind != MASK and hidden.isdisjoint(range(match.start, match.end)):
                finding = _judge(match, context)
                if finding is not None:
                    yield finding


def _judge(match: _Match, context: Context) -> Finding | None:
    """The finding that a match stands for in its context, or None if the context takes it back."""
    pattern = match.pattern
    if pattern.kind == POLICY:
        return Finding(POLICY, None, pattern.id)
    start, end = _inside_edges(match, context)
    taken_back = {
        "negation": lambda: context.negated(start, end),
        "past": lambda: context.past(start, end),
        "fiction": lambda: context.about_fiction(start, end),
        "general": lambda: context.in_general(start, end),
    }
    if any(check() for guard, check in taken_back.items() if guard not in pattern.ignores):
        return None
    kind = _kind(pattern, context, start, end)
    if kind is None:
        return None
    if "hypothetical" not in pattern.ignores and (context.hypothetical(start) or context.asked(start)):
        return Finding(POLICY, None, pattern.id)
    return Finding(pattern.tier, kind, pattern.id)


def _inside_edges(match: _Match, context: Context) -> tuple[int, int]:
    """The span without the marks that ^ and $ matched."""
    start, end = match.start, match.end
    while start < end - 1 and context.words[start] in ".,?!;:":
        start += 1
    while end - 1 > start and context.words[end - 1] in ".,?!;:":
        end -= 1
    return start, end


def _kind(pattern: Pattern, context: Context, start: int, end: int) -> str | None:
    """The kind by whose state it is, or None if the pattern does not mean that person."""
    if pattern.subject == "anyone":
        return pattern.kind
    whose = context.whose(start, end)
    if whose == "other" and context.is_over(start, end):
        return None
    if pattern.subject == "other":
        return pattern.kind if whose == "other" else None
    if whose == "writer":
        return pattern.kind
    return "third_party" if whose == "other" and pattern.subject == "writer" else None


def _weight(finding: Finding) -> tuple[int, int]:
    """Higher tiers first, then the kind that comes first in KINDS."""
    return TIERS.index(finding.tier), -KINDS.index(finding.kind) if finding.kind else -len(KINDS)
