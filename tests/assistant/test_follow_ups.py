"""Short messages after an answer: 'and by email?', 'why?', 'say that again' and the like."""

from __future__ import annotations

import pytest

from tests.assistant.conftest import Talk, payloads

pytestmark = pytest.mark.rasa


@pytest.mark.parametrize(
    ("first", "then", "topic"),
    [
        ("May I text my therapist?", "and by email?", "email_allowed"),
        ("May I text my therapist?", "What about email", "email_allowed"),
        ("May I email my therapist?", "or text?", "texting_allowed"),
        ("Are text messages private?", "and emails?", "email_security"),
        ("Is email private?", "what about texts?", "texting_privacy"),
        ("May I text my therapist?", "and through the portal?", "portal_messaging"),
        ("May I email my therapist?", "on facebook?", "social_media"),
        ("How soon will I get a reply?", "and by text?", "response_time"),
        ("How soon will I get a reply?", "what about weekends?", "response_time"),
        ("May I text my therapist?", "what about weekends?", "contact_hours"),
        ("What are your hours?", "and on Sundays?", "contact_hours"),
        ("How can I reach my therapist?", "at night?", "contact_hours"),
    ],
)
def test_a_channel_or_a_time_alone_means_the_same_question_about_it(talk: Talk, first: str, then: str, topic: str):
    talk.say(first)
    assert talk.say(then)[0]["topic"] == topic


def test_a_question_of_its_own_is_not_about_the_topic_before(talk: Talk):
    talk.say("How do I cancel a session?")
    assert talk.say("do my emails go in my file?")[0]["topic"] == "messages_in_record"


@pytest.mark.parametrize("then", ["and Dr. Okafor?", "what about Dr. Okafor", "Maya"])
def test_a_therapist_alone_means_the_same_question_with_that_one(talk: Talk, then: str):
    talk.say("May I text my therapist?")
    messages = talk.say(then)
    assert messages[0]["topic"] == "texting_allowed"
    assert "503-555-0142" in messages[0]["text"]
    assert "Reyes" not in messages[0]["text"]


@pytest.mark.parametrize("then", ["can she?", "Can he?", "may they too?", "and does she?"])
def test_can_she_is_about_the_therapist(talk: Talk, then: str):
    talk.say("May I text my therapist?")
    assert "You can ask in session" in talk.answer(then)


@pytest.mark.parametrize("then", ["why?", "Why is that?", "how come"])
def test_why_gives_the_reason_of_the_last_answer(talk: Talk, then: str):
    talk.say("How soon will I get a reply?")
    messages = talk.say(then)
    assert "other clients" in messages[0]["text"]
    assert "/prepare_session" in payloads(messages)


def test_why_without_an_answer_is_about_limits(talk: Talk):
    assert "limits that protect you" in talk.answer("why?")


@pytest.mark.parametrize("then", ["say that again", "sorry, what?", "could I see that answer once more"])
def test_the_last_answer_is_repeated_word_for_word(talk: Talk, then: str):
    first = talk.say("What are your hours?")[0]
    again = talk.say(then)[0]
    assert again["text"] == first["text"]
    assert again["topic"] == first["topic"]


def test_with_nothing_said_there_is_nothing_to_repeat(talk: Talk):
    assert "not said anything yet" in talk.answer("say that again")


@pytest.mark.parametrize("then", ["that's not what I meant", "wrong answer", "I was asking about something different"])
def test_not_what_i_meant_offers_the_next_likeliest_topics(talk: Talk, then: str):
    topic = talk.say("May I text my therapist?")[0]["topic"]
    offered = [each for each in payloads(talk.say(then)) if each.startswith("/faq/")]
    assert 1 <= len(offered) <= 3
    assert f"/faq/{topic}" not in offered


def test_the_second_misunderstanding_in_a_row_names_a_person(talk: Talk):
    talk.say("May I text my therapist?")
    assert "503-555-0140" not in talk.answer("that's not what I meant")
    assert "503-555-0140" in talk.answer("no, that's not it either, you misunderstood me")


def test_an_understood_message_in_between_starts_the_count_again(talk: Talk):
    talk.say("May I text my therapist?")
    talk.say("that's not what I meant")
    talk.say("/faq/email_allowed")
    assert "still getting it wrong" not in talk.answer("that's not what I meant")


def test_a_check_goes_on_with_another_channel_or_purpose(talk: Talk):
    talk.say("/check_message")
    talk.say('/inform{"purpose": "reschedule"}')
    talk.say('/inform{"channel": "text"}')
    talk.say('/inform{"for_therapist": "maya-okafor"}')
    assert "Emails are not used with" in talk.answer("and by email to Dr. Okafor?")


@pytest.mark.parametrize("text", ["and by email?", "can she?", "what about weekends?", "Maya"])
def test_without_an_answer_before_nothing_is_read_into_it(talk: Talk, text: str):
    assert talk.say(text)[0]["text"]
    assert 'You can ask in session: "Will you' not in talk.answer("hello")


def test_after_something_else_the_old_topic_is_not_taken_up(talk: Talk):
    talk.say("May I text my therapist?")
    talk.say("/human_handover")
    assert "other clients" not in talk.answer("why?")


def test_several_questions_are_repeated_together(talk: Talk):
    first = talk.say("May I text my therapist? And how do I book a session?")
    again = talk.say("say that again")
    assert [each["text"] for each in again] == [each["text"] for each in first]


def test_a_long_answer_asks_which_therapist_first(talk: Talk):
    messages = talk.say("/faq/what_to_contact_about")
    assert "Which therapist do you see?" in messages[0]["text"]
    assert messages[0]["topic"] == "what_to_contact_about"
    again = talk.say('/choose{"therapist": "maya-okafor"}')
    assert again[0]["topic"] == "what_to_contact_about"
    assert "Text messages are for booking, moving or canceling a session." in again[0]["text"]


def test_which_therapist_is_asked_once(talk: Talk):
    talk.say("/faq/what_to_contact_about")
    words = talk.answer('/choose{"therapist": "any"}')
    assert "Which therapist" not in words
    assert "Reyes" in words
    assert "Which therapist" not in talk.answer("/faq/what_to_contact_about")


def test_a_day_for_the_answer_is_named_once_the_therapist_is_known(talk: Talk):
    messages = talk.say("/faq/response_time")
    assert "usually answered within" in messages[0]["text"]
    assert "which therapist you see" in messages[0]["text"]
    assert "If you send something now" in talk.answer('/choose{"therapist": "daniel-reyes"}')
