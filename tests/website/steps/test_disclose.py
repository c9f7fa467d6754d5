"""After three hours the client reads again that it is a program: below contacts, above all else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.danger.finding import Finding
from bot.database.engine import Database
from bot.helplines.contact_book import ContactBook
from bot.messages import text_message
from bot.website.chat.steps import disclose
from bot.website.chat.steps.disclose import Disclose
from bot.website.words import FilledWords
from tests.website.steps.conftest import NewContext


def test_it_is_not_said_before_it_is_due(database: Database, words: FilledWords, new_context: NewContext):
    context = new_context()
    context.messages = [text_message("Yes.")]
    with database.session() as session:
        Disclose(words)(context, session)
    assert context.messages == [text_message("Yes.")]


def test_it_stands_between_contacts_and_the_answer(
    database: Database,
    words: FilledWords,
    contacts: ContactBook,
    new_context: NewContext,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(disclose, "DISCLOSE_EVERY", timedelta(0))
    whom_to_call, answer = contacts.crisis_message(Finding("crisis", "suicide", None)), text_message("Yes.")
    context = new_context()
    context.messages = [whom_to_call, answer]
    with database.session() as session:
        Disclose(words)(context, session)
    first, second, third = context.messages
    assert (first, third) == (whom_to_call, answer)
    assert "a computer program, not a person" in second["text"]
