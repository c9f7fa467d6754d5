"""Whether the chat's colours can be told apart: contrast ratios by the Web Content Accessibility Guidelines 2.2.

Text needs 4.5 to 1 (1.4.3), borders and controls 3 to 1 (1.4.11).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

TEXT, CONTROL = 4.5, 3.0
COLOURS = ("surface", "ink", "accent", "on-accent")
# What the element uses if the page sets nothing: bot/website/widget/source/style.css.
DEFAULTS = {
    "light": {"surface": "#fbf8f3", "ink": "#22302e", "accent": "#1d5c57", "on-accent": "#ffffff"},
    "dark": {"surface": "#171c1d", "ink": "#eceae5", "accent": "#93d1c7", "on-accent": "#0d2a27"},
}
# Colours of the element that a page cannot set, and that stand beside those it can.
_FIXED = {
    "light": {"raised": "#ffffff", "mine": "#dcebe7", "soft": "#55635f", "edge": "#76837f"},
    "dark": {"raised": "#22292a", "mine": "#24423f", "soft": "#b3bab7", "edge": "#7d8987"},
}
# What stands on what, and how well it must be told apart.
_PAIRS = (
    ("ink", "surface", TEXT),
    ("ink", "raised", TEXT),
    ("ink", "mine", TEXT),
    ("on-accent", "accent", TEXT),
    ("accent", "surface", TEXT),
    ("accent", "raised", TEXT),
    ("soft", "surface", TEXT),
    ("edge", "surface", CONTROL),
)


@dataclass(frozen=True)
class Check:
    """One pair of colours.

    Attributes:
        front, ground: names of the colours; the first stands on the second.
        ratio: from 1 (the same) to 21 (black and white).
        needed: TEXT or CONTROL.
    """

    front: str
    ground: str
    ratio: float
    needed: float

    @property
    def passes(self) -> bool:
        return self.ratio >= self.needed


def is_colour(text: str) -> bool:
    """Whether it is a colour as "#1d5c57"."""
    return re.fullmatch(r"#[0-9a-fA-F]{6}", text) is not None


def ratio(one: str, other: str) -> float:
    """Contrast ratio of two colours, whichever is lighter (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def check_colours(colours: Mapping[str, str], scheme: str) -> list[Check]:
    """All pairs that meet in the chat.

    Args:
        colours: one for each of COLOURS, as "#1d5c57".
        scheme: "light" or "dark".
    """
    every = {**_FIXED[scheme], **colours}
    return [Check(front, ground, ratio(every[front], every[ground]), needed) for front, ground, needed in _PAIRS]


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, "relative luminance", sRGB)."""
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # type: ignore[no-any-return]
