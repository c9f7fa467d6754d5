"""When a client wrote, as clients say it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.language.moments import sent_at

ZONE = "America/Los_Angeles"
# A Monday morning.
NOW = datetime(2026, 11, 16, 10, 30, tzinfo=ZoneInfo(ZONE))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I wrote Friday night, when will she answer?", "2026-11-13 21:00"),
        ("I emailed her on Friday at 9 pm", "2026-11-13 21:00"),
        ("sent a text yesterday evening, no reply", "2026-11-15 19:00"),
        ("I left a voicemail last night", "2026-11-15 21:00"),
        ("I called this morning at 8", "2026-11-16 08:00"),
        ("texted her two hours ago", "2026-11-16 08:30"),
        ("I messaged him 3 days ago", "2026-11-13 12:00"),
        ("wrote on Saturday at 21:10 and heard nothing", "2026-11-14 21:10"),
        ("I wrote the day before yesterday in the afternoon", "2026-11-14 15:00"),
        ("Sent it on Monday at 9.15 am", "2026-11-16 09:15"),
        ("I sent it Monday at 11 pm", "2026-11-09 23:00"),
        ("I wrote today", "2026-11-16 10:30"),
        ("still no answer since Thursday", "2026-11-12 12:00"),
        ("I\u2019ve been waiting since Tuesday morning", "2026-11-10 09:00"),
    ],
)
def test_the_moment_is_found(text: str, expected: str):
    sent = sent_at(text, NOW, ZONE)
    assert sent is not None
    assert f"{sent.at:%Y-%m-%d %H:%M}" == expected
    assert sent.at <= NOW


@pytest.mark.parametrize(
    "text",
    [
        "When will she answer?",
        "Can I write on Friday?",
        "How soon do I hear back if I write at night?",
        "My session is on Monday at 3",
    ],
)
def test_no_moment_is_made_up(text: str):
    assert sent_at(text, NOW, ZONE) is None


def test_a_day_without_a_time_is_not_exact():
    assert not sent_at("I wrote on Friday", NOW, ZONE).is_exact
    assert sent_at("I wrote on Friday at noon", NOW, ZONE).is_exact
