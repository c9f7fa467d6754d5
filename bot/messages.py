"""What an answer is made of, as Rasa's channel gives it to the website, and the website to the page.

The shapes of bot/website/chat/openapi.yml.
"""

from __future__ import annotations

from typing import Literal, TypedDict


class Button(TypedDict):
    title: str
    payload: str


class Note(TypedDict):
    """A text to copy, print or save."""

    title: str
    text: str


class Link(TypedDict):
    """A page of the website; the path is below the address of its API."""

    title: str
    path: str


class _Text(TypedDict):
    type: Literal["text"]
    text: str
    buttons: list[Button]
    topic: str | None


class TextMessage(_Text, total=False):
    """Words; `topic` is the id of the topic that is answered.

    `fold_at` is the character from which a long text may be hidden behind "More" at first; `numbers` are those in the
    text, with the link that dials each; `language` that of the words, where it is sure.
    """

    fold_at: int
    numbers: dict[str, str]
    language: str
    note: Note
    link: Link


class ContactEntry(TypedDict):
    """One contact; see `bot.helplines.directory.Contact`.

    Attributes:
        lead: a sentence above this contact and those after it.
        opens_at: ISO 8601, with its zone.
    """

    name: str
    phone: str | None
    sms: str | None
    url: str | None
    hours: str | None
    note: str | None
    tel_link: str | None
    sms_link: str | None
    chat: bool
    category: str
    groups: list[str]
    lead: str | None
    sms_hours: str | None
    chat_hours: str | None
    open_now: bool | None
    opens_at: str | None


class _Contacts(TypedDict):
    type: Literal["contacts"]
    tier: str
    kind: str | None
    emergency_number: str
    emergency_link: str | None
    contacts: list[ContactEntry]
    quick_exit: bool
    text: str
    above: int
    country: str
    language: str
    asked: list[str]


class ContactsMessage(_Contacts, total=False):
    """Whom to call.

    Attributes:
        text: paragraphs, one a line; above: how many of them belong above the first number.
        country: whose contacts they are. asked: what numbers the client asked for.
        emergency_sure: the number is confirmed; if not, "or your local emergency number" is said beside it.
        rule: what decided it, for the counts.
        collapsed: it is shown as `line`, which opens to all of it.
    """

    emergency_sure: bool
    rule: str | None
    collapsed: bool
    line: str


Message = TextMessage | ContactsMessage


def text_message(text: str, language: str | None = None) -> TextMessage:
    """A message of words alone."""
    message: TextMessage = {"type": "text", "text": text, "buttons": [], "topic": None}
    return {**message, "language": language} if language else message
