"""Apps that a client asks about and the practice has not named: what is not named is not used."""

from __future__ import annotations

import re

from bot.practice.practice_file import export_record
from bot.practice.record import PracticeRecord
from bot.practice.wording import Speaker, wording


def app_not_used(text: str, record: PracticeRecord) -> str:
    """The sentence that an app is not used; empty where the text names none, or the record names it."""
    words = wording("sending")
    named = next((app for app in words["apps"] if _names(text, app)), None)
    if named is None or _names(export_record(record), named):
        return ""
    return Speaker(record.policy_for(None)).fill(words["app_not_used"], app=named)


def _names(text: str, app: str) -> bool:
    # "Line", "signal" and "slack" are words too: such names count with a capital letter alone.
    ordinary = app in ("Line", "Signal", "Slack", "Discord", "Messenger")
    return re.search(rf"\b{app}\b", text, 0 if ordinary else re.IGNORECASE) is not None
