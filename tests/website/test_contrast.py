"""The contrast check of the chat's colours."""

from __future__ import annotations

import re

import pytest

from bot.website.widget import contrast
from bot.website.widget.embedding import FOLDER


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    # Values of the W3C's own examples and of black, white and the greys that just pass and just fail.
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_ratios_are_those_of_wcag(one: str, other: str, ratio: float):
    assert contrast.ratio(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast.ratio(other, one) == contrast.ratio(one, other)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_chats_own_colours_pass(scheme: str):
    checks = contrast.check_colours(contrast.DEFAULTS[scheme], scheme)
    assert [check for check in checks if not check.passes] == []


def test_pale_buttons_and_pale_text_are_found():
    pale = {**contrast.DEFAULTS["light"], "accent": "#9fd8d2", "ink": "#b0b0b0"}
    wrong = {(check.front, check.ground) for check in contrast.check_colours(pale, "light") if not check.passes}
    assert {("on-accent", "accent"), ("accent", "surface"), ("ink", "surface")} <= wrong


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_are_those_of_the_chat(scheme: str):
    style = (FOLDER / "source" / "style.css").read_text("utf-8")
    block = style.partition(".dark {")[0 if scheme == "light" else 2]
    found = dict(re.findall(r"--([a-z-]+): (?:var\(--[a-z-]+, )?(#[0-9a-f]{3,6})\b", block.partition("*, ::before")[0]))
    for name, value in {**contrast.DEFAULTS[scheme], **contrast._FIXED[scheme]}.items():
        short = f"#{value[1]}{value[3]}{value[5]}"
        assert found[name] in (value, short), name
