"""The day that it is at the demo practice, by which the website counts; the machine's may be another."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Los_Angeles")


def today() -> date:
    return datetime.now(ZONE).date()
