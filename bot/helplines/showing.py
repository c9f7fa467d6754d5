"""Every reply to somebody in danger, written out for a person to read: `python -m bot.helplines show`.

Each kind of danger in each country and language, each number that may be asked for, and what is said after contacts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.danger.finding import Finding
from bot.helplines.asking import ASKED
from bot.helplines.contact_book import wanted
from bot.helplines.directory import ACT_FIRST, contacts_for
from bot.helplines.lines import EVERYWHERE, Line
from bot.helplines.reply import contacts_message
from bot.helplines.told import Told
from bot.helplines.wording import ENGLISH, LANGUAGES, after_contacts, wording_for
from bot.helplines.wording_lint import Problem, lint_words
from bot.messages import ContactEntry, ContactsMessage

CIRCUMSTANCES = ("afraid_parent", "bereaved")
FEWEST, MOST = 2, 5


@dataclass(frozen=True)
class _Practice:
    country: str
    name: str = "The practice"
    emergency_number: str = ""


@dataclass(frozen=True)
class Shown:
    """A reply, and what it is a reply to, such as "US suicide en"."""

    title: str
    message: ContactsMessage

    def as_text(self) -> str:
        """The reply as it reads from top to bottom: words, whom to call, words."""
        paragraphs = self.message["text"].split("\n")
        above, below = paragraphs[: self.message["above"]], paragraphs[self.message["above"] :]
        emergency = self.message["emergency_number"] or "no number is known"
        contacts = [line for each in self.message["contacts"] for line in _contact(each)]
        return "\n".join([f"== {self.title} ({emergency})", *above, *contacts, *below, ""])

    def problems(self) -> list[Problem]:
        """What is wrong with it."""
        found = [each for each in lint_words(self.message["text"], self.title) if self.message["language"] == ENGLISH]
        if "{" in self.message["text"]:
            found.append(Problem(self.title, "placeholder", "a placeholder is not filled"))
        if not FEWEST <= len(self.message["contacts"]) <= MOST:
            found.append(
                Problem(self.title, "contacts", f"{len(self.message['contacts'])} contacts: show {FEWEST} to {MOST}")
            )
        number = self.message["emergency_number"]
        if number and number not in self.message["text"]:
            found.append(Problem(self.title, "number", f"does not say {number}"))
        return found


def shown_replies(
    lines: Sequence[Line], country: str | None = None, kind: str | None = None, language: str | None = None
) -> Iterator[Shown]:
    """The replies, only those of a country, a kind or a language if given.

    Args:
        lines: the directory.
        country: ISO 3166.
    """
    countries = [country] if country else [*sorted({line.country for line in lines} - {EVERYWHERE}), EVERYWHERE]
    for where in countries:
        for speaks in [language] if language else LANGUAGES:
            yield from _of_country(lines, where, kind, speaks)


def shown_after(language: str | None = None) -> Iterator[str]:
    """What is said after contacts, in English and Spanish, or in one of them."""
    for speaks in (ENGLISH, "es"):
        if language not in (None, speaks):
            continue
        words = after_contacts(speaks)
        for meant, answers in words["answers"].items():
            yield "\n".join([f"== after contacts: {meant} {speaks}", *map(str.strip, answers.values()), ""])
        yield "\n".join([f"== after contacts: the line {speaks}", *words["line"].values(), words["if_hard"], ""])
        if plea := words.get("plea"):
            said = [plea["text"].strip(), plea["now_therapist"].strip(), plea["which"], *plea["ways"].values()]
            yield "\n".join([f"== a plea {speaks}", *said, ""])


def _of_country(lines: Sequence[Line], country: str, only: str | None, language: str) -> Iterator[Shown]:
    for kind in wording_for(ENGLISH)["opening"]:
        tier = "emergency" if kind in ACT_FIRST else "distress" if kind == "distress" else "crisis"
        if only in (None, kind):
            yield _shown(lines, country, Finding(tier, kind, None), Told(), language, kind)
    if only is None and language == ENGLISH:
        for circumstance in CIRCUMSTANCES:
            finding = Finding("crisis", "harm_to_others" if circumstance == "afraid_parent" else "third_party", None)
            yield _shown(lines, country, finding, Told(circumstance=circumstance), language, circumstance)
        for asked in ASKED:
            told = Told(asked=frozenset({asked}))
            yield _shown(lines, country, Finding("policy", None, None), told, language, f"asked for {asked}")


def _shown(lines: Sequence[Line], country: str, finding: Finding, told: Told, language: str, title: str) -> Shown:
    contacts = contacts_for(country, lines, wanted(finding.kind, told, language))
    message = contacts_message(finding, contacts, _Practice(country), told, language, wording=wording_for(language))
    return Shown(f"{country} {title} {language}", message)


def _contact(contact: ContactEntry) -> list[str]:
    ways = [contact["phone"], f"text {contact['sms']}" if contact["sms"] else None, contact["url"]]
    line = " | ".join(filter(None, [contact["name"], *ways, contact["hours"]]))
    return [
        *([contact["lead"]] if contact["lead"] else []),
        f"  * {line}",
        *([f"    {contact['note']}"] if contact["note"] else []),
    ]
