"""An answer is kept as it was given, but for what belongs to a note."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversations.rasa_client import Reply
from bot.conversations.store import Understood
from bot.danger.finding import Finding
from bot.database.engine import Database
from bot.helplines.contact_book import ContactBook
from bot.messages import text_message
from bot.website.chat.context import MessageContext
from bot.website.chat.steps.claim import Claim
from bot.website.chat.steps.keep import Keep
from tests.website.steps.conftest import NewContext, kept

UNCLEAR = Understood("unsure", (("gifts", 0.3),))


def keep(database: Database, context: MessageContext) -> MessageContext:
    Claim(database, 1.0, lambda: "1")(context)
    context.messages = list(context.reply.messages) if context.reply else [text_message("I am sorry.")]
    with database.session() as session:
        Keep()(context, session)
    return context


def test_the_answer_is_kept_with_what_was_understood(database: Database, new_context: NewContext):
    found = kept(database, keep(database, new_context(reply=Reply([text_message("Yes.")], understood=UNCLEAR))))
    assert found.answer == {"messages": [text_message("Yes.")], "answered_by": "assistant"}
    assert found.understood == UNCLEAR


@pytest.mark.parametrize("what", ["danger", "button", "note", "fallback"])
def test_what_is_for_nobodys_list_is_not_kept_for_it(
    database: Database, contacts: ContactBook, new_context: NewContext, what: str
):
    whom_to_call = [contacts.crisis_message(Finding("distress", "distress", None))] if what == "danger" else []
    reply = Reply([*whom_to_call, text_message("Yes.")], preparing=what == "note", understood=UNCLEAR)
    context = new_context(reply=None if what == "fallback" else reply, is_payload=what == "button")
    assert kept(database, keep(database, context)).understood is None


def test_nothing_of_a_note_is_kept(database: Database, new_context: NewContext):
    begun = keep(database, new_context("it hurt that ...", reply=Reply([text_message("Question 1")], preparing=True)))
    assert begun.document()["preparing"] is True
    assert kept(database, begun).said is None
    # While Rasa does not answer, the client is still writing it.
    silent = keep(database, new_context("still writing"))
    assert silent.document()["preparing"] is True
    assert kept(database, silent).said is None
    note: Any = {**text_message("Here is your note."), "note": {"title": "Note", "text": "it hurt that ..."}}
    given = keep(database, new_context("/affirm", reply=Reply([note]), is_payload=True))
    assert given.document()["messages"] == [note]
    found = kept(database, given).answer
    assert found is not None
    assert "it hurt" not in str(found)
    assert "shown here once" in found["messages"][0]["text"]
