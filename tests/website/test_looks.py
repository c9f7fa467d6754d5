"""Colors and themes of the chat on a practice's page, as they may be asked for."""

from __future__ import annotations

import re

import pytest

from bot.website.widget import embedding
from bot.website.widget.looks import COLOR_ATTRIBUTES, Look, LookError


def test_what_is_asked_for_becomes_attributes():
    asked = {"language": "es", "theme": "dark", "accent": " #5a1e78 ", "ink": "", "other": "x"}
    assert Look.read(asked) == Look("es", {"theme": "dark", "accent": "#5a1e78"})


def test_the_element_takes_each_of_the_colors():
    for name in COLOR_ATTRIBUTES:
        assert f"--practice-chat-{name}," in embedding.script().decode()


@pytest.mark.parametrize(
    ("values", "remedy"),
    [
        ({"language": "xx"}, "language: write one of en, es"),
        ({"theme": "pink"}, "theme: write light or dark"),
        ({"accent": "purple"}, "accent: write a color as six digits, such as #1d5c57"),
        ({"ink-dark": "#12345"}, "ink-dark: write a color"),
        ({"leave-to": "javascript:alert(1)"}, "leave-to: write an address that begins with https://"),
    ],
)
def test_a_wish_that_cannot_be_met_is_named_with_its_remedy(values: dict[str, str], remedy: str):
    with pytest.raises(LookError, match=re.escape(remedy)):
        Look.read(values)
