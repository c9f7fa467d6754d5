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

log = logging.getLogger(__name__)


class WebsiteInput(InputChannel):
    """Takes {"sender", "message", "country"}, gives {"messages": [...]}; 500 when the message could not be handled."""

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
                        metadata={"country": body.get("country")},
                    )
                )
            except Exception as error:
                # The error's own text may hold the message.
                log.error("a message could not be handled (%s)", type(error).__name__)
                return response.json({"error": type(error).__name__}, status=500)
            told = {"preparing": output.preparing, "understood": output.understood, "country": output.country}
            return response.json({"messages": output.messages, **told})

        return webhook


class WebsiteOutput(CollectingOutputChannel):
    """Collects responses in the shape of the website's API.

    Attributes:
        country: ISO 3166 code of the country that the message named, whose contacts the client wants.
        preparing: the client is writing a note, and the next message is part of it.
        understood: what was made of the message: {"act", "topics": [[topic, share], ...]}; None after a crisis.
    """

    preparing = False
    country: str | None = None
    understood: dict[str, Any] | None = None

    @classmethod
    def name(cls) -> str:
        return "website"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Turn a response into messages: contacts first, the text with its buttons, then further answers."""
        custom = message.get("custom") or {}
        self.preparing = bool(message.get("preparing"))
        self.understood = message.get("understood")
        self.country = message.get("country")
        if custom.get("type"):
            self.messages.append(custom)
        for part in (message, *message.get("also", [])):
            if part.get("text"):
                self.messages.append(
                    {
                        "type": "text",
                        "text": part["text"],
                        "buttons": [
                            {"title": button["title"], "payload": button["payload"]}
                            for button in part.get("buttons") or []
                        ],
                        "topic": (part.get("topic") or "").removeprefix("faq/") or None,
                        **{key: part[key] for key in ("note", "link") if part.get(key)},
                    }
                )
