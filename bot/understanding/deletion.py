"""Whether a client asks that what they wrote here be deleted, in any words: rules of data/understanding/deletion.yml.

Rules, because the website process has to know it without Rasa: what is asked for is done also while Rasa is down.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache

from bot.settings import PROJECT_ROOT
from bot.yaml_reading import load_yaml

PHRASES = PROJECT_ROOT / "data" / "understanding" / "deletion.yml"
# A longer message says more than that, and is not thrown away unread.
MOST_WORDS = 25
MOST_WORDS_OF_OTHER_LANGUAGES = 10
MOST_WORDS_OF_A_QUESTION = 8
_CLAUSES = re.compile(r"[.,;!?]+ ?| and | but ")


class Wish(Enum):
    """NOW: the message is nothing but the request. ASKED: it speaks of it, or asks how."""

    NONE = "none"
    ASKED = "asked"
    NOW = "now"


def deletion_wished(text: str) -> Wish:
    """What a message says of deleting what was written in this chat."""
    plain = " ".join(text.replace("\u2019", "'").split())
    words, rules = len(plain.split()), _rules()
    if words <= MOST_WORDS_OF_OTHER_LANGUAGES and rules.other_verbs.search(plain) and rules.other_things.search(plain):
        return Wish.NOW
    if words > MOST_WORDS or rules.elsewhere.search(plain) or any(rule.search(plain) for rule in rules.never):
        return Wish.NONE
    found = rules.request.search(plain)
    is_short = words <= MOST_WORDS_OF_A_QUESTION
    about_here = bool(rules.here.search(plain) or (is_short and rules.this.search(plain)))
    by_itself = any(deletion_wished(part) is Wish.NOW for part in _CLAUSES.split(plain) if part and part != plain)
    if found is None:
        return Wish.ASKED if by_itself or (rules.kept.search(plain) and about_here) else Wish.NONE
    if rules.how.search(plain):
        return Wish.ASKED if about_here else Wish.NONE
    before, after = (_words(part) for part in (plain[: found.start()], plain[found.end() :]))
    # What was written here may be told at length: "delete what I said about my brother".
    said_fully = bool(rules.here.search(found[0])) and "?" not in plain[:-1]
    if before <= rules.little and (said_fully or after <= rules.little):
        return Wish.NOW
    return Wish.ASKED if by_itself or (rules.ask.search(plain) and about_here) else Wish.NONE


def _words(text: str) -> set[str]:
    return set(re.findall(r"[\w']+", text.casefold()))


class _Rules:
    def __init__(self) -> None:
        said = load_yaml(PHRASES)
        strong, weak, keep, here, anything = (_any(said[name]) for name in ("strong", "weak", "keep", "here", "any"))
        of = r" (?:of )?(?:all (?:of )?)?"
        ways = (
            rf"\b(?:{strong}|{weak}|{keep}){of}{here}(?:\b|$)",
            rf"\b(?:{strong}|{keep}){of}{anything}\b",
            # "I want this deleted", "no traces of me", and a bare "delete".
            rf"\b(?:{here}|{anything})(?: to)?(?: be| is| gets?)? {strong}\b",
            rf"\b{here}(?: to)?(?: be)? (?:{weak}|gone|disappear)\b",
            rf"\bno {here}",
            r"^\W*(?:(?:please|pls|plz) )?(?:delete|erase)\b(?=\W*(?:please|now)?\W*$)",
        )
        self.request = _compile("|".join(ways))
        self.this = _compile(r"\b(?:this|here)\b")
        self.here, self.never = _compile(here), [_compile(pattern) for pattern in said["never"]]
        self.little = frozenset(said["little"].split())
        single = ("elsewhere", "ask", "how", "kept", "other_verbs", "other_things")
        self.elsewhere, self.ask, self.how, self.kept, self.other_verbs, self.other_things = (
            _compile(said[name]) for name in single
        )


def _any(patterns: Sequence[str]) -> str:
    return rf"(?:{'|'.join(patterns)})"


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    return _Rules()
