from __future__ import annotations

import pytest

from bot.practice.persons import Named, Persons, Whose
from bot.practice.record import Therapist
from bot.settings import PROJECT_ROOT
from bot.yaml_reading import load_yaml

MAYA, DANIEL = (
    Therapist("maya", "Dr. Maya Okafor", pronouns="she/her"),
    Therapist("daniel", "Daniel", pronouns="he/him"),
)
LENA = Therapist("lena", "Lena Fox", pronouns="she/her")
NAMES = {"Maya": "maya", "Dr. Okafor": "maya", "Daniel": "daniel"}


@pytest.fixture(scope="module")
def persons() -> Persons:
    return Persons(load_yaml(PROJECT_ROOT / "data" / "understanding" / "entities.yml")["persons"])


def named(text: str) -> list[Named]:
    found = [Named(who, text.index(name), text.index(name) + len(name)) for name, who in NAMES.items() if name in text]
    return sorted(found, key=lambda each: each.start)


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("I see Daniel", None, Whose("daniel", "daniel")),
        ("I'm with Daniel, can I email him?", None, Whose("daniel", "daniel")),
        ("my therapist is Dr. Okafor", "daniel", Whose("maya", "maya")),
        ("Daniel is my counselor", None, Whose("daniel", "daniel")),
        ("I see Daniel, my husband sees Dr. Okafor", None, Whose("daniel", "daniel")),
        ("my husband sees Dr. Okafor and I see Daniel", None, Whose("daniel", "daniel")),
        ("I see Daniel but can I ask Maya?", None, Whose("daniel", "maya")),
        ("can I email Maya", "daniel", Whose(None, "maya")),
        ("my son sees Daniel, can I email him", None, Whose(None, "daniel")),
        ("can I text her", None, Whose(None, "maya")),
        ("is he in today", None, Whose(None, "daniel")),
        ("can I text her", "maya", Whose()),
        ("can I text her", "daniel", Whose(None, "maya")),
        ("what about the other one", "daniel", Whose(None, "maya")),
        ("what about the other one", None, Whose()),
        ("my daughter lost her phone", "daniel", Whose()),
        ("she said he is away", None, Whose()),
        ("can I text my therapist", "daniel", Whose()),
    ],
)
def test_whose_therapist_is_meant(persons: Persons, text: str, known: str | None, expected: Whose):
    assert persons.whose(text, named(text), [MAYA, DANIEL], known) == expected


def test_a_pronoun_that_fits_two_is_nobody_s(persons: Persons):
    assert persons.whose("can I text her", [], [MAYA, LENA, DANIEL], None) == Whose()


def test_a_pronoun_tells_nothing_where_some_are_not_recorded(persons: Persons):
    assert persons.whose("can I text her", [], [MAYA, Therapist("kim", "Kim")], None) == Whose()


def test_the_other_one_of_three_is_nobody_s(persons: Persons):
    assert persons.whose("and the other one?", [], [MAYA, LENA, DANIEL], "daniel") == Whose()
