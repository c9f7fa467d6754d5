"""Times of day and time zones, as clients write them."""

from __future__ import annotations

import re
from datetime import time
from functools import lru_cache
from zoneinfo import available_timezones

_CLOCK = re.compile(
    r"\b(\d{1,2})(?:[:.](\d{2}))? ?([ap])\.?m\b|\b(\d{1,2}):(\d{2})\b"
    r"|\b(?:at|after|before|until|till|by|around) (\d{1,2})(?: ?o'?clock)?(?= |\?|$|[,.!])"
    r"(?! ?(?:[ap]\.?m|%|days?|hours?|minutes?|mins?|weeks?|sessions?|times|am\b|pm\b))",
    re.IGNORECASE,
)
_NOON = re.compile(r"\b(?:noon|midday|12 noon)\b", re.IGNORECASE)
_MIDNIGHT = re.compile(r"\bmidnight\b", re.IGNORECASE)
_LATE = re.compile(r"\b(?:afternoon|evening|night|tonight)\b", re.IGNORECASE)
_EARLY = re.compile(r"\bmorning\b", re.IGNORECASE)
# Nobody asks about an hour before seven without saying that it is morning.
_FIRST_MORNING_HOUR = 7

_ABBREVIATIONS = {
    "EST": "America/New_York",
    "EDT": "America/New_York",
    "ET": "America/New_York",
    "CST": "America/Chicago",
    "CDT": "America/Chicago",
    "MST": "America/Denver",
    "MDT": "America/Denver",
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
    "GMT": "Europe/London",
    "BST": "Europe/London",
    "CET": "Europe/Berlin",
    "CEST": "Europe/Berlin",
    "IST": "Asia/Kolkata",
    "UTC": "UTC",
}
_ABBREVIATED = re.compile(rf"\b({'|'.join(_ABBREVIATIONS)})\b")
_NAMED_ZONES = {
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "uk": "Europe/London",
    "british": "Europe/London",
    "central european": "Europe/Berlin",
    "german": "Europe/Berlin",
}
_NAMED_ZONE = re.compile(
    r"\b(central european|eastern|central|mountain|pacific|uk|british|german) (?:standard |daylight |summer )?time\b"
    r"|\b[ap]\.?m\.? (eastern|central|mountain|pacific)\b",
    re.IGNORECASE,
)
# A place says whose clock is meant only where the client is there, or speaks of its time.
_THERE = (
    r"(?:\b(?:my|our|local) time(?:,? (?:in|here in))?"
    r"|\b(?:i'?m|i am|i'?ll be|we'?re|i live|living|staying|currently|here|travell?ing)(?: \w+){0,2}? (?:in|to)"
    r"|\bfrom|\b(?:o'?clock|[ap]m|noon|\d) in) "
)


def clock_time(text: str) -> time | None:
    """The time of day that is named; None where it is a part of the day or nothing."""
    if _NOON.search(text):
        return time(12)
    match = _CLOCK.search(text)
    if match is None:
        return time(0) if _MIDNIGHT.search(text) else None
    hour = int(match[1] or match[4] or match[6])
    minute = int(match[2] or match[5] or 0)
    half = (match[3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif (
        hour < 12 and not _EARLY.search(text) and (_LATE.search(text) or (hour < _FIRST_MORNING_HOUR and not match[4]))
    ):
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def zone_named(text: str) -> str | None:
    """The time zone that is named, by its name or by a place whose time it is; None for none."""
    if match := _ABBREVIATED.search(text):
        return _ABBREVIATIONS[match[1]]
    if match := _NAMED_ZONE.search(text):
        return _NAMED_ZONES[(match[1] or match[2]).lower()]
    folded = text.casefold()
    for place, zone in _places().items():
        if place in folded and re.search(
            rf"{_THERE}(?:\w+ )?{re.escape(place)}\b|\b{re.escape(place)} time\b", text, re.IGNORECASE
        ):
            return zone
    return None


@lru_cache(maxsize=1)
def _places() -> dict[str, str]:
    """Cities of the tz database, and places that have the time of one."""
    found: dict[str, str] = {}
    for zone in sorted(available_timezones()):
        area, _, city = zone.rpartition("/")
        if area and not area.startswith(("Etc", "SystemV", "US", "Canada", "posix", "right")):
            found.setdefault(city.replace("_", " ").casefold(), zone)
    return {**found, **_OTHER_PLACES}


_OTHER_PLACES = {
    city: zone
    for zone, cities in {
        "America/New_York": "nyc|boston|miami|atlanta|washington dc|philadelphia|florida|new jersey|georgia|ohio",
        "America/Chicago": "texas|dallas|houston|austin|minneapolis|st. louis|new orleans|wisconsin|illinois",
        "America/Denver": "colorado|utah|salt lake city|new mexico",
        "America/Phoenix": "arizona",
        "America/Los_Angeles": "san francisco|seattle|san diego|las vegas|california|oregon|portland",
        "Europe/London": "manchester|edinburgh|leeds|england|scotland|wales|the uk",
        "Europe/Berlin": "munich|hamburg|cologne|frankfurt|germany",
        "Asia/Kolkata": "delhi|mumbai|bangalore",
        "Asia/Shanghai": "beijing",
        "Asia/Tokyo": "osaka|japan",
        "Europe/Paris": "france",
        "Europe/Rome": "italy",
        "Pacific/Honolulu": "hawaii",
        "America/Anchorage": "alaska",
    }.items()
    for city in cities.split("|")
}
