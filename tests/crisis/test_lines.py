from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.crisis.lines import (
    EVERYWHERE,
    Line,
    LineError,
    check_line,
    check_number,
    line_from,
    shipped,
    short_numbers,
    sms_link,
    tel_link,
)
from bot.crisis.wording_lint import lint_text

LINES = shipped().lines
LINE = next(line for line in LINES if line.key == "us_988")
# Every country of the fact sheet that the shipped lines were taken from.
COUNTRIES = "AT AU BR CA CH DE DK ES FI FR GB IE IN IS IT JP KR LU MX NL NO NZ SE US ZA".split()  # noqa: SIM905


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.key)
def test_shipped_line_can_be_dialled_and_opened(line: Line) -> None:
    check_line(line)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.key)
def test_shipped_line_has_its_source_and_day(line: Line) -> None:
    assert line.sources
    assert line.checked_on >= date(2026, 11, 21)
    assert line.checked_by is None
    assert lint_text(line.note or "") == []


def test_shipped_keys_are_unique() -> None:
    assert len({line.key for line in LINES}) == len(LINES)


@pytest.mark.parametrize("country", COUNTRIES)
def test_shipped_country_has_emergency_number_and_a_line(country: str) -> None:
    here = [line for line in LINES if line.country == country]
    assert any(line.category.startswith("emergency") and line.phone for line in here)
    assert any(line.category == "suicide_crisis" or country in ("NZ",) for line in here)


def test_shipped_directories_serve_every_country() -> None:
    assert {line.name for line in LINES if line.country == EVERYWHERE} == {
        "Find A Helpline",
        "Befrienders Worldwide",
        "IASP crisis centres",
    }


@pytest.mark.parametrize(("country", "number", "reason"), shipped().known_wrong)
def test_known_wrong_number_is_not_shipped(country: str, number: str, reason: str) -> None:
    shown = {
        value.replace(" ", "").replace("-", "")
        for line in LINES
        if line.country == country
        for value in (line.phone, line.sms, line.whatsapp)
        if value
    }
    assert number.replace(" ", "").replace("-", "") not in shown


@pytest.mark.parametrize("text", ["ress 3", "1-800-273-8255 press"])
def test_ended_options_are_not_printed(text: str) -> None:
    assert not any(text in (line.note or "") for line in LINES)


def test_known_wrong_number_is_refused() -> None:
    with pytest.raises(LineError, match="known to be wrong for KR: replaced by 109 in 2024"):
        check_line(Line("kr_x", "KR", "suicide_crisis", "Old", "24/7", date(2026, 1, 1), phone="1393"))


@pytest.mark.parametrize(
    ("number", "country"),
    [("1-800-799-7233", "US"), ("988", "US"), ("116 123", "GB"), ("14416", "IN"), ("113", "NL"), ("13 11 14", "AU")],
)
def test_number_is_accepted(number: str, country: str) -> None:
    check_number(number, country)


@pytest.mark.parametrize(
    ("number", "country"),
    [("1-800-799-723", "US"), ("113", "US"), ("14416", "GB"), ("hello", "US"), ("", "US"), ("0900-01", "NL")],
)
def test_number_is_refused(number: str, country: str) -> None:
    with pytest.raises(LineError):
        check_number(number, country)


def test_short_numbers_are_reviewed() -> None:
    assert ("IN", "14416") in short_numbers()
    assert ("US", "14416") not in short_numbers()


@pytest.mark.parametrize(
    ("number", "country", "link"),
    [
        ("988", "US", "tel:988"),
        ("911", "US", "tel:911"),
        ("1-800-799-7233", "US", "tel:+18007997233"),
        ("116 123", "GB", "tel:116123"),
        ("0800 111 0 111", "DE", "tel:+498001110111"),
        ("113", "NL", "tel:113"),
        ("13 11 14", "AU", "tel:+61131114"),
    ],
)
def test_tel_link(number: str, country: str, link: str) -> None:
    assert tel_link(number, country) == link


@pytest.mark.parametrize(
    ("number", "keyword", "link"),
    [
        ("741741", "HOME", "sms:741741?body=HOME"),
        ("988", None, "sms:988"),
        ("1-800-422-4453", None, "sms:+18004224453"),
    ],
)
def test_sms_link(number: str, keyword: str | None, link: str) -> None:
    assert sms_link(number, keyword, "US") == link


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"category": "help"}, "category is 'help'; write one of"),
        ({"country": "usa"}, "country is 'usa'; write two capitals"),
        ({"unconfirmed": ("email",)}, "unconfirmed has \\['email'\\]"),
        ({"phone": None, "sms": None, "chat_url": None, "url": None}, "give at least one of"),
    ],
)
def test_line_with_a_fault_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(LineError, match=message):
        replace(LINE, **change)  # type: ignore[arg-type]


def test_line_with_an_unknown_field_is_refused() -> None:
    with pytest.raises(LineError, match="does not know colour"):
        line_from({"key": "x", "colour": "red"})


def test_line_with_a_bad_address_is_refused() -> None:
    with pytest.raises(LineError, match="is not a web address"):
        check_line(replace(LINE, chat_url="988lifeline"))


def test_unconfirmed_way_is_not_shown() -> None:
    line = next(line for line in LINES if "sms" in line.unconfirmed)
    assert line.sms
    assert line.shown_sms is None
