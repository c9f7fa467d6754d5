"""The crisis gate: reviewed rules that find danger in a message, in milliseconds and without a model.

It is a floor, not a judgement: it recognises statements and names which kind of help they call for.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
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
    Pattern,
    compile_pattern,
    load_patterns,
    load_words,
)

# A message is read to here; the website refuses longer ones.
MOST_WORDS = 1500


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
class _Rule:
    pattern: Pattern
    matcher: Any


@dataclass(frozen=True)
class _Match:
    pattern: Pattern
    start: int
    end: int


class Gate:
    """The rules of data/crisis/patterns, ready to check messages. Safe to share between threads."""

    def __init__(self, patterns: Sequence[Pattern], words_dir: Path = PATTERN_DIR) -> None:
        self._lists = load_words(words_dir)
        self._vocab: Vocab = spacy.blank("en").vocab
        self._by_word: dict[str, list[_Rule]] = defaultdict(list)
        self.patterns = tuple(patterns)
        for pattern in patterns:
            self._add(pattern)

    @classmethod
    def load(cls, directory: Path = PATTERN_DIR) -> Gate:
        """The gate with the patterns of a folder.

        Raises:
            PatternError: a pattern file cannot be used; the message says what to do.
        """
        return cls(load_patterns(directory), directory)

    def _add(self, pattern: Pattern) -> None:
        by_anchor: dict[frozenset[str], list[Any]] = defaultdict(list)
        for way in compile_pattern(pattern, self._lists):
            by_anchor[way.anchors].append(way.tokens)
        for anchors, tokens in by_anchor.items():
            matcher = Matcher(self._vocab, validate=False)
            matcher.add(pattern.id, tokens, greedy="LONGEST")
            rule = _Rule(pattern, matcher)
            for word in anchors:
                self._by_word[word].append(rule)

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
        findings = list(self.findings(text))
        if not findings:
            return NOTHING
        return max(findings, key=_weight)

    def findings(self, text: str) -> Iterable[Finding]:
        """Every finding in a normalised text, in no particular order."""
        words = [EDGE, *text.split()[:MOST_WORDS], EDGE]
        matches = self._matches(words)
        hidden = {
            position
            for match in matches
            if match.pattern.kind == MASK
            for position in range(match.start, match.end)
        }
        context = Context(words, self._lists)
        for match in matches:
            if match.pattern.kind == MASK or hidden.intersection(range(match.start, match.end)):
                continue
            finding = _judge(match, context)
            if finding is not None:
                yield finding

    def _matches(self, words: list[str]) -> list[_Match]:
        rules = {id(rule): rule for word in set(words) for rule in self._by_word.get(word, ())}
        if not rules:
            return []
        doc = Doc(self._vocab, words=words)
        return [
            _Match(rule.pattern, start, end) for rule in rules.values() for _, start, end in rule.matcher(doc)
        ]


def _judge(match: _Match, context: Context) -> Finding | None:
    """The finding that a match stands for in its context, or None if the context takes it back."""
    pattern = match.pattern
    if pattern.kind == POLICY:
        return Finding(POLICY, None, pattern.id)
    start, end = _inside_edges(match, context)
    if "negation" not in pattern.ignores and context.negated(start):
        return None
    if "past" not in pattern.ignores and context.past(start, end):
        return None
    kind = _kind(pattern, context, start, end)
    if kind is None:
        return None
    if "fiction" not in pattern.ignores and kind != pattern.kind and context.fiction(start, end):
        return None
    if "fiction" not in pattern.ignores and pattern.subject == "other" and context.fiction(start, end):
        return None
    if "hypothetical" not in pattern.ignores and context.hypothetical(start):
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
    if pattern.subject == "anyone":
        return pattern.kind
    whose = context.whose(start, end)
    if pattern.subject == "other":
        return pattern.kind if whose == "other" else None
    if whose == "writer":
        return pattern.kind
    return "third_party" if whose == "other" else None


def _weight(finding: Finding) -> tuple[int, int]:
    """Higher tiers first, then the kind that comes first in KINDS."""
    return TIERS.index(finding.tier), -KINDS.index(finding.kind) if finding.kind else -len(KINDS)
