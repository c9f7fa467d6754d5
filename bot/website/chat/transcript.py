"""A conversation as plain text, for the client to keep."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

from bot.conversations.store import Exchange
from bot.practice.record import PracticeRecord
from bot.website.words import words


def as_text(exchanges: Iterable[Exchange], record: PracticeRecord) -> str:
    """The exchanges in order, with the times of the practice's own clock."""
    labels, zone = words()["transcript"], ZoneInfo(record.timezone)
    parts = [labels["heading"].format(practice_name=record.name)]
    for exchange in exchanges:
        parts.append(f"{_moment(exchange.received_at, zone)} {labels['client']}: {_said(exchange, labels)}")
        for message in (exchange.answer or {}).get("messages", []):
            parts.append(f"{labels['assistant']}: {_message(message)}")
    return "\n\n".join(parts) + "\n"


def _said(exchange: Exchange, labels: dict[str, str]) -> str:
    return labels["not_kept"] if exchange.said is None else exchange.said


def _moment(received_at: datetime, zone: ZoneInfo) -> str:
    return received_at.replace(tzinfo=timezone.utc).astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _message(message: dict[str, Any]) -> str:
    if message.get("collapsed"):
        return str(message["line"])
    lines = [message["text"], *(f"[{button['title']}]" for button in message.get("buttons", []))]
    for contact in message.get("contacts", []):
        ways = (contact[way] for way in ("phone", "sms", "url") if contact.get(way))
        lines.append(f"- {contact['name']}: {', '.join(ways)}")
    if message.get("note"):
        lines.append(message["note"]["text"])
    return "\n".join(lines)
