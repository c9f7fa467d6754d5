"""What may be tapped: under the greeting, in the language of the chat, and after an answer that did not help."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.conversations.store import Understood
from bot.practice.practice_file import import_record
from bot.practice.record import ChannelKind, Status
from bot.publishing.fresh_database import DEMO_PRACTICE
from bot.settings import PROJECT_ROOT
from bot.website.chat.starting_points import starting_points
from bot.website.words import languages, words
from bot.words.files import WordFiles
from tests.practice.test_check import SAMPLES

from .test_feedback import http, rate, say, services  # noqa: F401

FILES = WordFiles(PROJECT_ROOT / "data")
DEMO = import_record(DEMO_PRACTICE.read_text("utf-8"))


def greeting(http: FlaskClient, language: str = "en") -> dict[str, Any]:  # noqa: F811
    notice = http.get("/api/notice").json["version"]
    headers = {"Accept-Language": language}
    message: dict[str, Any] = http.post("/api/conversations", json={"notice": notice}, headers=headers).json[
        "messages"
    ][0]
    return message


def asked(record: Any, language: str = "en") -> list[str]:
    return [button["payload"].removeprefix("/faq/") for button in starting_points(record, FILES, language)]


@pytest.mark.parametrize("language", languages())
def test_every_starting_point_is_a_topic_with_a_title(language: str):
    for line in words()["starting_points"]:
        for topic in line:
            assert FILES.read(f"faq/{topic}")
            assert words(language)["starting_titles"][topic].endswith("?")


@pytest.mark.parametrize("path", [DEMO_PRACTICE, *SAMPLES], ids=lambda path: path.stem)
def test_three_or_four_and_only_what_the_practice_offers(path: Path):
    record = import_record(path.read_text("utf-8"))
    found = asked(record)
    assert 3 <= len(found) <= 4
    texts = any(
        record.policy_for(t).channels[ChannelKind.TEXT].offered for t in (None, *(x.id for x in record.therapists))
    )
    assert ("texting_allowed" in found) == texts


def without(record: Any, *kinds: ChannelKind) -> Any:
    def refused(channels: Any) -> Any:
        return tuple(replace(each, status=Status.NOT_OFFERED) if each.kind in kinds else each for each in channels)

    therapists = tuple(replace(each, channels=refused(each.channels)) for each in record.therapists)
    return replace(record, channels=refused(record.channels), therapists=therapists)


def test_where_nobody_texts_the_next_way_is_offered():
    assert asked(without(DEMO, ChannelKind.TEXT))[0] == "email_allowed"
    assert asked(without(DEMO, ChannelKind.TEXT, ChannelKind.EMAIL, ChannelKind.PORTAL))[0] == "contact_channels"
    assert asked(None)[0] == "contact_channels"


def test_greeting_in_spanish_says_what_is_in_english_and_who_speaks_spanish(http: FlaskClient):  # noqa: F811
    spanish = greeting(http, "es-US,es;q=0.9")
    assert "las respuestas son en inglés" in spanish["text"]
    assert "Daniel Reyes" in spanish["text"]
    assert "503-555-0140" in spanish["text"]
    assert spanish["buttons"][2]["title"] == "¿Cuándo me responderán?"
    english = greeting(http)
    assert "English" not in english["text"]
    assert [each["payload"] for each in english["buttons"]] == [each["payload"] for each in spanish["buttons"]]


def test_help_in_spanish_says_how_to_reach_somebody_who_speaks_it(http: FlaskClient):  # noqa: F811
    first = http.get("/api/help", headers={"Accept-Language": "es"}).json["contacts"][0]
    assert first["note"] == "En español. Oprima 2 después de marcar, o envíe AYUDA."
    assert "En español" not in http.get("/api/help").json["contacts"][0]["note"]


def test_what_did_not_help_has_two_others(http: FlaskClient):  # noqa: F811
    message_id = say(http, "Can she text me about the bill?")
    assert rate(http, message_id) == 204
    # The answer was about gifts.
    buttons = http.get(f"/api/alternatives?id={message_id}").json["buttons"]
    assert [each["payload"] for each in buttons] == ["/faq/texting_allowed", "/faq/contact_hours"]
    assert buttons[0]["title"] == FILES.read("faq/texting_allowed").title


def test_topics_that_were_dropped_since_and_messages_without_any_offer_nothing(http: FlaskClient):  # noqa: F811
    rasa: Any = services(http.application).rasa
    rasa.understood = Understood("answer", (("dropped_since", 0.5), ("gifts", 0.3)))
    assert http.get(f"/api/alternatives?id={say(http, 'Can she text me?')}").json == {"buttons": []}
    rasa.understood = None
    assert http.get(f"/api/alternatives?id={say(http, 'Can she text me?')}").json == {"buttons": []}


def test_a_message_that_never_was_is_not_found(http: FlaskClient):  # noqa: F811
    assert http.get("/api/alternatives?id=00000000-0000-4000-8000-000000000000").status_code == 404
    assert http.get("/api/alternatives?id=x").status_code == 422
