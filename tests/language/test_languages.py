"""Other languages are known, and English is not taken for one of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.language.languages import Languages
from bot.settings import PROJECT_ROOT
from bot.words.training_texts import all_texts
from bot.yaml_reading import load_yaml

MESSAGES = load_yaml(Path(__file__).with_name("languages.yml"))
ENGLISH = MESSAGES.pop("en")
LANGUAGES = Languages(load_yaml(PROJECT_ROOT / "data/language/other_languages.yml"))


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in MESSAGES.items() for text in texts])
def test_another_language_is_known(code: str, text: str):
    assert LANGUAGES.of(text) == code


@pytest.mark.parametrize("text", ENGLISH)
def test_english_with_a_foreign_word_or_a_slip_stays_english(text: str):
    assert LANGUAGES.of(text) is None


def test_no_training_sentence_is_taken_for_another_language():
    english = [each for each in all_texts() if each.label != "other_language"]
    assert [each.text for each in english if LANGUAGES.of(each.text)] == []


def test_each_language_has_its_reply():
    replies = load_yaml(PROJECT_ROOT / "data/wording/other_languages.yml")
    assert set(MESSAGES) == set(replies)
    for text in replies.values():
        assert "{practice_phone}" in text
        assert "{emergency_number}" in text
