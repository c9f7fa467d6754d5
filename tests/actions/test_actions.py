"""The custom actions by themselves: what was said and known before, and what is then said."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions import record
from actions.days import ActionOpenOnDay
from actions.drafts import ActionDraft
from actions.prepared_note import ActionPreparedNote
from actions.replies import ActionExpectReply
from actions.sending import ActionMayISend
from actions.therapists import ActionAskForTherapist, ActionWhichNamesake
from bot.settings import PROJECT_ROOT
from bot.yaml_reading import load_yaml
from tests.practice_day import today

DOMAIN = load_yaml(PROJECT_ROOT / "domain.yml")


@pytest.fixture(autouse=True)
def _practice(with_demo_practice: Path, monkeypatch: pytest.MonkeyPatch):
    """The demo practice, which the running server reads as well."""
    monkeypatch.setenv("STATE_DIR", str(with_demo_practice))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    record._live.cache_clear()
    yield
    record._live.cache_clear()


def run(
    action: Action, text: str, said: dict[str, str] | None = None, topic: str | None = None, **slots: Any
) -> dict[str, Any]:
    """What the action says to a message; `topic` is what it was understood to ask about."""
    entities = [{"entity": name, "value": value} for name, value in (said or {}).items()]
    intent = {"name": "faq" if topic else "inform"}
    chosen = {"faq": {"response": {"intent_response_key": f"faq/{topic}"}}} if topic else {}
    message = {"text": text, "intent": intent, "entities": entities, "response_selector": chosen}
    tracker = Tracker("conversation", slots, message, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    assert action.run(dispatcher, tracker, DOMAIN) == []
    (message,) = dispatcher.messages
    return message


def test_the_server_offers_what_the_domain_names():
    executor = ActionExecutor()
    executor.register_package("actions")
    assert set(executor.actions) == set(DOMAIN["actions"])


@pytest.mark.parametrize(
    ("slots", "told"),
    [
        (
            {"purpose": "reschedule", "channel": "text", "for_therapist": "maya-okafor"},
            "Yes, you may move a session by",
        ),
        ({"purpose": "reschedule", "channel": "email", "for_therapist": "maya-okafor"}, "Emails are not used with"),
        ({"purpose": "urgent", "channel": "any", "for_therapist": "any"}, "call 911 now"),
        ({"purpose": "any", "channel": "any", "for_therapist": "any"}, "are for practical things"),
    ],
)
def test_whether_it_may_be_sent(slots: dict[str, str], told: str):
    said = run(ActionMayISend(), "/inform", **slots)
    assert said["response"] == "utter_may_i_send"
    assert told in said["advice"]


def test_what_the_message_names_counts_where_no_form_asked():
    said = {"purpose": "homework", "channel": "email"}
    assert "Dr. Maya Okafor" in run(ActionMayISend(), "May I?", said, therapist="maya-okafor")["advice"]


def test_the_therapists_are_offered_as_buttons():
    said = run(ActionAskForTherapist(), "by email")
    payloads = [button["payload"] for button in said["buttons"]]
    assert '/inform{"for_therapist": "maya-okafor"}' in payloads
    assert payloads[-1] == '/inform{"for_therapist": "any"}'


def test_a_draft_holds_what_was_said_and_names_the_way():
    said = run(ActionDraft(), "write a message to move my session", {"purpose": "reschedule", "when": "Tuesday at 3"})
    assert (said["response"], said["variant"]) == ("utter_draft", "draft")
    assert "Tuesday at 3" in said["note"]["text"]
    assert said["where_to_send"].startswith("The best way")


def test_a_draft_without_a_subject_is_asked_for():
    said = run(ActionDraft(), "message template please")
    assert (said["response"], said["variant"]) == ("utter_draft", "which")
    assert "note" not in said


def test_the_note_is_in_the_clients_words():
    said = run(ActionPreparedNote(), "/affirm", what_happened="I got no answer", how_it_was="-", how_to_begin="-")
    assert said["response"] == "utter_prepared_note"
    assert "I got no answer" in said["note"]["text"]
    assert " - " not in said["note"]["text"]


def test_leave_asked_in_a_topics_words_stands_for_the_topics_answer():
    said = {"purpose": "reschedule", "channel": "text", "therapist": "maya-okafor"}
    told = run(ActionMayISend(), "Can I text Dr. Okafor to move my session?", said, topic="texting_allowed")
    assert told["response"] == "utter_faq/texting_allowed"
    assert told["instead"].startswith("Yes, you may move a session by text message")
    assert told["about_topic"]


def test_the_day_that_was_asked_for_opens_the_answer():
    told = run(ActionOpenOnDay(), "are you open on Sunday?", topic="contact_hours")
    assert told["response"] == "utter_faq/contact_hours"
    assert "Sunday" in told["opening"]
    assert "closed" in told["opening"]


def test_the_reply_is_that_to_the_message_which_the_client_tells_of():
    # Not today's name, on which it would be today.
    day = f"{today() - timedelta(days=2):%A}"
    text = f"I emailed Daniel on {day} night, when will he answer?"
    told = run(ActionExpectReply(), text, {"channel": "email"}, topic="response_time", therapist="daniel-reyes")
    assert told["response"] == "utter_faq/response_time"
    assert told["reply_if_written_now"].startswith(f"You wrote on {day}")


def test_a_name_that_several_have_is_asked_about():
    said = {"namesakes": "maya-okafor daniel-reyes"}
    told = run(ActionWhichNamesake(), "May I text Alex?", said, topic="texting_allowed")
    assert told["response"] == "utter_faq/texting_allowed"
    assert [button["payload"] for button in told["buttons"]] == [
        '/choose{"therapist": "maya-okafor"}',
        '/choose{"therapist": "daniel-reyes"}',
        '/choose{"therapist": "any"}',
    ]
