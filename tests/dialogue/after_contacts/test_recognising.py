"""What somebody means after contacts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.dialogue.after_contacts import recognising
from bot.dialogue.after_contacts.recognising import NearestExamples, by_pattern, examples, meant, plain
from bot.language.encoder import load_encoder
from bot.yaml_reading import load_yaml

SAID = load_yaml(Path(__file__).with_name("said.yml"))
PHRASES = [(category, text) for category, texts in SAID.items() for text in texts]
ANY_KIND = "suicide"
KIND_OF = {each.name: min(each.kinds, default=ANY_KIND) for each in recognising.categories()}


@pytest.fixture(scope="module")
def nearest() -> Callable[[str, str], str | None]:
    texts, names = examples()
    encoder = load_encoder()
    found = NearestExamples(encoder.encode(texts), names)
    return lambda text, kind: found.category(text, encoder.encode([text])[0], kind)


@pytest.mark.parametrize(("category", "text"), PHRASES)
def test_it_is_recognised(nearest: Callable[[str, str], str | None], category: str, text: str):
    kind = KIND_OF.get(category, ANY_KIND)
    assert meant(text, kind, False, False, nearest(text, kind)) == category


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        str.title,
        lambda text: f"{text}!!!",
        lambda text: f" {text} ... ",
        lambda text: text.replace("'", "\u2019"),
    ],
)
def test_capitals_marks_and_apostrophes_change_nothing(change: Callable[[str], str]):
    assert not [text for _, text in PHRASES if by_pattern(change(text), ANY_KIND) != by_pattern(text, ANY_KIND)]


def test_every_category_has_words_that_are_tried():
    assert {*SAID} == {each.name for each in recognising.categories()} | {recognising.UNKNOWN, recognising.ASK_PRACTICE}


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("what does it cost to cancel an appointment", True),
        ("can I text to move my session", True),
        ("how soon is an email to the office answered", True),
        ("I would like to know how late I may still move the session that we planned for next week", False),
    ],
)
def test_a_question_about_contact_stays_one(text: str, asks: bool):
    assert meant(text, ANY_KIND, topic_is_sure=True, asks=asks, nearest=None) is None


@pytest.mark.parametrize("text", ["will you tell my therapist", "what does it cost", "I won't call anyone", "ok"])
def test_a_sure_topic_does_not_take_what_belongs_to_the_danger(text: str):
    assert meant(text, ANY_KIND, topic_is_sure=True, asks=True, nearest=None) == by_pattern(text, ANY_KIND) is not None


def test_more_taken_counts_more_than_any_question():
    text = "I took the rest of them all before my appointment with my therapist, can I still cancel my session today"
    assert meant(text, ANY_KIND, topic_is_sure=True, asks=True, nearest=None) == by_pattern(text, ANY_KIND)
    assert meant("ok I took them all", ANY_KIND, topic_is_sure=True, asks=True, nearest=None) == "took_more"


def test_a_story_is_not_searched_for_phrases():
    story = "well " + "it was a long day at work and then the bus did not come " * 3 + "ok"
    assert by_pattern(story, ANY_KIND) is None


@pytest.mark.parametrize(
    "text",
    [
        "the bottle",
        "two",
        "another one",
        "the second one",
        "three kids",
        "he called me yesterday",
        "my mom called me",
        "they called me names",
        "I took a shower",
        "my phone number is new",
        "my kids are asleep",
    ],
)
def test_what_only_sounds_alike_is_not_taken_for_it(text: str):
    assert by_pattern(text, ANY_KIND) is None


def test_letters_are_read_plainly():
    assert plain("  Pleeeease\u2026 D\u00f6n\u2019t GO!! ") == "please dont go"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Nadie contesta", "no_answer"),
        ("no me responden", "no_answer"),
        ("¿qué hago?", "what_now"),
        ("y ahora qué", "what_now"),
        ("muchas gracias", "thanks"),
        ("adiós", "goodbye"),
        ("no quiero llamar", "not_call"),
        ("no puedo hablar", "cannot_speak"),
        ("¿eres un robot?", "person"),
        ("¿hay alguien ahí?", "person"),
        ("me siento muy sola", "alone"),
        ("ya estoy mejor", "calmer"),
        ("¿va a venir la policía?", "police"),
        ("está bien", "ok"),
        ("sí", "yes"),
        ("no", "no"),
        ("ayúdame por favor", "please"),
        ("me las tomé todas", "all_of_them"),
        ("quédate conmigo", "stay_with_me"),
        ("¿cuánto cuesta?", "cost"),
    ],
)
def test_spanish_is_read_too(said: str, meant: str):
    assert by_pattern(said, "suicide") == meant
