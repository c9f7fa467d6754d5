"""The overview's plots and numbers, without a browser."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from bot.website.console.overview_plots import THEMES, Series, bars_by_name, bars_over_time, periods

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(("days", "bars"), [(30, 30), (90, 12), (364, 52)])
def test_the_time_is_cut_into_days_or_weeks_that_end_today(days: int, bars: int):
    shown = periods(TODAY, days)
    assert len(shown) == bars
    assert shown[-1].last == TODAY
    for earlier, later in pairwise(shown):
        assert later.first == earlier.last + timedelta(days=1)


@pytest.mark.parametrize("theme", list(THEMES))
def test_every_plot_is_drawn_with_its_words(theme: str):
    labels = [period.label for period in periods(TODAY, 30)]
    numbers = list(range(30))
    one, many = Series(labels, {"conversations": numbers}), Series(labels, {"answered": numbers, "asked back": numbers})
    for picture, words in (
        (bars_over_time(one, theme), ["Nov 21"]),
        (bars_over_time(many, theme), ["answered", "asked back"]),
        (bars_by_name(Series(["Texting", "Fees"], {"asked": [3, 1]}), theme), ["Texting", "Fees"]),
        (bars_by_name(Series([], {"asked": []}), theme), []),
    ):
        drawn = picture.decode()
        assert drawn.rstrip().endswith("</svg>")
        assert THEMES[theme]["paper"] in drawn
        assert all(f">{each}</text>" in drawn for each in words)
