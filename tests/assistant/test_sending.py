"""'Can I send this?', 'when will they answer?', drafts and a person, in conversation."""

from __future__ import annotations

import pytest

from bot.dialogue.forms import CHECK_FORM
from tests.assistant.conftest import Talk, notes, payloads

pytestmark = pytest.mark.rasa


# --- may I send this? ---


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("is it ok if I email Daniel my journal?", "You can send an exercise or a journal page through"),
        ("Can I text Dr. Okafor to move my session?", "Yes, you may move a session by text message to 503-555-0142"),
        ("May I email Dr. Okafor my homework?", "are not used with Dr. Maya Okafor"),
        ("am I allowed to email Daniel a photo?", "Emails are not for this. Please keep this for your session."),
        ("Can I call to say I'm running late?", "say that you are running late by phone"),
        ("Is it fine to email my bill question about an invoice?", "by email to office@harborlane.example.org"),
        ("may I send how I feel in a text to Dr. Okafor?", "Text messages are not for this. Please keep this"),
        (
            "is it all right to send Daniel a journal page through the portal?",
            "Yes, you may send an exercise or a journal page",
        ),
    ],
)
def test_it_is_answered_in_free_words(talk: Talk, question: str, told: str):
    words = talk.answer(question)
    if "Which therapist" in words:
        words = talk.answer("I am not sure")
    assert told in words


def test_the_topic_is_kept_and_a_button_away(talk: Talk):
    messages = talk.say("Can I text Dr. Okafor to move my session?")
    if messages[0]["topic"]:
        assert f"/faq/{messages[0]['topic']}" in payloads(messages)


def test_what_is_missing_is_asked_for_by_buttons(talk: Talk):
    messages = talk.say("/check_message")
    assert "What is it about?" in messages[-1]["text"]
    messages = talk.say('/inform{"purpose": "reschedule"}')
    assert "How would you like to send it?" in messages[-1]["text"]
    messages = talk.say('/inform{"channel": "text"}')
    assert "Which therapist" in messages[-1]["text"]
    assert '/inform{"for_therapist": "maya-okafor"}' in payloads(messages)
    words = talk.answer('/inform{"for_therapist": "maya-okafor"}')
    assert "Yes, you may move a session by text message to 503-555-0142." in words
    assert "usually expect an answer by" in words
    assert "not private" in words
    assert "911" in words
    assert talk.form is None


def test_what_is_missing_is_asked_for_in_words(talk: Talk):
    talk.say("am I allowed to send this to him")
    talk.say("it's about a bill")
    words = talk.answer("by email please")
    if "Which therapist" in words:
        words = talk.answer("Daniel Reyes")
    assert "Yes, you may ask about a bill by email" in words


def test_the_therapist_is_not_asked_for_where_it_makes_no_difference(talk: Talk):
    talk.say("/check_message")
    talk.say('/inform{"purpose": "running_late"}')
    assert "by phone at 503-555-0140" in talk.answer('/inform{"channel": "phone"}')


def test_a_therapist_who_was_not_named_is_asked_for(talk: Talk):
    words = talk.answer("is it ok if I email her my journal?")
    if "Which therapist" in words:
        words = talk.answer("Daniel")
    assert "Harbor Lane Portal" in words


def test_each_piece_is_asked_for_once(talk: Talk):
    talk.say("/check_message")
    words = talk.answer("mumble mumble")
    assert "are for practical things" in words
    assert talk.form is None
    talk.say("/check_message")
    talk.say('/inform{"purpose": "billing"}')
    words = talk.answer("mumble mumble")
    if "Which therapist" in words:
        words = talk.answer("mumble mumble")
    assert "To ask about a bill, the best way is by phone" in words
    assert talk.form is None


def test_an_emergency_is_not_asked_how(talk: Talk):
    talk.say("/check_message")
    words = talk.answer('/inform{"purpose": "urgent"}')
    assert "call 911 now" in words
    assert talk.form is None


def test_a_therapist_named_before_is_not_asked_for(talk: Talk):
    talk.say("May I text Dr. Okafor?")
    talk.say("/check_message")
    talk.say('/inform{"purpose": "reschedule"}')
    assert "Yes, you may move a session by text message" in talk.answer('/inform{"channel": "text"}')


def test_a_question_in_between_is_answered(talk: Talk):
    talk.say("/check_message")
    messages = talk.say("How soon will I get a reply?")
    assert messages[0]["topic"] == "response_time"
    assert "What is it about?" in messages[-1]["text"]


@pytest.mark.parametrize("words", ["stop", "never mind"])
def test_a_check_can_be_stopped(talk: Talk, words: str):
    talk.say("/check_message")
    assert "stopped" in talk.answer(words)
    assert talk.form is None


def test_a_crisis_ends_a_check(talk: Talk):
    talk.say("/check_message")
    assert talk.say("I took all my pills")[0]["type"] == "contacts"
    assert talk.form is None


def test_a_second_check_does_not_remember_the_first(talk: Talk):
    talk.say("/check_message")
    talk.say('/inform{"purpose": "running_late"}')
    talk.say('/inform{"channel": "phone"}')
    assert "What is it about?" in talk.answer("/check_message")


# --- when will they answer? ---


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("I texted Dr. Okafor Friday night, when will she answer?", "You wrote"),
        ("I left Daniel a voicemail yesterday evening, when will he call back?", "You called"),
        ("I wrote to Daniel in the portal two hours ago, how long until he replies?", "expect an answer by"),
        ("I emailed on Monday at 9 am and still have no answer, is that normal?", "You wrote"),
    ],
)
def test_the_answer_counts_from_when_it_was_written(talk: Talk, question: str, told: str):
    words = talk.answer(question)
    assert told in words
    assert "503-555-0140" in words


def test_a_day_without_a_time_is_said_to_be_guessed(talk: Talk):
    assert "If it was late in the day" in talk.answer("I emailed Daniel on Thursday, how soon will he reply?")


def test_the_usual_answer_says_when_if_written_now(talk: Talk):
    words = talk.answer("How soon does Dr. Okafor reply?")
    assert "If you send something now" in words


def test_open_now_comes_with_the_hours(talk: Talk):
    words = talk.answer("are you open now?")
    assert "open now" in words or "closed now" in words
    assert "Open hours are" in words


def test_the_therapist_named_once_is_remembered(talk: Talk):
    talk.say("May I text Dr. Okafor?")
    assert talk.slot("therapist") == "maya-okafor"
    words = talk.answer("May I email my therapist?")
    assert "Emails are not used with Dr. Maya Okafor" in words
    assert "Reyes" not in words


# --- drafts ---


@pytest.mark.parametrize(
    ("wish", "parts"),
    [
        ("write a message to move my session on Tuesday at 3", ["move my session", "Tuesday at 3"]),
        ("draft a text to cancel my session tomorrow", ["cancel", "tomorrow"]),
        ("give me a text to send, I'm running 15 minutes late", ["running late", "15 minutes late"]),
        ("write a message asking for a call on Monday morning", ["call me back", "Monday morning"]),
        ("draft a message to stop the texts", ["no longer agree", "text message"]),
        ("draft an email asking for another way of contact", ["change how we stay in touch"]),
    ],
)
def test_a_draft_is_filled_with_what_was_said(talk: Talk, wish: str, parts: list[str]):
    messages = talk.say(wish)
    (note,) = notes(messages)
    assert all(part in note["text"] for part in parts)
    assert "do not send anything" in messages[-1]["text"]


def test_a_draft_without_a_subject_is_asked_for_by_buttons(talk: Talk):
    offered = [each for each in payloads(talk.say("message template please")) if each.startswith("/draft_message")]
    assert len(offered) == 6
    for payload in offered:
        assert notes(talk.say(payload))


def test_a_draft_is_offered_where_it_helps(talk: Talk):
    assert '/draft_message{"draft": "reschedule"}' in payloads(talk.say("/faq/reschedule_cancel"))


# --- a person ---


@pytest.mark.parametrize("form", [None, "/prepare_session", "/check_message"])
def test_a_person_is_named_on_request(talk: Talk, form: str | None):
    if form:
        talk.say(form)
    assert "503-555-0140" in talk.answer("let me talk to a person")
    if form == "/check_message":
        assert talk.form != CHECK_FORM


def test_a_person_is_named_after_two_misunderstandings(talk: Talk):
    first = talk.answer("blorp the wug with contact things maybe")
    second = talk.answer("the wug blorp with messages thing perhaps")
    if "did not understand" in first or "want to be sure" in first:
        assert "503-555-0140" in second or "sorry" not in second


def test_a_person_is_always_a_button_away_from_a_choice(talk: Talk):
    talk.say("May I text my therapist?")
    assert "/human_handover" in payloads(talk.say("that's not what I meant"))
