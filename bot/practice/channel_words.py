"""Which ways of contact a sentence of the practice's own names, and which it refuses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

# By the value of `record.ChannelKind`. Letters are looked for last: "mail" alone is a letter, "e-mail" is not.
_WORDS = {
    "voicemail": r"voice ?mails?|answering machine|leave a message",
    "phone": r"call(?:s|ed|ing)?(?: back)?|phone(?:s|d)?|phoning|ring(?:ing)?|telephone",
    "text": r"texts?|texting|text messages?|sms",
    "email": r"e-?mails?|e-?mailing",
    "portal": r"(?:client |patient |secure )?portal|secure messag(?:e|es|ing)|client area|online account",
    "letter": r"letters?|by (?:post|mail)|in the post",
}
_PATTERNS = {kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in _WORDS.items()}
# A call or a text of ours to the client, and words in which a way of contact only seems to stand.
_OTHER_MEANINGS = re.compile(
    r"\b(?:\w+ (?:calls?|texts?|emails?|phones?|writes?) you(?: back)?\b|confidentiality call|wake-up call|so-called)",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"(?<=[.;:!?])\s+|,? but (?=\w)|, (?=(?:do not|don't|not|never|please do not)\b)", re.IGNORECASE)
_REFUSES = re.compile(
    r"\b(?:not|never|cannot|no longer|don't|can't|won't|isn't|aren't|nobody"
    r"|no (?=text|e-?mail|call|phone|voice|letter))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class NamedWays:
    """Kinds of channels (values of `ChannelKind`) that a text points to, and that it tells not to use."""

    named: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()

    def closes(self, kind: str) -> bool:
        """Whether it leaves no room for this way: it refuses it, or names others only."""
        return kind in self.refused or (bool(self.named) and kind not in self.named)


def named_ways(text: str, names: Iterable[tuple[str, str]] = (), voicemail: bool = True) -> NamedWays:
    """The ways that a statement names.

    Args:
        names: (kind, own name of the channel), such as ("portal", "the Open Sky app").
        voicemail: whether a call stands for a voicemail too, as a call that nobody answers becomes one.
    """
    own = [(kind, name.casefold().removeprefix("the ")) for kind, name in names]
    named: set[str] = set()
    refused: set[str] = set()
    for clause in _CLAUSES.split(text.replace("\u2019", "'")):
        plain = _OTHER_MEANINGS.sub(" ", clause)
        found = {kind for kind, pattern in _PATTERNS.items() if pattern.search(plain)}
        found |= {kind for kind, name in own if name in plain.casefold()}
        (refused if _REFUSES.search(plain) else named).update(found)
    if voicemail and "phone" in named:
        named.add("voicemail")
    return NamedWays(frozenset(named - refused), frozenset(refused))
