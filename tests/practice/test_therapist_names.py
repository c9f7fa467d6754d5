from __future__ import annotations

import pytest

from bot.practice.record import Therapist
from bot.practice.therapist_names import names_said

TITLES = {"dr", "ms"}
ORDINARY = {"grace", "bell"}
NAMES = names_said(
    [
        Therapist("dev-patel", "Dev Patel"),
        Therapist("grace-bell", "Dr. Grace Bell, LCSW"),
        Therapist("daniel-reyes", "Daniel Reyes", aliases=("Danny",)),
        Therapist("daniel-cho", "Daniel  Cho"),
        Therapist("will-cho", "Will Park", aliases=("Will",)),
    ],
    TITLES,
    {*ORDINARY, "will", "park"},
)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("dev", ("dev-patel",)),
        ("patel", ("dev-patel",)),
        ("dev patel", ("dev-patel",)),
        ("ms patel", ("dev-patel",)),
        ("dr. bell", ("grace-bell",)),
        ("dr grace", ("grace-bell",)),
        ("grace bell", ("grace-bell",)),
        ("danny", ("daniel-reyes",)),
        ("daniel", ("daniel-reyes", "daniel-cho")),
        ("daniel cho", ("daniel-cho",)),
        # Recorded as what clients say, so it counts although it is a word.
        ("will", ("will-cho",)),
    ],
)
def test_whom_a_name_may_mean(said: str, meant: tuple[str, ...]):
    assert NAMES[said] == meant


@pytest.mark.parametrize("said", ["grace", "bell", "park", "dr", "dr.", "lcsw", ""])
def test_what_names_nobody(said: str):
    assert said not in NAMES
