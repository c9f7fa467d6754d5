"""One message on its way to its answer: what came in, and what the steps have made of it so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypedDict

from bot.conversations.rasa_client import Reply
from bot.danger.finding import NOTHING, Finding
from bot.dialogue.after_contacts.state import AfterContacts
from bot.messages import Message
from bot.website.words import ENGLISH

# In a kept answer: the state after contacts, for the next message. The page does not get it.
AFTER_CONTACTS = "after_contacts"


class _Answer(TypedDict):
    messages: list[Message]
    answered_by: str


class AnswerDocument(_Answer, total=False):
    """The answer as the page gets it (openapi.yml)."""

    country: str
    preparing: bool
    deleted: bool


@dataclass(frozen=True)
class ClientMessage:
    """What the client sent.

    Attributes:
        id: the client's own: the same id again gets the same answer.
        is_payload: the text is a button's payload, not words of the client.
        country: ISO 3166 code of the country whose contacts the client chose; None for the practice's.
        sender: whose share of the work it takes, the network address; it is kept nowhere.
        language: one of `bot.website.words.languages`, that of the chat's buttons.
        page_language: BCP 47 tag of the page that the client reads, for the words in danger; None for English.
    """

    conversation_id: str
    id: str
    text: str
    is_payload: bool = False
    country: str | None = None
    language: str = ENGLISH
    sender: str = ""
    page_language: str | None = None


@dataclass
class MessageContext:
    """What the steps read and write.

    Attributes:
        finding: what the gate found in the message (look).
        earlier: what the same message was answered before (claim); then no other step runs.
        is_claimed: the message is noted as ours to answer (claim). It is not while the database cannot be written;
            then nothing is kept, counted or reviewed.
        reply: what Rasa said (ask); None where it was not asked, or had no answer.
        messages: of the answer, in order; never empty after `order`.
        before: the state after contacts in which the message came (claim); None where it does not hold.
        after: the same after the answer (order).
        named_country: ISO 3166 code of the country that the message names, where Rasa did not read it (order).
        routed: the crisis for which contacts are shown (order), to be counted; None if there is none.
        is_set_up: whether the practice has gone live, or is the demo; else no answer is given yet.
        is_settled: the website answered by itself, and nothing of the message is kept (forget).
        deleted: the conversation is deleted (forget).
        was_preparing, preparing: the client was writing a note for the session (claim), and still is (keep).
    """

    message: ClientMessage
    finding: Finding = NOTHING
    earlier: AnswerDocument | None = None
    is_claimed: bool = False
    reply: Reply | None = None
    messages: list[Message] = field(default_factory=list)
    before: AfterContacts | None = None
    after: AfterContacts | None = None
    named_country: str | None = None
    routed: Finding | None = None
    is_set_up: bool = True
    is_settled: bool = False
    deleted: bool = False
    was_preparing: bool = False
    preparing: bool = False

    @property
    def answered_by(self) -> str:
        """ "assistant" or "fallback" (Rasa had no answer)."""
        return "assistant" if self.reply or self.is_settled else "fallback"

    @property
    def is_private(self) -> bool:
        """Whether message or answer belong to a note, of which nothing is kept, counted or reviewed."""
        return self.was_preparing or self.preparing

    def document(self) -> AnswerDocument:
        """The answer for the page."""
        if self.earlier is not None:
            return self.earlier
        document: AnswerDocument = {"messages": self.messages, "answered_by": self.answered_by}
        country = self.reply.country if self.reply else self.named_country
        if country:
            document["country"] = country
        if self.preparing:
            document["preparing"] = True
        if self.deleted:
            document["deleted"] = True
        return document
