"""Who asks about an app is told whether the practice uses it."""

from __future__ import annotations

import pytest

from bot.dialogue.apps import app_not_used
from bot.practice.practice_file import import_record
from bot.settings import PROJECT_ROOT

DEMO = (PROJECT_ROOT / "bot/database/demo_practice.yml").read_text("utf-8")
RECORD = import_record(DEMO)


@pytest.mark.parametrize("text", ["can I use WhatsApp", "do you do whatsapp?", "Can I text her on Signal"])
def test_an_app_that_is_not_named_is_not_used(text: str):
    assert "has not named" in app_not_used(text, RECORD)


@pytest.mark.parametrize("text", ["can I text her", "I have no signal here, can I text?", "is the line open", ""])
def test_other_words_name_no_app(text: str):
    assert app_not_used(text, RECORD) == ""


def test_an_app_that_the_practice_names_is_not_refused():
    used = import_record(DEMO.replace("rules: Letters are opened", "rules: We also read WhatsApp. Letters are opened"))
    assert app_not_used("can I use WhatsApp", used) == ""
