"""The forms of the facts pages: one a task that people know, for the practice or for one therapist."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.practice.lined_yaml import Problem
from bot.practice.record import ChannelKind
from bot.website.console.facts.parts import (
    Channel,
    Closures,
    Document,
    Hours,
    Lines,
    MayEdit,
    Openings,
    Part,
    Path,
    Reply,
    Statement,
    Text,
    Values,
    YesOrNo,
    get,
)
from bot.website.console.words import words as words_of

CHANNELS = tuple(kind.value for kind in ChannelKind)
# Where a client waits for an answer to something sent.
ANSWERED = ("phone", "voicemail", "text", "email", "portal", "letter")
# These are about everybody at once, and have no page for one therapist.
FOR_ALL = frozenset({"away", "closures", "practice"})
# Stands for a therapist who is being added, until the name gives the key.
NEW_THERAPIST = "new-therapist"
_NAMED = frozenset({"portal", "video", "social_media"})
_DETAILS = {
    "video": ("name", "address", "purposes", "rules", "confidentiality"),
    "social_media": ("name", "address", "purposes", "rules"),
}


class UnknownTaskError(Exception):
    """There is no such form, or no such therapist."""


@dataclass(frozen=True)
class Section:
    """Parts of a form under a heading of their own; the only section of a form needs none."""

    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Form:
    """A form of one task; `therapist` is None for the practice's own values."""

    task: str
    therapist: str | None
    sections: tuple[Section, ...]

    @property
    def words(self) -> dict[str, Any]:
        """The task's own words in data/wording/console/facts.yml."""
        words: dict[str, Any] = words_of("facts")["tasks"][self.task]
        return words

    @property
    def parts(self) -> list[Part]:
        """Those of all sections, in order."""
        return [part for section in self.sections for part in section.parts]

    def show(self, document: Document) -> dict[str, list[str]]:
        """What stands in the controls for a document."""
        return {name: typed for part in self.parts for name, typed in part.show(document).items()}

    def typed(self, document: Document, posted: Values, may: MayEdit) -> dict[str, list[str]]:
        """What stands in the controls after something was typed; what may not be edited is as in the document."""
        values = {name: list(typed) for name, typed in posted.items()}
        for part in self.parts:
            shown = part.show(document)
            values.update({name: typed for name, typed in shown.items() if not may(part.field(name))})
        return values

    def write(self, document: Document, values: Values, may: MayEdit) -> None:
        """Put what was typed into the document."""
        for part in self.parts:
            part.write(document, values, may)

    def faults(self, problems: list[Problem], values: Values) -> dict[str, str]:
        """What is wrong, in plain words, by the name of the control; under "" what belongs to none here."""
        found: dict[str, str] = {}
        for problem in problems:
            name = next(filter(None, (part.control(problem.path, values) for part in self.parts)), "")
            found.setdefault(name, plain_fault(problem, with_name=not name))
        return found


def plain_fault(problem: Problem, with_name: bool = False) -> str:
    """A fault in the words of a form; `with_name` tells which value is meant."""
    reason = problem.reason or problem.message
    for begins, words in words_of("facts")["faults"].items():
        if reason.startswith(begins):
            after = reason.partition("write one of: ")[2] if words.endswith(": ") else ""
            plain = f"{words}{after}"
            break
    else:
        predicate = reason.startswith(("is ", "has ", "must ", "ends ", "begins "))
        plain = f"This {reason}" if predicate else f"{reason[:1].upper()}{reason[1:]}"
    plain = plain if plain.endswith((".", "?", "!")) else f"{plain}."
    return f"{'.'.join(problem.path)}: {plain}" if with_name and problem.path else plain


def names() -> list[str]:
    """All tasks, in the order of the pages."""
    return list(words_of("facts")["tasks"])


def form(task: str, document: Document, therapist: str | None = None) -> Form:
    """The form of a task.

    Args:
        therapist: key of a therapist, for what is different with this one.

    Raises:
        UnknownTaskError: no such task or therapist, or the task is for all at once.
    """
    known = task in names() and not (therapist and task in FOR_ALL)
    if not known or (therapist and therapist not in therapists(document)):
        raise UnknownTaskError(task)
    base: Path = ("therapists", therapist) if therapist else ()
    return Form(task, therapist, tuple(_sections(task, base, document)))


def therapists(document: Document) -> dict[str, str]:
    """Names of the therapists, by key."""
    return {key: str(each.get("name", key)) for key, each in (get(document, ("therapists",)) or {}).items()}


def new_therapist() -> Form:
    """The form for one who is not in the record yet."""
    return Form("therapists", NEW_THERAPIST, (Section("", tuple(_about_therapist(("therapists", NEW_THERAPIST)))),))


def _sections(task: str, base: Path, document: Document) -> list[Section]:
    words, own = words_of("facts"), bool(base)
    if task == "away":
        return _away(document)
    if task == "practice":
        return _practice()
    if task == "therapists":
        return [Section("", tuple(_about_therapist(base)))] if base else []
    parts: list[Part] = []
    if task == "hours":
        parts = [Hours((*base, "hours"), words["tasks"]["hours"]["title"])]
    elif task == "closures":
        holidays = YesOrNo(("practice", "closed_on_public_holidays"), words["practice"]["closed_on_public_holidays"])
        not_kept = ("practice", "open_on_holidays")
        parts = [
            holidays,
            Lines(not_kept, words["practice"][not_kept[1]], words["practice_hints"][not_kept[1]]),
            Closures(("closures",), words["tasks"]["closures"]["title"]),
            Openings(("openings",), words["openings"], words["openings_hint"]),
        ]
    elif task in CHANNELS:
        parts = [_channel(task, base)]
    elif task == "replies":
        parts = [Reply((*base, "channels", kind), words["channels"][kind]) for kind in _offered(document, base)]
    else:
        parts = [_statement(key, base) for key in words["tasks"][task]["statements"]]
    return [Section("", tuple(replace(part, own=own) for part in parts))]


def _away(document: Document) -> list[Section]:
    absences = [
        Section(name, (Closures(("therapists", key, "absences"), name, cover=True),))
        for key, name in therapists(document).items()
    ]
    general = tuple(_statement(key, ()) for key in ("cover", "absence_notice"))
    return [*absences, Section("In general", general)]


def _practice() -> list[Section]:
    words = words_of("facts")
    inputs = {"effective_from": "date", "review_by": "date", "emergency_number": "tel"}
    suggestions = {"timezone": "timezones"}

    def text(part: str, key: str) -> Text:
        hint = words["practice_hints"].get(key, "")
        return Text(
            (part, key), words[part][key], hint, input=inputs.get(key, "text"), suggestions=suggestions.get(key, "")
        )

    about = ("name", "country", "region", "timezone", "emergency_number")
    return [
        Section("", tuple(text("practice", key) for key in about)),
        Section("The written policy", tuple(text("policy", key) for key in words["policy"])),
    ]


def _about_therapist(base: Path) -> list[Part]:
    words = words_of("facts")
    hints = words["therapist_hints"]
    lines = [Text((*base, key), words["therapist"][key], hints.get(key, "")) for key in ("name", "role", "pronouns")]
    return [*lines, Lines((*base, "aliases"), words["therapist"]["aliases"], hints["aliases"])]


def _channel(kind: str, base: Path) -> Channel:
    details = _DETAILS.get(kind, Channel.details)
    if kind in _NAMED and "name" not in details:
        details = ("name", *details)
    return Channel((*base, "channels", kind), words_of("facts")["channels"][kind], details=details)


def _statement(key: str, base: Path) -> Statement:
    return Statement((*base, "statements", key), words_of("facts")["statements"][key], key=key)


def _offered(document: Document, base: Path) -> list[str]:
    """The channels in use that are answered: a therapist's own word goes before the practice's."""

    def offered(kind: str) -> bool:
        own = get(document, (*base, "channels", kind)) if base else None
        value = own if own is not None else get(document, ("channels", kind))
        return isinstance(value, dict) and value.get("status") != "not offered"

    return [kind for kind in ANSWERED if offered(kind)]
