"""Where the client says that they are."""

from __future__ import annotations

import pytest
from babel import Locale

from bot.helplines.countries import country_in

HERE = [
    ("I'm in Hungary", "HU"),
    ("i live in australia", "AU"),
    ("I'm not in the US, I'm in Hungary", "HU"),
    ("moved to Australia last month", "AU"),
    ("Hungary", "HU"),
    ("what about Ireland?", "IE"),
    ("do you have a number for Nigeria", "NG"),
    ("a Hungarian number", "HU"),
    ("Kenyan hotline", "KE"),
    ("I'm in C\u00f4te d\u2019Ivoire", "CI"),
    ("I'm studying in the Netherlands", "NL"),
    ("we're in South Korea right now", "KR"),
    ("I'm in Puerto Rico", "PR"),
    ("I'm in Trinidad", "TT"),
    ("I'm in Saint Lucia", "LC"),
    ("I'm an exchange student in Taiwan", "TW"),
    ("writing from Myanmar", "MM"),
    ("I am in Scotland, my husband hits me", "GB"),
]
ELSEWHERE = [
    "I'm not in the US",
    "im not in america",
    "I don't live in the United States",
    "outside the U.S.",
    "I left the US",
    "I'm not American",
    "I'm overseas, 911 doesn't work here",
    "these numbers don't work here",
    "988 is not in my country",
    "wrong country",
    "I live abroad",
]
NOT_SAID = [
    "if I'm in Canada",
    "I'm in Canada next week",
    "my son lives in Canada",
    "I am from Canada",
    "I'm in Georgia",
    "I'm in Jordan",
    "I'm in New Mexico",
    "I'll be abroad soon",
    "can you tell us",
    "I'm in love",
    "I am in tears",
    "turkey was dry at Thanksgiving",
]


@pytest.mark.parametrize(("text", "code"), HERE)
def test_country_that_is_named(text: str, code: str) -> None:
    named = country_in(text, "US")
    assert named
    assert named.code == code


@pytest.mark.parametrize("text", ELSEWHERE)
def test_somewhere_else_and_not_said_where(text: str) -> None:
    named = country_in(text, "US")
    assert named
    assert named.code == "ZZ"


def test_not_in_another_country_says_nothing_to_a_practice_elsewhere() -> None:
    assert country_in("I'm not in the US", "GB") is None


@pytest.mark.parametrize("text", NOT_SAID)
def test_nothing_is_guessed(text: str) -> None:
    assert country_in(text, "US") is None


def test_every_country_of_the_world_is_known_by_its_name() -> None:
    """Save those whose name is also a state's or a person's."""
    names = Locale("en").territories
    codes = [code for code in names if len(code) == 2 and code.isalpha() and code not in ("ZZ", "EU", "EZ", "UN", "QO")]
    assert len(codes) > 240
    unknown = {code for code in codes if (country_in(f"I'm in {names[code]}", "US") or None) is None}
    assert unknown <= {"GE", "JO", "TD", "ML", "GN", "JE", "GG", "MQ", "AQ", "XA", "XB"}
