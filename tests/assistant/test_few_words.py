"""Few words first: what may be folded, what never is, and nothing said twice running."""

from __future__ import annotations

import pytest

from bot.dialogue.folding import MOST_WORDS
from bot.language.sentences import sentence_spans
from tests.assistant.conftest import Talk, payloads

pytestmark = pytest.mark.rasa


@pytest.mark.parametrize("question", ["Can I text Dr. Okafor?", "can I cancel by text with Dr. Okafor"])
def test_the_fact_asked_for_stands_before_the_fold(talk: Talk, question: str):
    (message,) = talk.say(question)
    shown = message["text"][: message["fold_at"]]
    assert len(shown.split()) <= MOST_WORDS
    assert "503-555-0142" in shown
    assert shown.rstrip().endswith((".", "?"))


@pytest.mark.parametrize(
    "said", ["/prepare_session", "let me talk to a person", "I'm 14 and I need a therapist but my parents say no"]
)
def test_what_is_said_of_a_note_a_person_or_to_the_young_is_never_hidden(talk: Talk, said: str):
    assert all("fold_at" not in each for each in talk.say(said))


def test_an_answer_does_not_repeat_the_one_before(talk: Talk):
    first, second = talk.answer("Can I text Dr. Okafor?"), talk.answer("How private are texts?")
    said = {first[start:end] for start, end in sentence_spans(first)}
    rest = second.partition("\n\n")[2]
    assert rest
    assert not [rest[start:end] for start, end in sentence_spans(rest) if rest[start:end] in said]


def test_who_was_not_understood_is_not_encouraged_and_still_finds_help(talk: Talk):
    messages = talk.say("it makes me sad, the thing with the whatsit")
    words = "\n".join(each["text"] or "" for each in messages)
    if "Which of these do you mean" in words or "did not understand" in words:
        assert "bring it up" not in words
        assert "/prepare_session" in payloads(messages)


def test_an_app_that_is_not_used_is_named(talk: Talk):
    assert talk.answer("can I use WhatsApp").startswith("Harbor Lane Therapy has not named WhatsApp")
