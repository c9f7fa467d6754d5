"""Numbers and addresses in a text as links, so that a tap calls, writes or opens."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from bot.website.widget.embedding import telephone_link

_FOUND = re.compile(
    r"""(?P<web> https://[^\s<>()]*[^\s<>().,;:!?] )
    | (?P<mail> [\w.+-]+@[\w-]+(?:\.[\w-]+)+ )
    # A short number only behind the word that says what to do with it: "call 911".
    | (?P<phone> (?:\+?1[ -])?(?:\(\d{3}\)[ ]?|\b\d{3}-)\d{3}-\d{4}\b | \+\d[\d ()-]{6,16}\d
        | \b0\d{2,4}[ -]\d{3,4}(?:[ -]\d{3,4})?\b | (?<=[Cc]all[ ]|[Tt]ext[ ])\d{3}\b )""",
    re.VERBOSE,
)


def linked(text: str) -> Markup:
    """A plain text as HTML, its telephone numbers, mail and web addresses as links."""
    parts, done = [], 0
    for found in _FOUND.finditer(text):
        whole = found[0]
        href = whole if found["web"] else f"mailto:{whole}" if found["mail"] else telephone_link(whole)
        parts += [escape(text[done : found.start()]), Markup('<a href="{}">{}</a>').format(href, whole)]
        done = found.end()
    return Markup("").join([*parts, escape(text[done:])])
