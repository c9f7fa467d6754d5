"""Where the client says that they are."""

from __future__ import annotations

import re

import pytest
from babel import Locale

from bot.helplines.countries import COUNTRIES_FILE, country_in
from bot.yaml_reading import load_yaml

NO_COUNTRIES = ("ZZ", "EU", "EZ", "UN", "QO", "XA", "XB")
COUNTRY_CODES = [
    code for code in Locale("en").territories if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
]

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
    ("ugandan hotline", "UG"),
    ("cuban number please", "CU"),
    ("im canadian", "CA"),
    ("I'm a Canadian citizen", "CA"),
    ("i'm from Kenya", "KE"),
    ("I am from Canada", "CA"),
    ("I'm based in Bogota", "CO"),
    ("I'm stuck in Bali", "ID"),
    ("visiting Japan", "JP"),
    ("I'm visiting my aunt in Norway", "NO"),
    ("greetings from Turkiye", "TR"),
    ("living in T\u00fcrkiye", "TR"),
    ("I am in Republic of the Congo", "CG"),
    ("i reside in Peru", "PE"),
    ("I'm writing you from Nepal", "NP"),
    ("estoy en M\u00e9xico", "MX"),
    ("vivo en Alemania", "DE"),
    ("soy de Chile", "CL"),
    ("sorry, I'm Kenyan, not American", "KE"),
    ("I'm Kenyan but I need a German number", "DE"),
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
    "i don't reside in the united states",
    "US numbers are no use to me",
    "these are american numbers",
    "those are US numbers",
    "American hotlines don't help me",
]
NOT_SAID = [
    "if I'm in Canada",
    "I'm in Canada next week",
    "my son lives in Canada",
    "my husband is from Kenya",
    "I'm originally from Canada",
    "I'm from Kenya but I live here",
    "I'm Mexican American",
    "I'm a German teacher",
    "I'm Polish by birth",
    "I am from Ukraine, here in Leeds one year",
    "I'm Brazilian, at home everybody enters the bathroom",
    "I am Brazilian, living here 4 years",
    "my son is living in Canada",
    "can you give us numbers that don't cost anything",
    "I'm in Paris",
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


def test_american_numbers_say_nothing_of_where_a_client_of_a_british_practice_is() -> None:
    assert country_in("these are american numbers", "GB") is None
    assert country_in("US numbers are no use to me", "GB") is None


PEOPLE = load_yaml(COUNTRIES_FILE)["people"]


def test_every_people_is_known_by_its_name() -> None:
    """ "a Ugandan hotline", "number for Ugandans", "I'm Ugandan": all that the file lists."""
    frames = ("{} hotline", "is there a number for {}", "I'm {}")
    wrong = {
        (code, frame.format(name))
        for code, names in PEOPLE.items()
        for name in names
        for frame in frames
        if (named := country_in(frame.format(name), "AQ")) is None or named.code != code
    }
    assert wrong == set()


def test_hardly_a_country_lacks_its_people() -> None:
    """Territories, places that share theirs with another, and those that live on ice may."""
    names = Locale("en").territories
    lacking = {code for code in COUNTRY_CODES if code not in PEOPLE}
    assert len(lacking) < 75, sorted(names[code] for code in lacking)
    assert not lacking & {"UG", "ZM", "CU", "VE", "SY", "AF", "SN", "UY", "KH", "LB"}


def test_every_territory_is_known_by_its_name_in_spanish() -> None:
    names = Locale("es").territories
    unknown = {code for code in COUNTRY_CODES if code in names and not country_in(f"estoy en {names[code]}", "US")}
    assert unknown <= {"GE", "JO", "TD", "ML", "GN", "JE", "GG", "MQ", "AQ"}


@pytest.mark.parametrize(
    "frame", ["I'm in {}", "visiting {}", "I'm from {}", "based in {}", "we reside in {}", "{} please"]
)
def test_every_territory_is_known_in_every_frame(frame: str) -> None:
    names = {code: re.split(r" \(| SAR", name)[0] for code, name in Locale("en").territories.items()}
    wrong = {
        (code, names[code])
        for code in COUNTRY_CODES
        if (named := country_in(frame.format(names[code]), "AQ")) is None or named.code != code
    }
    assert {code for code, _ in wrong} <= {"GE", "JO", "TD", "ML", "GN", "JE", "GG", "MQ", "AQ"}, wrong
