"""Times as staff read them: all in the practice's time zone, whatever the machine's is."""

from __future__ import annotations

from datetime import date, datetime, time, timezone
from zoneinfo import ZoneInfo

from flask import g

from bot.website.services import services


def zone() -> ZoneInfo:
    """The practice's time zone, read once a request; UTC while there is no record."""
    if "practice_zone" not in g:
        g.practice_zone = services().live.zone()
    found: ZoneInfo = g.practice_zone
    return found


def at_practice(moment: datetime) -> datetime:
    """A time of the database (naive UTC) as the practice's clock shows it."""
    return moment.replace(tzinfo=timezone.utc).astimezone(zone())


def in_words(moment: datetime) -> str:
    """A time of the database as staff read it, such as "Nov 22, 2026, 14:05"."""
    return at_practice(moment).strftime("%b %-d, %Y, %H:%M")


def today() -> date:
    """The day that it is at the practice."""
    return datetime.now(zone()).date()


def begin_of(day: date) -> datetime:
    """When a day of the practice begins, as the database keeps times (naive UTC)."""
    return datetime.combine(day, time(), zone()).astimezone(timezone.utc).replace(tzinfo=None)
