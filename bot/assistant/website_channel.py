"""Rasa channel of the website process: one message in, the API's messages out, and an error when there is an error.

Rasa's own REST channel answers 200 with an empty list when a message fails, and cuts what a response says beside its
text.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.dialogue.contacts_first import contacts_first
from bot.dialogue.folding import fold_at
from bot.messages import ContactsMessage, Message, TextMessage, text_message

log = logging.getLogger(__name__)


class WebsiteInput(InputChannel):
    """Takes {"sender", "message", "country", "language", "after_contacts"}; gives {"messages": [...], ...}, or 500."""

    @classmethod
    def name(cls) -> str:
        return "website"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[None]]) -> Blueprint:
        webhook = Blueprint("website_webhook", __name__)

        @webhook.route("/", methods=["GET"])
        async def health(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @webhook.route("/model", methods=["GET"])
        async def model(request: Request) -> HTTPResponse:
            """Which worker this is, and the model that it has: Rasa's own /status names no worker."""
            agent = request.app.ctx.agent
            if not agent.is_ready():
                return response.json({"error": "no model yet"}, status=503)
            worker = f"{socket.gethostname()}:{os.getpid()}"
            return response.json({"worker": worker, "model": agent.processor.model_filename})

        @webhook.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            output = WebsiteOutput()
            try:
                body = request.json
                await on_new_message(
                    UserMessage(
                        body["message"],
                        output,
                        body["sender"],
                        input_channel=self.name(),
                        metadata={key: body.get(key) for key in ("country", "language", "after_contacts")},
                    )
                )
            except Exception as error:
                # The error's own text may hold the message.
                log.error("a message could not be handled (%s)", type(error).__name__)
                return response.json({"error": type(error).__name__}, status=500)
            told = {"preparing": output.preparing, "understood": output.understood, "country": output.country}
            return response.json({"messages": output.messages, "after_contacts": output.after_contacts, **told})

        return webhook


class WebsiteOutput(CollectingOutputChannel):
    """Collects responses in the shape of the website's API.

    Attributes:
        country: ISO 3166 code of the country that the message named, whose contacts the client wants.
        preparing: the client is writing a note, and the next message is part of it.
        after_contacts: the state after contacts, as `bot.dialogue.after_contacts.state` keeps it; None where it ended.
        understood: what was made of the message: {"act", "topics": [[topic, share], ...]}; None after a crisis.
    """

    messages: list[Message]
    preparing = False
    country: str | None = None
    understood: dict[str, Any] | None = None
    after_contacts: dict[str, Any] | None = None

    @classmethod
    def name(cls) -> str:
        return "website"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Turn a response into messages: contacts, the text with its buttons, then further answers."""
        self.preparing = bool(message.get("preparing"))
        self.understood = message.get("understood")
        self.country = message.get("country")
        self.after_contacts = message.get("after_contacts")
        contacts: list[ContactsMessage] = [message["custom"]] if (message.get("custom") or {}).get("type") else []
        texts = [_text_message(part) for part in (message, *message.get("also", [])) if part.get("text")]
        below: list[ContactsMessage] = [message["below"]] if message.get("below") else []
        self.messages = contacts_first([*self.messages, *contacts, *texts, *below])


def _text_message(part: dict[str, Any]) -> TextMessage:
    message = text_message(part["text"])
    message["buttons"] = [{"title": each["title"], "payload": each["payload"]} for each in part.get("buttons") or []]
    message["topic"] = part.get("topic")
    # What is said of a note, of danger or to somebody who was not understood is never hidden.
    fold = fold_at(part["text"]) if part.get("topic") or part.get("folds") else None
    if fold is not None:
        message["fold_at"] = fold
    if part.get("note"):
        message["note"] = part["note"]
    if part.get("link"):
        message["link"] = part["link"]
    return message
