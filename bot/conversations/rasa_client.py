"""Asks Rasa, on loopback, within a deadline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import requests

from bot import deadlines
from bot.conversations.store import Understood
from bot.loopback import local_session
from bot.messages import Message


class RasaUnavailableError(Exception):
    """Rasa is down, too slow, failed, or had nothing to say. The message names the reason, never the text."""


@dataclass(frozen=True)
class Reply:
    """What Rasa says.

    Attributes:
        messages: in the API's shape.
        preparing: the client is writing a note, and the next message is part of it.
        understood: what was made of the message; None where it must not go to the staff's review list.
        country: ISO 3166 code of the country whose contacts the client wants, where Rasa knows it.
        after_contacts: the state after contacts, for `bot.dialogue.after_contacts.state.read`.
    """

    messages: list[Message]
    preparing: bool = False
    understood: Understood | None = None
    country: str | None = None
    after_contacts: Any = None


class RasaClient:
    def __init__(self, url: str, deadline: float) -> None:
        self._url = url
        self._deadline = deadline
        self._http = local_session()

    def ask(
        self,
        conversation_id: str,
        text: str,
        deadline: float | None = None,
        country: str | None = None,
        after_contacts: dict[str, Any] | None = None,
        language: str | None = None,
    ) -> Reply:
        """The assistant's answer, never empty.

        Args:
            deadline: seconds; the client's default if not given.
            country: the client's own choice, if made.
            after_contacts: the state after contacts as the website knows it; Rasa may have been down when it began.
            language: BCP 47 tag of the page that the client reads.

        Raises:
            RasaUnavailableError: there is no answer.
        """
        body = {
            "sender": conversation_id,
            "message": text,
            "country": country,
            "after_contacts": after_contacts,
            "language": language,
        }
        answer = self._post("/webhooks/website/webhook", body, deadline or self._deadline)
        if not isinstance(answer, dict) or not answer.get("messages"):
            raise RasaUnavailableError("an empty answer")
        try:
            return Reply(
                [_checked(each) for each in answer["messages"]],
                bool(answer.get("preparing")),
                _understood(answer.get("understood")),
                answer.get("country"),
                answer.get("after_contacts"),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise RasaUnavailableError(f"not an answer ({type(error).__name__})") from None

    def parse(self, text: str) -> dict[str, Any]:
        """What Rasa understands, without a conversation: for readiness, and where staff try a question.

        Raises:
            RasaUnavailableError: it cannot say.
        """
        parse = self._post("/model/parse", {"text": text}, self._deadline)
        if not isinstance(parse, dict):
            raise RasaUnavailableError("not what was understood")
        return parse

    def loaded(self) -> tuple[str, str]:
        """Which worker answers, and the file name of the model that it has.

        Raises:
            RasaUnavailableError: it cannot say, such as before it has its first model.
        """
        try:
            # A connection of its own, so that every worker behind the address has its chance.
            with local_session() as http:
                response = http.get(
                    f"{self._url}/webhooks/website/model", timeout=(deadlines.RASA_CONNECT, self._deadline)
                )
            response.raise_for_status()
            told = response.json()
            return str(told["worker"]), str(told["model"])
        except (requests.RequestException, KeyError) as error:
            raise RasaUnavailableError(type(error).__name__) from None

    def _post(self, path: str, body: dict[str, Any], deadline: float) -> Any:
        try:
            response = self._http.post(self._url + path, json=body, timeout=(deadlines.RASA_CONNECT, deadline))
            response.raise_for_status()
            return response.json()
        except requests.RequestException as error:
            # Only the type: the error's text can hold the body.
            raise RasaUnavailableError(type(error).__name__) from None


def _checked(message: Any) -> Message:
    """A message that the API may pass on: words, or contacts to call."""
    shown = {"text": "text", "contacts": "contacts"}[message["type"]]
    if not message[shown]:
        raise ValueError(f"nothing in a message of type {shown}")
    return cast(Message, message)


def _understood(told: Any) -> Understood | None:
    return Understood(told["act"], tuple((name, float(share)) for name, share in told["topics"])) if told else None
