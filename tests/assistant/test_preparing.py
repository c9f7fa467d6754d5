"""'Prepare what to say': complete, skipped, corrected, stopped, interrupted, and by two clients at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.dialogue.forms import NOTE_SLOTS, PREPARE_FORM
from tests.assistant.conftest import Talk, notes, payloads

pytestmark = pytest.mark.rasa

START = "/prepare_session"


def begin(talk: Talk, *answers: str) -> list[dict]:
    """Open the form and give answers; the last messages."""
    messages = talk.say(START)
    for answer in answers:
        messages = talk.say(answer)
    return messages


def asked(messages: list[dict]) -> str:
    return messages[-1]["text"].partition(":")[0]


def test_the_note_holds_the_clients_own_words_after_an_opening_sentence(talk: Talk):
    said = (
        "She cut me off when I spoke about my brother",
        "I felt small, and then cross",
        "I want her to hear me out",
        "Could we go back to last Tuesday?",
    )
    messages = begin(talk, *said, "yes")
    (note,) = notes(messages)
    assert note["text"].startswith(said[3])
    assert all(words in note["text"] for words in said)
    assert note["text"].index(said[0]) < note["text"].index(said[1]) < note["text"].index(said[2])
    assert "not kept it" in messages[-1]["text"]
    assert talk.form is None


def test_the_beginning_says_what_happens_with_the_words(talk: Talk):
    words = talk.answer("help me get my words ready for my session")
    assert "skip" in words
    assert "stop" in words
    assert "Nothing is sent" in words
    assert "not kept" in words


def test_each_question_has_examples_and_can_be_skipped(talk: Talk):
    messages = talk.say(START)
    for _ in NOTE_SLOTS:
        offered = payloads(messages)
        assert "/skip" in offered
        assert sum(payload.startswith("/choose{") for payload in offered) >= 3
        messages = talk.say("/skip")
    messages = talk.say("/affirm")
    assert notes(messages)[0]["text"] == "There is something I would like to talk about."


@pytest.mark.parametrize(
    "words", ["skip", "Skip this one please", "pass", "I'd rather not say.", "I don\u2019t want to answer that"]
)
def test_a_question_can_be_skipped_in_words(talk: Talk, words: str):
    assert asked(begin(talk, words)) == "Question 2 of 4"


def test_an_example_goes_into_the_note(talk: Talk):
    payload = next(each for each in payloads(talk.say(START)) if "hear back" in each)
    talk.say(payload)
    for _ in range(3):
        talk.say("/skip")
    assert "did not hear back" in notes(talk.say("/affirm"))[0]["text"]


@pytest.mark.parametrize("words", ["go back", "Back", "can I go back?", "/go_back"])
def test_going_back_asks_the_last_question_again(talk: Talk, words: str):
    assert asked(begin(talk, "the first try", words)) == "Question 1 of 4"
    assert asked(talk.say("the second try")) == "Question 2 of 4"
    for _ in range(3):
        talk.say("/skip")
    text = notes(talk.say("/affirm"))[0]["text"]
    assert "the second try" in text
    assert "the first try" not in text


def test_going_back_at_the_first_question_says_so(talk: Talk):
    messages = begin(talk, "back")
    assert "first question" in messages[0]["text"]
    assert asked(messages) == "Question 1 of 4"


@pytest.mark.parametrize(
    "words", ["change how it was", "I want to change the second answer", '/change{"answer": "how_it_was"}']
)
def test_an_answer_can_be_changed_at_the_end(talk: Talk, words: str):
    messages = begin(talk, "what came up", "wrong feeling", "wish", "opening", words)
    assert asked(messages) == "Question 2 of 4"
    assert "Shall I make your note" in talk.say("right feeling")[-1]["text"]
    text = notes(talk.say("/affirm"))[0]["text"]
    assert "right feeling" in text
    assert "wrong feeling" not in text
    assert "wish" in text


def test_change_alone_asks_which_answer(talk: Talk):
    messages = begin(talk, "a", "b", "c", "d", "I want to change something")
    assert len([each for each in payloads(messages) if each.startswith("/change{")]) == 4
    assert talk.form == PREPARE_FORM


@pytest.mark.parametrize("position", range(5))
@pytest.mark.parametrize("words", ["stop", "Never mind", "/stop"])
def test_it_can_be_stopped_at_any_time(talk: Talk, position: int, words: str):
    messages = begin(talk, *["some words"] * position, words)
    assert "I have stopped" in messages[-1]["text"]
    assert not notes(messages)
    assert talk.form is None
    assert all(talk.slot(name) is None for name in NOTE_SLOTS)


@pytest.mark.parametrize(
    "words",
    [
        "I want her to stop texting me at night",
        "he said never mind and hung up",
        "she wants to go back to how it was",
        "I'd rather not say it was her fault, but it was",
        "I want someone to call me back",
        "You never answer, why?",
    ],
)
def test_words_that_only_sound_like_steering_are_an_answer(talk: Talk, words: str):
    assert asked(begin(talk, "first", "second", words)) == "Question 4 of 4"


def test_a_first_sentence_may_be_a_question(talk: Talk):
    begin(talk, "a", "b", "c")
    messages = talk.say("Can we talk about how often I may text you?")
    assert "Shall I make your note" in messages[-1]["text"]


@pytest.mark.parametrize(
    ("question", "topic"),
    [("May I text my therapist?", "texting_allowed"), ("Is email private?", "email_security")],
)
def test_a_question_is_answered_and_the_form_goes_on(talk: Talk, question: str, topic: str):
    messages = begin(talk, "some words", question)
    assert messages[0]["topic"] == topic
    assert asked(messages) == "Question 2 of 4"
    talk.say("sad")
    assert talk.slot("what_happened") == "some words"
    assert talk.slot("how_it_was") == "sad"


@pytest.mark.parametrize("question", ["who can read this?", "Will my therapist see this?", "is this saved?"])
def test_who_sees_it_is_answered_and_the_form_goes_on(talk: Talk, question: str):
    messages = begin(talk, question)
    assert "your therapist does not see this" in messages[0]["text"]
    assert asked(messages) == "Question 1 of 4"


def test_a_person_can_be_asked_for(talk: Talk):
    messages = begin(talk, "let me talk to a person")
    assert "503-555-0140" in messages[0]["text"]
    assert asked(messages) == "Question 1 of 4"


@pytest.mark.parametrize("position", range(5))
def test_a_crisis_ends_the_form_and_empties_its_slots(talk: Talk, position: int):
    messages = begin(talk, *["some words"] * position, "I want to kill myself")
    assert messages[0]["type"] == "contacts"
    assert not any("Question" in (each["text"] or "") for each in messages)
    assert talk.form is None
    assert all(talk.slot(name) is None for name in NOTE_SLOTS)
    assert "Question" not in talk.answer("hello")


def test_it_can_be_done_twice_without_the_first_words(talk: Talk):
    begin(talk, "first worry", "/skip", "/skip", "/skip", "/affirm")
    messages = begin(talk, "second worry", "/skip", "/skip", "/skip", "/affirm")
    assert "second worry" in notes(messages)[0]["text"]
    assert "first worry" not in notes(messages)[0]["text"]


def test_a_client_who_walks_away_is_asked_again_later(talk: Talk):
    begin(talk, "some words")
    assert asked(talk.say("What are your hours?")) == "Question 2 of 4"
    assert talk.form == PREPARE_FORM


def test_two_clients_at_once_do_not_mix(new_talk: Callable[[], Talk]):
    one, other = new_talk(), new_talk()
    begin(one, "plums")
    begin(other, "pears")
    for talk in (one, other, one, other, one, other):
        talk.say("/skip")
    first, second = notes(one.say("/affirm"))[0]["text"], notes(other.say("/affirm"))[0]["text"]
    assert "plums" in first
    assert "pears" not in first
    assert "pears" in second
    assert "plums" not in second


def test_the_same_conversation_in_two_tabs_is_one_form(talk: Talk):
    begin(talk, "said in one tab")
    # The other tab shows the first question still; its button answers it anew.
    talk.say('/choose{"what_happened": "I got a message from you and was not sure how you meant it."}')
    for _ in range(3):
        talk.say("/skip")
    assert "not sure how you meant it" in notes(talk.say("/affirm"))[0]["text"]


def test_a_minor_gets_words_that_fit(talk: Talk):
    talk.say("I'm 15, may I text my therapist?")
    words = talk.answer(START)
    assert "parents" in words
    for _ in NOTE_SLOTS:
        talk.say("/skip")
    assert "What would my parents hear" in talk.answer("/affirm")


@pytest.mark.parametrize("words", ["what was the question?", "say that again"])
def test_the_question_can_be_heard_again(talk: Talk, words: str):
    assert asked(begin(talk, "some words", words)) == "Question 2 of 4"
    assert asked(talk.say("sad")) == "Question 3 of 4"
