"""What clients send, checked."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from flask import json, request

from bot.website.chat.context import ClientMessage
from bot.website.problems import MOST_CHARACTERS, Problem
from bot.website.words import ENGLISH, languages

# A button's payload: an intent, perhaps with a topic, perhaps with a few short values.
_PAYLOAD = re.compile(r'/[a-z_]{1,60}(/[a-z_]{1,60})?(\{("[a-z_]{1,40}": ?"[^"{}\\]{0,200}"(, ?)?){1,6}\})?')


def read_body() -> dict[str, Any]:
    """The request's JSON object.

    Raises:
        Problem: it is none.
    """
    if not request.is_json:
        raise Problem(415, "not_json")
    try:
        body = json.loads(request.get_data(as_text=False))
    except (ValueError, RecursionError):
        raise Problem(400, "bad_json") from None
    if not isinstance(body, dict):
        raise Problem(422, "invalid", "Send a JSON object.")
    return body


def read_message(body: dict[str, Any], conversation_id: str) -> ClientMessage:
    """The client's message, in the language of the request's Accept-Language where there are words in it.

    Raises:
        Problem: something is missing or wrong.
    """
    text, payload = body.get("text"), body.get("payload")
    if (text is None) == (payload is None):
        raise Problem(422, "invalid", "Send either text or payload.")
    value = payload if text is None else text
    if not isinstance(value, str) or not value.strip():
        raise Problem(422, "invalid", "text: write something first.")
    if len(value) > MOST_CHARACTERS:
        raise Problem(413, "too_large")
    if payload is not None and not _PAYLOAD.fullmatch(value):
        raise Problem(422, "invalid", "payload: send one that came with a button.")
    clean = clean_text(value)
    country, is_payload = read_country(body.get("country")), payload is not None
    sender, page_language = request.remote_addr or "", read_page_language(body.get("language"))
    return ClientMessage(
        conversation_id, read_id(body), clean, is_payload, country, read_language(), sender, page_language
    )


def clean_text(text: str) -> str:
    """The text as it can be kept and sent: databases refuse NUL, and lone surrogates cannot be written as UTF-8."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode()


def read_language() -> str:
    """The language that the chat's buttons have, if there are words in it; else English."""
    return request.accept_languages.best_match(languages()) or ENGLISH


def read_id(body: Mapping[str, Any]) -> str:
    """The client's id of a message.

    Raises:
        Problem: it is no UUID.
    """
    try:
        return str(uuid.UUID(body.get("id")))
    except (TypeError, ValueError, AttributeError):
        raise Problem(422, "invalid", "id: send a UUID, a new one for each message.") from None


def read_country(value: Any) -> str | None:
    """The client's own choice of a country; None if there is none.

    Raises:
        Problem: it is no code of a country.
    """
    if not value:
        return None
    if not isinstance(value, str) or not re.fullmatch("[A-Za-z]{2}", value):
        raise Problem(422, "invalid", "country: write two letters, such as US")
    return value.upper()


def read_page_language(value: Any) -> str | None:
    """The language in which the client reads the page; None if it is not told.

    Raises:
        Problem: it is no tag of a language.
    """
    if not value:
        return None
    if not isinstance(value, str) or not re.fullmatch("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value):
        raise Problem(422, "invalid", "language: write a tag, such as en or zh-Hant")
    return value
