from __future__ import annotations

import pytest

from bot.helplines.lines import GROUPS
from bot.helplines.told import GROUPS_FILE, circumstance_in, groups_in
from bot.yaml_reading import load_yaml


def test_every_group_has_its_words() -> None:
    assert set(load_yaml(GROUPS_FILE)["patterns"]) == set(GROUPS)


@pytest.mark.parametrize(
    ("group", "text"),
    [
        ("under_18", "I'm 14 and I want to die"),
        ("under_18", "im fifteen"),
        ("under_18", "as a 15 year old i can't tell anyone"),
        ("under_18", "I’m in 9th grade"),  # noqa: RUF001
        ("under_18", "I'm still in high school"),
        ("under_18", "17F and done"),
        ("under_18", "I just turned 13"),
        ("under_18", "just turned 16"),
        ("under_18", "7th grader"),
        ("under_18", "I'm a ninth grader and I can't go on"),
        ("young", "i am twenty-one"),
        ("student", "I'm a first-year student"),
        ("student", "I am away at college"),
        ("veteran", "I'm a veteran"),
        ("veteran", "I served two tours in Iraq"),
        ("veteran", "ex army here"),
        ("veteran", "I'm ex-military"),
        ("veteran", "former marine, can't sleep"),
        ("veteran", "since my deployment I can't sleep"),
        ("lgbtq", "I'm gay and my parents threw me out"),
        ("lgbtq", "they found out I am trans"),
        ("trans", "im a trans guy"),
        ("new_mother", "I just had a baby"),
        ("new_mother", "I'm six weeks postpartum"),
        ("new_mother", "i am pregnant again"),
        ("deaf", "I'm hard of hearing"),
        ("deaf", "I use sign language"),
        ("indigenous", "I'm Aboriginal"),
        ("indigenous", "i live on the rez"),
        ("men", "I'm a man and my wife hits me"),
        ("men", "is there a hotline for men"),
        ("scotland", "I'm in Scotland"),
        ("wales", "I live in Cardiff"),
        ("northern_ireland", "I'm calling from Belfast"),
        ("england", "I live in Leeds"),
    ],
)
def test_group_that_the_client_names(group: str, text: str) -> None:
    assert group in groups_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "I'm 15 minutes late",
        "I'm 14 weeks in",
        "I'm 12% sure",
        "my son is trans",
        "my daughter just turned 14",
        "my son is a 7th grader",
        "7th grader teacher",
        "my husband is ex army",
        "my ex army husband hits me",
        "my daughter is 14",
        "can a 16 year old come",
        "my dog, 14 yrs old, died",
        "I'm twenty-six",
        "as a teenager I starved myself",
        "I was abused as a child",
        "explain it like i'm ten",
        "I'm a high school teacher",
        "my ex is a veteran",
        "my dad was in the army",
        "I'm taking my dog to the vet",
        "I'm a vet now",
        "I have a student loan",
        "my wife is pregnant",
        "i am expecting a call",
        "can I bring my baby",
        "my boyfriend is deaf",
        "can I sign with a finger",
        "how do I sign up",
        "he is a man",
        "I'm a man of my word",
        "I think of him as a father",
        "I'm in New South Wales",
        "recommend somebody in Leeds",
    ],
)
def test_no_group_is_guessed(text: str) -> None:
    assert groups_in(text) == frozenset()


@pytest.mark.parametrize(
    ("circumstance", "text"),
    [
        ("afraid_parent", "I'm scared I will hurt my baby"),
        ("afraid_parent", "I keep picturing dropping the baby"),
        ("afraid_parent", "I'm worried that one day I'll snap and hit my kid"),
        ("afraid_parent", "my kids are not safe around me"),
        ("afraid_parent", "I nearly shook my newborn"),
        ("bereaved", "my brother killed himself last year"),
        ("bereaved", "I lost my best friend to suicide"),
        ("bereaved", "since his suicide I can't get up"),
        (None, "I'm worried my ex will hurt my daughter"),
        (None, "I have thoughts about my ex hurting my child"),
        (None, "my husband hits my son"),
        (None, "my brother wants to kill himself"),
        (None, "I hurt my back carrying the baby"),
    ],
)
def test_circumstance(circumstance: str | None, text: str) -> None:
    assert circumstance_in(text) == circumstance
