"""Other languages are known, and English is not taken for one of them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.publishing.training_texts import all_texts
from bot.settings import PROJECT_ROOT
from bot.understanding.languages import other_language

MESSAGES = yaml.safe_load(Path(__file__).with_name("languages.yml").read_text("utf-8"))
ENGLISH = MESSAGES.pop("en")


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in MESSAGES.items() for text in texts])
def test_another_language_is_known(code: str, text: str):
    assert other_language(text) == code


@pytest.mark.parametrize("text", ENGLISH)
def test_english_with_a_foreign_word_or_a_slip_stays_english(text: str):
    assert other_language(text) is None


def test_no_training_sentence_is_taken_for_another_language():
    english = [each for each in all_texts() if each.label != "other_language"]
    assert [each.text for each in english if other_language(each.text)] == []


def test_each_language_has_its_reply():
    replies = yaml.safe_load((PROJECT_ROOT / "data/wording/other_languages.yml").read_text("utf-8"))
    assert set(MESSAGES) == set(replies)
    for text in replies.values():
        assert "{practice_phone}" in text
        assert "{emergency_number}" in text
