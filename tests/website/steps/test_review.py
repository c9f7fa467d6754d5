"""What was not understood goes onto the staff's list, and what was misread before it."""

from __future__ import annotations

import pytest

from bot.conversations.rasa_client import Reply
from bot.conversations.review import review_questions
from bot.conversations.store import Understood
from bot.database.engine import Database
from bot.messages import text_message
from bot.practice.live import LiveRecord
from bot.website.chat.context import MessageContext
from bot.website.chat.feedback import Feedback
from bot.website.chat.steps.claim import Claim
from bot.website.chat.steps.keep import Keep
from bot.website.chat.steps.review import Review
from tests.website.steps.conftest import NewContext

TOPICS = (("gifts", 0.3),)
QUESTION = "does she know about the parking garage"


def answer(database: Database, live: LiveRecord, context: MessageContext) -> None:
    Claim(database, 1.0, lambda: "1")(context)
    with database.session() as session:
        Keep()(context, session)
    Review(Feedback(database, live))(context)


@pytest.mark.parametrize(("act", "listed"), [("unsure", 1), ("offer", 1), ("answer", 0)])
def test_what_was_unclear_is_listed(
    database: Database, live: LiveRecord, new_context: NewContext, act: str, listed: int
):
    answer(database, live, new_context(QUESTION, reply=Reply([text_message("?")], understood=Understood(act, TOPICS))))
    with database.session() as session:
        assert len(review_questions(session)) == listed


def test_what_was_misread_is_listed_when_the_client_says_so(
    database: Database, live: LiveRecord, new_context: NewContext
):
    for text, act in ((QUESTION, "answer"), ("that is not what I meant", "misread")):
        answer(database, live, new_context(text, reply=Reply([text_message("?")], understood=Understood(act, TOPICS))))
    with database.session() as session:
        (listed,) = review_questions(session)
    assert "parking" in listed.words
