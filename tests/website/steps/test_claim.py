"""A message is answered once; the same message again gets the same answer."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from bot import deadlines
from bot.conversations import store
from bot.database.engine import Database
from bot.dialogue.after_contacts.state import AfterContacts
from bot.website.chat.context import MessageContext
from bot.website.chat.steps.claim import Claim, NoAnswerError, NoConversationError
from tests.website.steps.conftest import NewContext, kept


@pytest.fixture
def claim(database: Database) -> Claim:
    return Claim(database, answer_deadline=0.2, notice_version=lambda: "1")


def again(context: MessageContext) -> MessageContext:
    """The same message, sent once more."""
    return MessageContext(context.message)


def test_a_new_message_is_claimed_with_its_words(claim: Claim, database: Database, new_context: NewContext):
    context = new_context("may I text?")
    claim(context)
    assert context.is_claimed
    assert context.earlier is None
    assert kept(database, context).said == "may I text?"


def test_the_same_message_gets_the_answer_that_it_has(claim: Claim, database: Database, new_context: NewContext):
    context = new_context()
    claim(context)
    with database.session() as session:
        store.keep_answer(session, context.message.conversation_id, context.message.id, {"messages": ["an answer"]})
    second = again(context)
    claim(second)
    assert second.document() == {"messages": ["an answer"]}
    assert not second.is_claimed


def test_the_same_message_does_not_wait_for_ever(
    claim: Claim, new_context: NewContext, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(deadlines, "SAME_MESSAGE_BESIDE_RASA", 0.0)
    context = new_context()
    claim(context)
    with pytest.raises(NoAnswerError):
        claim(again(context))


def test_a_message_that_was_released_can_be_claimed_again(claim: Claim, new_context: NewContext):
    context = new_context()
    claim(context)
    claim.release(context)
    second = again(context)
    claim(second)
    assert second.is_claimed


def test_a_deleted_conversation_is_told_apart_from_a_database_that_is_down(claim: Claim, new_context: NewContext):
    gone = new_context()
    gone.message = replace(gone.message, conversation_id="web-gone")
    with pytest.raises(NoConversationError):
        claim(gone)
    unwritten = new_context()
    with claim.database.left_alone():
        claim(unwritten)
    assert not unwritten.is_claimed
    assert unwritten.earlier is None


def test_what_was_shown_before_is_known_also_after_a_restart(claim: Claim, database: Database, new_context: NewContext):
    state = AfterContacts("crisis", "suicide", time.time())
    first = new_context()
    claim(first)
    assert first.before is None
    kept_answer = {"messages": ["an answer"], "after_contacts": state.as_dict()}
    with database.session() as session:
        store.keep_answer(session, first.message.conversation_id, first.message.id, kept_answer)
    second = new_context()
    Claim(Database(str(database.engine.url)), 0.2, lambda: "1")(second)
    assert second.before == state
    # The page gets nothing of it.
    same = again(first)
    claim(same)
    assert same.document() == {"messages": ["an answer"]}


def test_it_is_over_after_the_set_time(database: Database, new_context: NewContext):
    first = new_context()
    Claim(database, 0.2, lambda: "1")(first)
    state = AfterContacts("crisis", "suicide", time.time() - 600)
    with database.session() as session:
        store.keep_answer(session, first.message.conversation_id, first.message.id, {"after_contacts": state.as_dict()})
    for minutes, before in ((60, state), (5, None)):
        context = new_context()
        Claim(database, 0.2, lambda: "1", after_contacts_minutes=minutes)(context)
        assert context.before == before
