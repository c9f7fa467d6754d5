"""The pictures of docs/images, each of a moment that the test makes sure of.

    SCREENSHOTS=docs/images .venv/bin/python -m pytest tests/browser/test_pictures.py

makes them anew. Look at each before it is committed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.conftest import Service

from .chat_page import ChatPage

SCREENS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
        "device_scale_factor": 1.5,
    },
}


@pytest.fixture(params=SCREENS)
def screen(request: pytest.FixtureRequest) -> str:
    """Name of one of SCREENS."""
    return str(request.param)


@pytest.fixture
def chat(new_context: Callable[..., BrowserContext], service: Service, screen: str) -> ChatPage:
    page = new_context(reduced_motion="reduce", **SCREENS[screen]).new_page()
    return ChatPage(page, service.url).visit().start()


def take(chat: ChatPage, path: Path) -> None:
    # A picture of a field with a cursor that blinks would be another one each time.
    chat.page.screenshot(path=path, caret="hide")


def test_question_answered_with_this_practices_rule(chat: ChatPage, screen: str, screenshots: Path) -> None:
    answer = chat.ask("May I text Dr. Okafor to move my session?")
    expect(chat.questions.last).to_be_in_viewport()
    expect(answer.get_by_role("link", name="503-555-0142").first).to_be_in_viewport()
    take(chat, screenshots / f"question_{screen}.png")


def test_crisis_contacts(chat: ChatPage, screen: str, screenshots: Path) -> None:
    card = chat.ask("I don't want to live any more")
    expect(card.get_by_role("link", name="Call 911")).to_be_in_viewport(ratio=1)
    expect(card.get_by_role("link", name="Call 988")).to_be_in_viewport(ratio=1)
    take(chat, screenshots / f"crisis_{screen}.png")


@pytest.mark.parametrize("screen", ["phone"], indirect=True)
def test_after_crisis_contacts_words_and_the_numbers_in_one_line(
    chat: ChatPage, screen: str, screenshots: Path
) -> None:
    chat.ask("I want to kill myself")
    for number, said in enumerate(("what do I do now", "nobody answers"), start=2):
        chat.ask(said)
        line = chat.aid.last.locator("summary")
        expect(chat.questions.last).to_be_in_viewport()
        expect(line).to_be_in_viewport(ratio=1)
        take(chat, screenshots / f"crisis_turn_{number}_{screen}.png")


@pytest.mark.parametrize("screen", ["phone"], indirect=True)
def test_with_rasa_killed_contacts_are_shown_still(
    chat: ChatPage, screen: str, screenshots: Path, healthy: Service
) -> None:
    healthy.stop_rasa()
    chat.ask("May I text my therapist?")
    expect(chat.log.get_by_role("link", name="503-555-0140").first).to_be_visible()
    take(chat, screenshots / f"question_without_rasa_{screen}.png")
    card = chat.ask("I don't want to live any more")
    expect(card.get_by_role("link", name="Call 988")).to_be_in_viewport(ratio=1)
    take(chat, screenshots / f"crisis_without_rasa_{screen}.png")
