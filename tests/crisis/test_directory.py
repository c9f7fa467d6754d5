from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timezone

import pytest

from bot.crisis.directory import Contacts, contacts_for, countries, lines_or_shipped
from bot.crisis.finding import KINDS
from bot.crisis.lines import EVERYWHERE, Line, shipped

LINES = shipped().lines
EVERY_COUNTRY = [*countries(LINES), "ZZ", "XX", None]


def _names(contacts: Contacts) -> list[str]:
    return [contact.name for contact in contacts.contacts]


@pytest.mark.parametrize("kind", [*KINDS, None])
@pytest.mark.parametrize("country", EVERY_COUNTRY)
def test_contacts_are_two_and_one_is_without_voice(kind: str | None, country: str | None) -> None:
    contacts = contacts_for(kind, country, LINES)
    assert 2 <= len(contacts.contacts) <= 4
    assert any(contact.without_voice for contact in contacts.contacts)
    assert len(set(_names(contacts))) == len(contacts.contacts)
    assert all(contact.phone or contact.sms or contact.url for contact in contacts.contacts)


@pytest.mark.parametrize("country", countries(LINES))
def test_contacts_have_the_emergency_number(country: str) -> None:
    contacts = contacts_for("suicide", country, LINES)
    assert contacts.country == country
    assert contacts.emergency_number
    assert contacts.emergency_link == f"tel:{contacts.emergency_number}"


@pytest.mark.parametrize("country", [None, "XX", "ZZ"])
def test_contacts_of_an_unknown_country_are_the_directories(country: str | None) -> None:
    contacts = contacts_for("suicide", country, LINES)
    assert contacts.country == EVERYWHERE
    assert contacts.emergency_number == ""
    assert _names(contacts)[0] == "Find A Helpline"


@pytest.mark.parametrize(
    ("kind", "country", "first"),
    [
        ("suicide", "US", "988 Suicide & Crisis Lifeline"),
        ("overdose", "US", "Poison Help (Poison Control)"),
        ("partner_violence", "US", "National Domestic Violence Hotline"),
        ("sexual_assault", "US", "RAINN National Sexual Assault Hotline"),
        ("child_abuse", "US", "Childhelp National Child Abuse Hotline"),
        ("suicide", "GB", "Samaritans"),
        ("partner_violence", "DE", "Hilfetelefon Gewalt gegen Frauen"),
        ("suicide", "NL", "113 Zelfmoordpreventie"),
        ("suicide", "NO", "Mental Helse Hjelpetelefonen"),
    ],
)
def test_contacts_begin_with_those_of_the_kind(kind: str, country: str, first: str) -> None:
    assert _names(contacts_for(kind, country, LINES))[0] == first


@pytest.mark.parametrize(
    ("kind", "country", "number"),
    [
        ("medical", "NO", "113"),
        ("partner_violence", "NO", "112"),
        ("overdose", "JP", "119"),
        ("child_abuse", "JP", "110"),
        ("suicide", "BR", "192"),
        ("harm_to_others", "BR", "190"),
        ("medical", "FR", "112"),
        ("suicide", "AU", "000"),
    ],
)
def test_emergency_number_fits_the_kind(kind: str, country: str, number: str) -> None:
    assert contacts_for(kind, country, LINES).emergency_number == number


def test_no_number_crosses_a_border() -> None:
    dutch = {contact.phone for contact in contacts_for("suicide", "NL", LINES).contacts}
    norwegian = {contact.phone for contact in contacts_for("suicide", "NO", LINES).contacts}
    assert "113" in dutch
    assert "113" not in norwegian


@pytest.mark.parametrize(
    ("now", "open_first"),
    [(datetime(2026, 11, 23, 14, tzinfo=timezone.utc), True), (datetime(2026, 11, 23, 2, tzinfo=timezone.utc), False)],
)
def test_closed_line_comes_last(now: datetime, open_first: bool) -> None:
    """The Dutch children's line is open from 11 to 21."""
    names = _names(contacts_for("child_abuse", "NL", LINES, now=now))
    assert (names[0] == "De Kindertelefoon") is open_first


def test_language_of_the_client_comes_first() -> None:
    english = _names(contacts_for("suicide", "JP", LINES, language="en"))
    japanese = _names(contacts_for("suicide", "JP", LINES, language="ja"))
    assert english[0].endswith("(Yorisoi Hotline)")
    assert japanese != english


def test_line_of_the_practice_comes_first() -> None:
    own = Line("own", "US", "local", "Our crisis nurse", "24/7", date(2026, 11, 21), phone="1-202-555-0143", local=True)
    assert _names(contacts_for("suicide", "US", [*LINES, own]))[0] == "Our crisis nurse"


def test_line_switched_off_is_not_shown() -> None:
    lines = [replace(line, active=line.key != "us_988") for line in LINES]
    assert "988 Suicide & Crisis Lifeline" not in _names(contacts_for("suicide", "US", lines))


def test_emergency_number_stays_when_its_line_was_removed() -> None:
    lines = [line for line in LINES if line.category != "emergency"]
    assert contacts_for("suicide", "US", lines).emergency_number == "911"


def _broken() -> list[Line]:
    raise OSError("the database is gone")


def test_lines_come_from_the_shipped_copy_when_the_database_is_down() -> None:
    assert lines_or_shipped(_broken) == LINES
    assert lines_or_shipped(lambda: []) == LINES
    assert lines_or_shipped(lambda: LINES[:1]) == LINES[:1]
