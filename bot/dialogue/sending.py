"""Whether a client asks "may I send this?", in free words."""

from __future__ import annotations

import re

_MAY_I = re.compile(
    r"\b(?:(?:can|could|may|should|shall|might|do|must) (?:i|we)\b"
    r"|(?:am i|are we|i'?m|i am) (?:allowed|permitted|supposed|free) to\b"
    r"|(?:is|would|was) it (?:be )?"
    r"(?:ok|okay|all ?right|fine|allowed|permitted|possible|appropriate|acceptable|too much)\b"
    r"|(?:ok|okay|all ?right|fine|allowed|permitted) (?:if i|for me|to)\b"
    r"|mind if i\b|what if i\b|would (?:she|he|they|it) mind\b)",
    re.IGNORECASE,
)
_SEND = re.compile(
    r"\b(?:send|email|e-mail|mail|text|txt|sms|message|whatsapp|write|call|ring|phone|tell|ask|share|forward|upload|"
    r"attach|post|leave|show|dm|reschedule|cancel|move|book)\b",
    re.IGNORECASE,
)


def asks_to_send(text: str) -> bool:
    """Whether the words ask for leave to send or say something."""
    plain = text.replace("\u2019", "'")
    found = _MAY_I.search(plain)
    return bool(found and _SEND.search(plain))
