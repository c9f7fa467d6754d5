from __future__ import annotations

import pytest

from bot.words.files import WordFiles
from bot.words.reading_age import reading_age, sentences, syllables


@pytest.mark.parametrize(
    ("word", "number"),
    [("call", 1), ("message", 2), ("therapist", 3), ("table", 2), ("asked", 1), ("wanted", 2), ("emergency", 4)],
)
def test_syllables_of_a_word(word: str, number: int):
    assert syllables(word) == number


def test_a_fact_that_stands_alone_is_a_sentence():
    text = "{email_allowed} {email_reply}\n\nPlease ask first. Call {practice_phone}."
    assert sentences(text) == ["{email_allowed}", "{email_reply}", "Please ask first", "Call {practice_phone}"]


def test_short_words_and_sentences_are_easier_to_read():
    easy = reading_age("You can call us. We are here to help you.")
    hard = reading_age("Notwithstanding considerations of confidentiality, electronic communication is permissible.")
    assert easy is not None
    assert hard is not None
    assert easy < 8 < 18 < hard


def test_facts_alone_have_no_reading_age():
    assert reading_age("{gifts} {email_reply}") is None


def test_the_answers_can_be_read_at_about_twelve(files: WordFiles):
    ages = {topic.label: reading_age(topic.answer) or 0 for topic in files.topics()}
    assert {label: round(age, 1) for label, age in ages.items() if age > 12.5} == {}
