"""Whom a message is about: the client's own therapist, another one, or one whom only "her" or "the other one" names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.practice.record import Therapist

# Entities: the therapist named last; the one whom the client says to see; the one whom this message alone is about.
THERAPIST, SEES, ASKED_THERAPIST = "therapist", "sees", "asked_therapist"
# Somebody else's therapist, who is not named: "my husband's".
OF_OTHERS = "of_others"
# Where one part of a message ends and the next may be about somebody else.
_PART = re.compile(r"[,.;:!?\n]|\b(?:and|but|while|whereas)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Named:
    """A therapist whom a message names.

    Attributes:
        start: place of the first letter of the name.
    """

    therapist: str
    start: int
    end: int


@dataclass(frozen=True)
class Whose:
    """What is known of the therapists of a message.

    Attributes:
        own: the client says to see this one ("I see Daniel").
        asked: the one whom this message is about; it holds for its answer alone.
    """

    own: str | None = None
    asked: str | None = None


class Persons:
    """Tells whose therapist is meant.

    Args:
        words: `own`, patterns of saying whom one sees ({name} stands for the name); `others`, words for people whose
            therapist may be another; `therapists`, words for a therapist; `pronouns`, what each recorded pronoun is
            said as; `other_one`, a pattern.
    """

    def __init__(self, words: Mapping[str, Any]) -> None:
        name = r"(?P<name>\x00)"
        self._own = [re.compile(each.format(name=name), re.IGNORECASE) for each in words["own"]]
        self._others = re.compile(rf"\b(?:{'|'.join(words['others'])})(?:'s|s')?\b", re.IGNORECASE)
        whose = rf"\b(?:{'|'.join(words['others'])})(?:'s|s')(?: (?:{'|'.join(words['therapists'])}))?\b"
        self._of_others = re.compile(whose, re.IGNORECASE)
        self._other_one = re.compile(words["other_one"], re.IGNORECASE)
        self._pronouns = {
            first: re.compile(rf"\b(?:{'|'.join(said)})\b", re.IGNORECASE) for first, said in words["pronouns"].items()
        }

    def whose(self, text: str, named: Sequence[Named], therapists: Sequence[Therapist], known: str | None) -> Whose:
        """Whom a message is about.

        Args:
            named: the therapists that it names, in their order.
            known: the client's own therapist as far as the conversation has told.
        """
        plain = text.replace("\u2019", "'")
        own = next((each for each in named if self._says_own(plain, each)), None)
        of_others = {each.therapist for each in named if each is not own and self._is_others(plain, each)}
        if own:
            rest = [each.therapist for each in named if each.therapist not in {own.therapist, *of_others}]
            return Whose(own.therapist, rest[0] if rest else own.therapist)
        if named:
            mine = [each.therapist for each in named if each.therapist not in of_others]
            return Whose(None, (mine or [each.therapist for each in named])[0])
        return Whose(None, self._unnamed(plain, therapists, known))

    def place_of_other_one(self, text: str) -> tuple[int, int]:
        """Where "the other one" stands; (0, 0) if it does not."""
        found = self._other_one.search(text)
        return found.span() if found else (0, 0)

    def place_of_others(self, text: str) -> tuple[int, int] | None:
        """Where a message speaks of somebody else's therapist without a name ("my husband's"); None if it does not."""
        found = self._of_others.search(text.replace("\u2019", "'"))
        return found.span() if found else None

    def _unnamed(self, text: str, therapists: Sequence[Therapist], known: str | None) -> str | None:
        if self._other_one.search(text) and known:
            others = [each.id for each in therapists if each.id != known]
            return others[0] if len(others) == 1 else None
        if self._others.search(text):
            # "Can I text her" after "my daughter" is about whom?
            return None
        said = {first for first, pattern in self._pronouns.items() if pattern.search(text)}
        if len(said) != 1:
            return None
        fitting = [each.id for each in therapists if _first_pronoun(each) in said]
        if known in fitting or len(fitting) != 1:
            return None
        # Whoever has no pronouns recorded may be meant as well.
        return fitting[0] if all(_first_pronoun(each) for each in therapists) else None

    def _says_own(self, text: str, name: Named) -> bool:
        marked = f"{text[: name.start]}\x00{text[name.end :]}"
        return any(pattern.search(marked) for pattern in self._own)

    def _is_others(self, text: str, name: Named) -> bool:
        before = text[: name.start]
        ends = [part.end() for part in _PART.finditer(before)]
        part = before[ends[-1] if ends else 0 :]
        after = re.match(r"\W*(?:is|was)\b[^,.;!?]*", text[name.end :])
        return bool(self._others.search(part) or (after and self._others.search(after[0])))


def _first_pronoun(therapist: Therapist) -> str | None:
    return therapist.pronouns.split("/")[0].strip().casefold() if therapist.pronouns else None
