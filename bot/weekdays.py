"""The days of the week, Monday first, as `date.weekday()` counts them."""

from __future__ import annotations

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# As they begin in writing: "mon", "tue".
SHORT_WEEKDAYS = tuple(name[:3] for name in WEEKDAYS)
