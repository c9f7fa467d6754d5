"""The crisis gate: reviewed rules that find danger in a message, in milliseconds and without a model.

It is a floor, not a judgement: it recognises statements and names which kind of help they call for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from bot.danger.context import Context, Span
from bot.danger.finding import KINDS, NOTHING, TIERS, Finding
from bot.danger.languages import all_languages
from bot.danger.normalise import readings
from bot.danger.notation import SENTENCE_ENDS, Line, Notation, NotationError
from bot.danger.patterns import (
    MASK,
    PATTERN_DIR,
    POLICY,
    Pattern,
    PatternError,
    load_cues,
    load_groups,
    load_patterns,
    load_words,
)

# A message is read to here; the website refuses longer ones.
MOST_WORDS = 1500
EDGE = "."

_Compile = Callable[[str, Iterable[str]], list[Line]]


@dataclass(frozen=True)
class _Match:
    pattern: Pattern
    line: str
    start: int
    end: int


class _Sentence:
    """One sentence of a message: its words as the expressions read them, and where they stand in the message."""

    def __init__(self, first: int, words: Sequence[str], notation: Notation) -> None:
        self.first = first
        self.words = frozenset(words)
        self._text = notation.marked(words)
        lengths = (len(piece) + 1 for piece in self._text.split())
        self._ends = list(accumulate(lengths, initial=1))

    def spans(self, lines: Iterable[Line]) -> Iterator[Span]:
        """Where the lines match, as positions of words in the message."""
        for _, span in self.lines(lines):
            yield span

    def lines(self, lines: Iterable[Line]) -> Iterator[tuple[Line, Span]]:
        """The lines that match, and where."""
        for line in lines:
            if line.anchors.isdisjoint(self.words):
                continue
            for match in line.expression.finditer(self._text):
                start, end = (bisect_right(self._ends, position) - 1 for position in match.span())
                yield line, (self.first + start, self.first + end)


class _Rule:
    """A pattern with its lines compiled."""

    def __init__(self, pattern: Pattern, compile_: _Compile) -> None:
        self.pattern = pattern
        self.match = compile_(pattern.id, pattern.match)
        self.near = compile_(pattern.id, pattern.near)
        self.anywhere = compile_(pattern.id, pattern.anywhere)

    def matches(self, sentence: _Sentence, lines: Iterable[Line], message: Sequence[_Sentence]) -> Iterator[_Match]:
        """Where one of the lines holds in a sentence, and what must stand near it does."""
        found = list(sentence.lines(lines))
        if not found or (self.near and not any(sentence.spans(self.near))):
            return
        if self.anywhere and not any(span for other in message for span in other.spans(self.anywhere)):
            return
        for line, (start, end) in found:
            yield _Match(self.pattern, line.written, start, end)


class Gate:
    """The rules of data/danger/patterns, and the phrases of other languages. Safe to share between threads."""

    def __init__(self, patterns: Sequence[Pattern], directory: Path = PATTERN_DIR) -> None:
        self.patterns = tuple(patterns)
        # Read here and not with the first message, so that a file with a fault stops the start, and no client waits.
        self._languages = all_languages()
        self._lists = load_words(directory)
        self._notation = Notation(self._lists, load_groups(directory))
        self._cues = {name: self._compile(f"cues.{name}", lines) for name, lines in load_cues(directory).items()}
        self._by_word: dict[str, list[tuple[_Rule, Line]]] = defaultdict(list)
        for pattern in patterns:
            rule = _Rule(pattern, self._compile)
            for line in rule.match:
                for word in line.anchors:
                    self._by_word[word].append((rule, line))

    def _compile(self, where: str, lines: Iterable[str]) -> list[Line]:
        compiled = []
        for line in lines:
            try:
                compiled.append(self._notation.compile(line))
            except NotationError as error:
                raise PatternError(f"{where}: {error} (in: {line})") from error
        return compiled

    @classmethod
    def load(cls, directory: Path = PATTERN_DIR) -> Gate:
        """The gate with the patterns of a folder.

        Raises:
            PatternError: a pattern cannot be used; the message says what to do.
            bot.yaml_reading.YamlError: a file cannot be read.
        """
        return cls(load_patterns(directory), directory)

    def warm_up(self) -> None:
        """Compile every line now, in about a second, rather than each when a message first needs it."""
        for lines in [*self._cues.values(), *([line for _, line in found] for found in self._by_word.values())]:
            for line in lines:
                _ = line.expression

    def check(self, text: str) -> Finding:
        """What the rules find in a message.

        Args:
            text: the message as typed.

        Returns:
            the strongest finding; tier "none" if no rule holds.
        """
        english = (self.check_normalised(reading) for reading in readings(text))
        return max([*english, *self._languages.findings(text)], key=_weight)

    def check_normalised(self, text: str) -> Finding:
        """The same for a text that `normalise` has already been through."""
        return max(self.findings(text), key=_weight, default=NOTHING)

    def findings(self, text: str) -> Iterator[Finding]:
        """Every finding in a normalised text, in no particular order."""
        for finding, _ in self._judged(text):
            yield finding

    def explain(self, text: str) -> set[tuple[Finding, str]]:
        """Every finding in a message, with the line of its pattern that holds; "" for phrases of other languages.

        Args:
            text: the message as typed.
        """
        english = {judged for reading in readings(text) for judged in self._judged(reading)}
        return english | {(finding, "") for finding in self._languages.findings(text)}

    def _judged(self, text: str) -> Iterator[tuple[Finding, str]]:
        words = [EDGE, *text.split()[:MOST_WORDS], EDGE]
        if not any(word in self._by_word for word in words):
            return
        message = [_Sentence(start, words[start:end], self._notation) for start, end in _sentences(words)]
        matches = [match for sentence in message for match in self._matches(sentence, message)]
        if not matches:
            return
        cues = {
            name: [span for sentence in message for span in sentence.spans(lines)] for name, lines in self._cues.items()
        }
        context = Context(words, self._lists, cues)
        masked = (range(match.start, match.end) for match in matches if match.pattern.kind == MASK)
        hidden = {position for span in masked for position in span}
        for match in matches:
            if match.pattern.kind != MASK and hidden.isdisjoint(range(match.start, match.end)):
                finding = _judge(match, context)
                if finding is not None:
                    yield finding, match.line

    def _matches(self, sentence: _Sentence, message: Sequence[_Sentence]) -> Iterator[_Match]:
        lines: dict[_Rule, dict[int, Line]] = defaultdict(dict)
        for word in sentence.words:
            for rule, line in self._by_word.get(word, ()):
                lines[rule][id(line)] = line
        for rule, wanted in lines.items():
            yield from rule.matches(sentence, wanted.values(), message)


def _sentences(words: Sequence[str]) -> Iterator[Span]:
    """Where sentences begin and end; each takes in the mark before it, which is its beginning's edge."""
    start = 0
    for position in range(1, len(words)):
        if words[position] in SENTENCE_ENDS:
            yield start, position + 1
            start = position


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
