"""How a page wants the chat to look, as the attributes of `<practice-chat>` that say so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.website.widget import contrast, embedding

THEMES = ("", "light", "dark")
# Attributes for colors: those that end in "-dark" hold in the dark theme.
COLOR_ATTRIBUTES = tuple(name + ending for ending in ("", "-dark") for name in contrast.COLOURS)


class LookError(Exception):
    """A request cannot be met; the message names it and says what to write."""


@dataclass(frozen=True)
class Look:
    """What the embedding snippet says beyond the practice's name and numbers.

    Attributes:
        language: one of embedding.languages(); empty to follow the page and the visitor.
        attributes: further attributes of the element: theme, colors, leave-to.
        plain: as a plain element, for editors that take away those they do not know.
    """

    language: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    plain: bool = False

    @classmethod
    def read(cls, values: Mapping[str, str]) -> Look:
        """The look from what a person wrote, with names as in `<practice-chat>`; what is empty stays as usual.

        Raises:
            LookError: a value cannot be used.
        """
        written = {name: values[name].strip() for name in values}
        language = written.get("language", "")
        if language and language not in embedding.languages():
            raise LookError(f"language: write one of {', '.join(embedding.languages())}")
        if written.get("theme", "") not in THEMES:
            raise LookError("theme: write light or dark, or leave it empty")
        if written.get("leave-to") and not re.fullmatch(r"https://[^\s\"'<>]+", written["leave-to"]):
            raise LookError("leave-to: write an address that begins with https://")
        for name in COLOR_ATTRIBUTES:
            if written.get(name) and not contrast.is_colour(written[name]):
                raise LookError(f"{name}: write a color as six digits, such as #1d5c57")
        wanted = ("theme", *COLOR_ATTRIBUTES, "leave-to")
        given = {name: written[name] for name in wanted if written.get(name)}
        return cls(language, given, bool(written.get("plain")))
