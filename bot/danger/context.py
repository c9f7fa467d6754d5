"""What stands around a match and may take it back: negation, the past, other people, fiction, "what if".

A guard looks only at the clause or sentence in which the match stands, so that a reassurance beside an
explicit statement never cancels it ("I'm not suicidal but I took them all").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.danger.notation import MARKS, SENTENCE_ENDS

EDGE = "."

Span = tuple[int, int]


@dataclass(frozen=True)
class Context:
    """The words of a message, the word lists that the guards use, and where the cues of cues.yml stand."""

    words: Sequence[str]
    lists: Mapping[str, frozenset[str]]
    cues: Mapping[str, Sequence[Span]]

    def sentence_bounds(self, start: int, end: int) -> Span:
        """Where the sentence(s) of a span begin and end, the closing mark included."""
        first = start
        while first > 0 and self.words[first - 1] not in SENTENCE_ENDS:
            first -= 1
        last = end
        while last < len(self.words) and self.words[last] not in SENTENCE_ENDS:
            last += 1
        return first, min(last + 1, len(self.words))

    def clause_start(self, start: int) -> int:
        """Where the clause of the word at `start` begins: after a mark or a turn such as "but"."""
        first = start
        while first > 0 and self.words[first - 1] not in MARKS and self.words[first - 1] not in self.lists["turn"]:
            first -= 1
        return first

    def clause_end(self, end: int) -> int:
        last = end
        while last < len(self.words) and self.words[last] not in MARKS and self.words[last] not in self.lists["turn"]:
            last += 1
        return last

    def negated(self, start: int, end: int) -> bool:
        """Whether a negation takes the match back.

        One before it in the clause does, but not past a new subject ("I can't do this I want to die"), unless a
        verb of saying or thinking leads there ("I'm not saying I want to die"). So does an answer after it
        ("suicidal thoughts: none"). A match that begins with its own negation ("don't want to live") is only
        taken back by "it is not that".
        """
        if self._denied_after(end):
            return True
        if self.words[start] in self.lists["negator"]:
            return self._cue("not_that", (self.clause_start(start), start))
        return self._denied_before(start)

    def _denied_before(self, start: int) -> bool:
        first = self.clause_start(start)
        if self._new_subject(start, first):
            return False
        broken = False
        for position in range(start - 1, first - 1, -1):
            word = self.words[position]
            if word in self.lists["negator"]:
                # "Not sad and want to die": "not" does not reach past "and"; "never", "no" and "without" do.
                return not (broken and word == "not") and not self._idle(position, start)
            broken = broken or word == "and"
            if self._new_subject(position, first):
                return False
        return False

    def _idle(self, position: int, start: int) -> bool:
        """Whether a negation denies nothing of the match: "not joking", "can't stop", "didn't tell them I ..."."""
        following = self.words[position + 1]
        if following in self.lists["would_tell"]:
            return self.words[position - 1] not in ("would", "could", "can")
        if following in self.lists["not_negating"]:
            return True
        return position + 1 < start and following in self.lists["not_negating_apart"]

    def _denied_after(self, end: int) -> bool:
        """Whether "no" or "none" answers the match: at once, after a colon or question mark, or when asked."""
        last = self.clause_end(end)
        if self._is_denial(end):
            return True
        mark = self.words[last] if last < len(self.words) else ""
        if mark in (":", "?") or (mark == "." and self._cue("asked", (0, last))):
            return self._is_denial(last + 1)
        return False

    def _is_denial(self, position: int) -> bool:
        if position >= len(self.words) or self.words[position] not in self.lists["denial"]:
            return False
        following = self.words[position + 1] if position + 1 < len(self.words) else EDGE
        return following in MARKS | {"at", "once"}

    def _new_subject(self, position: int, first: int) -> bool:
        if self.words[position] not in self.lists["pronoun"] or position == first:
            return False
        return self.words[position - 1] not in self.lists["leads_on"]

    def past(self, start: int, end: int) -> bool:
        """Whether the match is set in a past that is over.

        A cue of long ago in its own clause does it, unless a cue of today is there too ("and now I want to
        again"). One elsewhere in the sentence does it where the clause is not in the present tense, and one in
        the sentence before or after where the clause is in the past tense and nothing is of today.
        """
        clause = self._part(start, end)
        if self._cue("now", clause) or self.cues["relapse"]:
            return False
        if self._cue("past", clause):
            return True
        sentence = self.sentence_bounds(start, end)
        if self._cue("past", sentence) and not self._tense("present_tense", clause[0], end):
            return True
        if self.cues["now"] or not self._tense("past_tense", clause[0], end):
            return False
        around = self._with_neighbours(sentence)
        return self._cue("past", around) or self._cue("recovered", around)

    def _tense(self, tense: str, first: int, end: int) -> bool:
        return any(word in self.lists[tense] for word in self.words[first:end])

    def _with_neighbours(self, sentence: Span) -> Span:
        """The bounds with the sentences before and after."""
        before = self.sentence_bounds(max(sentence[0] - 1, 0), max(sentence[0] - 1, 0))
        last = min(sentence[1], len(self.words) - 1)
        return before[0], self.sentence_bounds(last, last)[1]

    def _part(self, start: int, end: int) -> Span:
        """The clause of the match, cut also at "and"."""
        first, last = self._clause(start, end)
        before = [position for position in range(first, start) if self.words[position] == "and"]
        after = [position for position in range(end, last) if self.words[position] == "and"]
        return (before[-1] + 1 if before else first), (after[0] if after else last)

    def is_over(self, start: int, end: int) -> bool:
        """Whether somebody else's act is told as done: grief, not danger ("he took his own life")."""
        if self._cue("now", self._part(start, end)):
            return False
        return any(first < end and start < last for first, last in self.cues["over"])

    def asked(self, start: int) -> bool:
        """Whether the match is what somebody else asked or feared ("the nurse asked if I was suicidal")."""
        return self._cue("asked", (self.clause_start(start), start)) and not self.cues["admits"]

    def about_fiction(self, start: int, end: int) -> bool:
        """Whether the sentence is about a film, a book, the news, and not about the writer."""
        return self._cue("fiction", self.sentence_bounds(start, end)) and not self._about_me(start, end)

    def in_general(self, start: int, end: int) -> bool:
        """Whether the clause speaks of the matter as such: a course, a leaflet, a statistic, a rule."""
        return self._cue("general", self._clause(start, end)) and not self._about_me(start, end)

    def _about_me(self, start: int, end: int) -> bool:
        if any(word in self.lists["myself"] or word == "i" for word in self.words[start:end]):
            return True
        return self._subject(start, end) == "writer"

    def _clause(self, start: int, end: int) -> Span:
        return self.clause_start(start), self.clause_end(end)

    def _cue(self, name: str, within: Span) -> bool:
        return any(within[0] <= first and last <= within[1] for first, last in self.cues[name])

    def hypothetical(self, start: int) -> bool:
        """Whether the match stands in a question such as "if I tell you that ..." or "when a client ..."."""
        if self.cues["admits"]:
            return False
        before = self.words[self.clause_start(start) : start]
        first = start - len(before)
        for position, word in enumerate(before, start=first):
            following = self.words[position + 1 : position + 5]
            if word in ("if", "whether", "should"):
                told = self.lists["telling"] | self.lists["client"]
            elif word in ("when", "once"):
                # "When I said it, he hit me" is a story; "when I say it" and "when a client ..." are not.
                told = self.lists["would_tell"] | self.lists["client"]
            else:
                continue
            if any(other in told for other in following) or (word == "if" and following[:1] == ["you"]):
                return True
        return any(word in self.lists["supposing"] for word in before)

    def whose(self, start: int, end: int) -> str:
        """Whose state the match is about: "writer", "other" (someone the writer knows), or "anyone".

        "Myself" and "herself" settle it; else the subject that stands in the match, or nearest before it;
        a clause without one is the writer's ("want to die").
        """
        for word in reversed(self.words[start:end]):
            if word in self.lists["myself"]:
                return "writer"
            if word in ("yourself", "oneself"):
                return "anyone"
            if word in self.lists["himself"]:
                return "anyone" if self._subject(start, end) == "anyone" else "other"
        return self._subject(start, end) or "writer"

    def _subject(self, start: int, end: int) -> str | None:
        first = self.clause_start(start)
        inside = [position for position in range(start, end) if self.words[position] in ("i", "we")]
        for position in [*inside, start, *range(start - 1, first - 1, -1)]:
            word = self.words[position]
            if word in ("i", "we", "me"):
                return "other" if self._reported(first, position) else "writer"
            if word in ("everyone", "everybody", "others") and self.words[position - 1] in self.lists["preposition"]:
                continue
            if word in self.lists["anyone"] or word in ("you", "who"):
                return "anyone"
            if word in self.lists["they"] or word in self.lists["person"]:
                return "other"
        return None

    def _reported(self, first: int, position: int) -> bool:
        """Whether "he says" or the like leads to the "I" at `position`."""
        before = self.words[first:position]
        said = any(word in self.lists["says"] for word in before[-3:])
        return said and any(word in self.lists["they"] or word in self.lists["person"] for word in before)
