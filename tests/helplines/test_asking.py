from __future__ import annotations

import pytest

from bot.helplines.asking import ASKED, asked_for, asking
from bot.helplines.contact_book import ASKED_GROUPS, ASKED_LINES
from bot.helplines.lines import CATEGORIES, GROUPS


def test_what_is_asked_for_names_categories_and_groups_that_exist() -> None:
    assert set(ASKED_LINES) | set(ASKED_GROUPS) <= set(ASKED)
    assert set(ASKED_LINES.values()) <= set(CATEGORIES)
    assert {group for groups in ASKED_GROUPS.values() for group in groups} <= set(GROUPS)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("what is the suicide hotline number", {"suicide"}),
        ("988", {"suicide"}),
        ("what is 988", {"suicide"}),
        ("suicide hotline", {"suicide"}),
        ("whats the crisis number", {"suicide"}),
        ("need a hotline number", {"suicide"}),
        ("give me the samaritans number", {"suicide"}),
        ("who do I ring if I'm thinking about suicide", {"suicide"}),
        ("what number do veterans call", {"veterans"}),
        ("veterans crisis line", {"veterans"}),
        ("rape crisis line number", {"rape"}),
        ("where do rape victims call", {"rape"}),
        ("poison control", {"poison"}),
        ("number for poison help please", {"poison"}),
        ("domestic violence hotline", {"violence"}),
        ("abuse hotline", {"violence"}),
        ("who should I call if I'm being abused", {"violence"}),
        ("number for child abuse hotline please", {"child_abuse"}),
        ("who do I call about child abuse", {"child_abuse"}),
        ("kids helpline", {"child_abuse"}),
        ("lgbtq helpline", {"lgbtq"}),
        ("is there a trans lifeline", {"lgbtq"}),
        ("is there a hotline for eating disorders", {"eating_disorder"}),
        ("drug addiction hotline number", {"drugs"}),
        ("aa hotline", {"drugs"}),
        ("postpartum depression hotline", {"maternal"}),
        ("maternal mental health line", {"maternal"}),
        ("hotline for deaf people", {"deaf"}),
        ("any helpline for students", {"students"}),
        ("is there a text only crisis line", {"silent", "suicide"}),
        ("a crisis line I can text", {"silent", "suicide"}),
        ("suicide hotline in spanish", {"spanish", "suicide"}),
        ("hotline en español", {"spanish", "suicide"}),
        ("I'm deaf, is there a line", {"deaf"}),
        ("SAMHSA", {"drugs"}),
        ("RAINN?", {"rape"}),
        ("alcoholics anonymous number", {"drugs"}),
        ("women's shelter number", {"violence"}),
        ("number for a shelter", {"violence"}),
        ("domestic violence shelter near me", {"violence"}),
        ("helpline for male victims", {"violence"}),
        ("number for men who get hit by their wife", {"violence"}),
        ("can I text somebody instead of calling", {"silent"}),
        ("l\u00ednea de suicidio en espa\u00f1ol", {"spanish", "suicide"}),
        ("n\u00famero para el suicidio", {"suicide"}),
        ("1-800-273-8255", {"suicide"}),
        ("18002738255", {"suicide"}),
        ("who can I talk to at 2 am", {"talk"}),
        ("I want to talk to someone", {"talk"}),
        ("i need someone to talk to", {"talk"}),
        ("who can i call at night", {"talk"}),
    ],
)
def test_number_that_is_asked_for(text: str, asked: set[str]) -> None:
    assert asked_for(text) == asked


@pytest.mark.parametrize(
    "text",
    [
        "what is your phone number",
        "what number do I text to reach reception",
        "can I text Dr. Okafor",
        "I called the suicide hotline yesterday and they were rude",
        "I volunteer at a crisis line",
        "my mom works at a domestic violence hotline",
        "she gave me the number of a helpline",
        "I want to talk to a real person",
        "can I talk to a human",
        "can I talk to someone about my bill",
        "I want to talk to someone in billing",
        "who can I talk to about my invoice",
        "what lines do you have open",
        "I need to talk to my therapist",
        "is there text support for appointments",
        "text line for the practice",
        "do you offer drug counseling",
        "do you treat eating disorders",
        "I'm pregnant, do you see new moms",
        "do you have a therapist who speaks spanish",
        "the line was busy",
        "homeless shelter number",
        "number for an animal shelter",
        "can I text instead of calling to cancel",
        "I go to alcoholics anonymous, can I move my session",
        "my shelter has a phone",
        "Is a TTY number available for the practice?",
        "what is the deadline",
    ],
)
def test_what_asks_for_no_number(text: str) -> None:
    assert asked_for(text) == frozenset()


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("what's the suicide hotline number please", True),
        ("988?", True),
        ("Hi, could you tell me the number for the domestic violence hotline", True),
        ("what is the suicide hotline number, I have a bottle of pills here", False),
        ("can I ring the suicide line without them tracing me", False),
        ("I'm done. suicide hotline", False),
    ],
)
def test_message_that_says_more_than_it_asks(text: str, alone: bool) -> None:
    assert asking(text).topics
    assert asking(text).alone is alone
