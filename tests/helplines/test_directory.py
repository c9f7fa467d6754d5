from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timezone
from typing import Any

import pytest

from bot.danger.finding import KINDS
from bot.helplines.directory import Contact, Contacts, Wanted, contacts_for, countries, lines_or_shipped
from bot.helplines.lines import EVERYWHERE, Line, shipped

LINES = shipped().lines
EVERY_COUNTRY = [*countries(LINES), "ZZ", "XX", None]
OWN = Line("own", "US", "local", "Our crisis nurse", "24/7", date(2026, 11, 21), phone="1-202-555-0143", local=True)


def contacts(kind: str | None, country: str | None, lines: Any = LINES, **wanted: Any) -> Contacts:
    return contacts_for(country, lines, Wanted(kind, **wanted))


def names(kind: str | None, country: str | None, lines: Any = LINES, **wanted: Any) -> list[str]:
    return [contact.name for contact in contacts(kind, country, lines, **wanted).contacts]


def of(kind: str, country: str, name: str, **wanted: Any) -> Contact:
    return next(each for each in contacts(kind, country, **wanted).contacts if each.name == name)


def utc(day: int, hour: int) -> datetime:
    """A moment of the week of Monday, 23 November 2026."""
    return datetime(2026, 11, day, hour, tzinfo=timezone.utc)


@pytest.mark.parametrize("kind", [*KINDS, None])
def test_contacts_are_two_and_one_leads_on_without_voice(kind: str | None) -> None:
    for country in EVERY_COUNTRY:
        found = contacts(kind, country).contacts
        assert 2 <= len(found) <= 5, country
        assert any(contact.without_voice or contact.category == "directory" for contact in found), country
        assert len({contact.name for contact in found}) == len(found), country
        assert all(contact.phone or contact.sms or contact.url for contact in found), country


def test_contacts_have_the_emergency_number() -> None:
    for country in countries(LINES):
        found = contacts("suicide", country)
        assert found.country == country
        assert found.emergency_number
        assert found.emergency_link == f"tel:{found.emergency_number}"


@pytest.mark.parametrize("country", [None, "XX", "ZZ", "AQ"])
def test_contacts_of_an_unknown_country_are_pages_and_no_number_of_another(country: str | None) -> None:
    found = contacts("suicide", country)
    assert (found.country, found.emergency_number) == (EVERYWHERE, "")
    assert [contact.name for contact in found.contacts] == ["Find A Helpline", "Befrienders Worldwide"]
    assert not any(contact.chat or contact.phone for contact in found.contacts)


@pytest.mark.parametrize(("country", "sure"), [("HU", True), ("PT", True), ("US", True), ("NG", False), ("ID", False)])
def test_emergency_number_says_whether_it_is_sure(country: str, sure: bool) -> None:
    assert contacts("suicide", country).emergency_sure is sure


@pytest.mark.parametrize(
    ("kind", "country", "first"),
    [
        ("suicide", "US", "988 Suicide & Crisis Lifeline"),
        ("overdose", "US", "Poison Help (Poison Control)"),
        ("partner_violence", "US", "National Domestic Violence Hotline"),
        ("sexual_assault", "US", "RAINN National Sexual Assault Hotline"),
        ("child_abuse", "US", "Childhelp National Child Abuse Hotline"),
        ("eating_disorder", "US", "ANAD Eating Disorders Helpline"),
        ("suicide", "GB", "Samaritans"),
        ("child_abuse", "GB", "NSPCC Helpline"),
        ("partner_violence", "DE", "Hilfetelefon Gewalt gegen Frauen"),
        ("suicide", "DE", "TelefonSeelsorge"),
        ("suicide", "NL", "113 Zelfmoordpreventie"),
        ("suicide", "NO", "Mental Helse Hjelpetelefonen"),
        ("suicide", "NZ", "1737 Need to talk?"),
        ("overdose", "AT", "Vergiftungsinformationszentrale"),
        ("suicide", "PR", "988 Suicide & Crisis Lifeline"),
        ("suicide", "IM", "Samaritans"),
        ("suicide", "IL", "ERAN"),
    ],
)
def test_contacts_begin_with_those_of_the_kind_that_are_for_everybody(kind: str, country: str, first: str) -> None:
    assert names(kind, country)[0] == first


@pytest.mark.parametrize("kind", ["suicide", "passive_wish", "distress", "medical", "self_harm"])
@pytest.mark.parametrize("country", ["US", "CA", "GB", "AU", "NZ"])
def test_nobody_sees_a_line_for_a_group_before_one_for_everybody(kind: str, country: str) -> None:
    found = contacts(kind, country).contacts
    groups = [bool(set(contact.groups) - {"england", "wales", "scotland"}) for contact in found]
    assert groups == sorted(groups)
    assert not groups[0]


def test_medical_emergencies_show_no_poison_line() -> None:
    assert "Poison Help (Poison Control)" not in names("medical", "US")


@pytest.mark.parametrize(
    ("groups", "kind", "country", "first"),
    [
        ({"veteran"}, "suicide", "US", "Veterans Crisis Line"),
        ({"lgbtq"}, "passive_wish", "US", "The Trevor Project (TrevorLifeline)"),
        ({"lgbtq"}, "suicide", "AU", "QLife"),
        ({"under_18", "young"}, "suicide", "US", "Boys Town National Hotline"),
        ({"under_18", "young"}, "suicide", "GB", "PAPYRUS HOPELINE247"),
        ({"under_18"}, "suicide", "CA", "Kids Help Phone"),
        ({"new_mother"}, "distress", "US", "National Maternal Mental Health Hotline"),
        ({"indigenous"}, "suicide", "CA", "Hope for Wellness Helpline"),
        ({"indigenous"}, "suicide", "AU", "13YARN"),
        ({"indigenous"}, "partner_violence", "US", "StrongHearts Native Helpline"),
        ({"deaf"}, "suicide", "US", "988 in American Sign Language"),
        ({"deaf"}, "partner_violence", "US", "National Deaf Domestic Violence Hotline"),
        ({"men"}, "partner_violence", "GB", "Men's Advice Line"),
        ({"men"}, "partner_violence", "IE", "Men's Aid Ireland"),
        ({"scotland"}, "partner_violence", "GB", "Scotland's Domestic Abuse Helpline"),
        ({"wales"}, "partner_violence", "GB", "Live Fear Free (Wales)"),
        ({"northern_ireland"}, "suicide", "GB", "Lifeline (Northern Ireland)"),
        ({"northern_ireland"}, "sexual_assault", "GB", "Domestic and Sexual Abuse Helpline (Northern Ireland)"),
    ],
)
def test_line_of_the_clients_group_comes_first(groups: set[str], kind: str, country: str, first: str) -> None:
    # A Tuesday evening in Sydney, when every line that has hours is open.
    assert names(kind, country, groups=frozenset(groups), now=utc(24, 9))[0] == first


@pytest.mark.parametrize(
    ("groups", "country", "unwanted"),
    [
        ({"scotland"}, "GB", {"National Domestic Abuse Helpline (England)", "Live Fear Free (Wales)"}),
        ({"northern_ireland"}, "GB", {"National Domestic Abuse Helpline (England)", "NHS 111, mental health option"}),
        ({"men"}, "GB", {"National Domestic Abuse Helpline (England)"}),
        ({"men"}, "IE", {"Women's Aid National Freephone Helpline"}),
        ({"women"}, "GB", {"Men's Advice Line"}),
    ],
)
def test_lines_for_another_part_of_the_country_or_sex_are_left_out(
    groups: set[str], country: str, unwanted: set[str]
) -> None:
    assert not unwanted & set(names("partner_violence", country, groups=frozenset(groups)))


def test_men_who_say_nothing_of_it_still_find_their_line() -> None:
    assert "Men's Advice Line" in names("partner_violence", "GB")
    assert "Men's Aid Ireland" in names("partner_violence", "IE")


@pytest.mark.parametrize(
    ("kind", "country", "lacking"),
    [
        ("partner_violence", "IS", True),
        ("partner_violence", "CA", False),
        ("sexual_assault", "NL", True),
        ("sexual_assault", "AU", False),
        ("overdose", "FR", True),
        ("overdose", "CA", False),
        ("eating_disorder", "NO", True),
        ("suicide", "IS", False),
        ("medical", "GB", False),
    ],
)
def test_country_without_a_line_for_the_kind_is_known(kind: str, country: str, lacking: bool) -> None:
    assert contacts(kind, country).lacking is lacking


def test_country_without_a_line_for_the_kind_gives_the_nearest() -> None:
    assert names("sexual_assault", "NL")[0] == "Veilig Thuis"


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
        ("overdose", "SG", "995"),
        ("partner_violence", "SG", "999"),
        ("suicide", "PR", "911"),
    ],
)
def test_emergency_number_fits_the_kind(kind: str, country: str, number: str) -> None:
    assert contacts(kind, country).emergency_number == number


def test_no_number_crosses_a_border() -> None:
    assert "113" in {contact.phone for contact in contacts("suicide", "NL").contacts}
    assert "113" not in {contact.phone for contact in contacts("suicide", "NO").contacts}


@pytest.mark.parametrize(("now", "first"), [(utc(23, 14), True), (utc(23, 2), False)])
def test_closed_line_stands_below_one_that_is_open(now: datetime, first: bool) -> None:
    """The Dutch children's line is open from 11 to 21."""
    found = names("child_abuse", "NL", now=now)
    assert (found.index("De Kindertelefoon") == 0) is first
    assert (found[-1] == "De Kindertelefoon") is not first


def test_closed_line_tells_when_it_opens_in_its_own_zone() -> None:
    line = of("eating_disorder", "US", "ANAD Eating Disorders Helpline", now=utc(28, 12))
    assert line.open_now is False
    assert line.opens_at
    assert line.opens_at.isoformat() == "2026-11-30T09:00:00-06:00"


def test_ways_of_a_line_have_hours_of_their_own() -> None:
    """The Danish line answers by phone from 9 to 5 at night, and its chat for four hours."""
    evening = of("suicide", "DK", "Livslinien", now=utc(23, 18))
    night = of("suicide", "DK", "Livslinien", now=utc(23, 23))
    morning = of("suicide", "DK", "Livslinien", now=utc(24, 6))
    assert (evening.chat, evening.open_now) == (True, True)
    assert (night.chat, night.open_now) == (False, True)
    assert morning.open_now is False
    assert night.url == "https://www.livslinien.dk"


def test_chat_by_appointment_is_no_chat() -> None:
    assert not of("suicide", "DE", "TelefonSeelsorge").chat


def test_only_what_needs_no_voice_is_shown_where_that_was_asked_for() -> None:
    found = contacts("suicide", "US", silent=True).contacts
    assert found
    assert all(contact.without_voice and not contact.phone for contact in found)


def test_language_of_the_client_comes_first() -> None:
    assert names("suicide", "US", language="es")[0] == "988 Línea de Prevención del Suicidio y Crisis"
    assert "988 Línea de Prevención del Suicidio y Crisis" not in names("suicide", "US")
    assert names("suicide", "JP", language="en")[:2] == [
        "よりそいホットライン (Yorisoi Hotline)",
        "TELL Lifeline (English)",
    ]
    assert names("suicide", "JP", language="ja")[0] == "#いのちSOS (Lifelink)"


def test_line_through_an_interpreter_is_known() -> None:
    assert of("suicide", "US", "988 Suicide & Crisis Lifeline", language="ko").interpreter


@pytest.mark.parametrize("kind", ["suicide", "distress"])
def test_line_of_the_practice_comes_first(kind: str) -> None:
    assert names(kind, "US", [*LINES, OWN])[0] == "Our crisis nurse"


def test_line_switched_off_is_not_shown() -> None:
    lines = [replace(line, active=line.key != "us_988") for line in LINES]
    assert "988 Suicide & Crisis Lifeline" not in names("suicide", "US", lines)


def test_emergency_number_stays_when_its_line_was_removed() -> None:
    lines = [line for line in LINES if line.category != "emergency"]
    assert contacts("suicide", "US", lines).emergency_number == "911"


def test_unconfirmed_number_is_not_shown_but_the_page_of_the_line_is() -> None:
    beat = of("eating_disorder", "GB", "Beat")
    assert beat.phone is None
    assert beat.url
    assert beat.url.startswith("https://www.beateatingdisorders.org.uk")


def _broken() -> list[Line]:
    raise OSError("the database is gone")


def test_lines_come_from_the_shipped_copy_when_the_database_is_down() -> None:
    assert lines_or_shipped(_broken) == LINES
    assert lines_or_shipped(lambda: []) == LINES
    assert lines_or_shipped(lambda: LINES[:1]) == LINES[:1]


@pytest.mark.parametrize("kind", ["partner_violence", "sexual_assault", "suicide"])
def test_nobody_is_shown_a_line_for_a_group_that_they_did_not_name_where_one_is_for_everybody(kind: str) -> None:
    assert [each.name for each in contacts(kind, "US").contacts if each.groups] == []
    assert names(kind, "US", groups=frozenset({"deaf"}))[0].startswith(("National Deaf", "988 in American Sign"))


def test_a_man_in_britain_sees_the_line_for_men_and_those_for_anybody() -> None:
    shown = contacts("partner_violence", "GB", groups=frozenset({"men"})).contacts
    assert shown[0].name == "Men's Advice Line"
    assert "Samaritans" in [each.name for each in shown]
    assert not {"scotland", "wales", "northern_ireland", "women"} & {
        group for each in shown[:3] for group in each.groups
    }


def test_where_the_line_is_for_a_part_of_the_country_those_for_the_others_stay() -> None:
    groups = {group for each in contacts("partner_violence", "GB").contacts for group in each.groups}
    assert {"england", "scotland", "wales", "northern_ireland"} <= groups
