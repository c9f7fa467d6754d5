"""In which other language a message is written, by its letters and its most frequent words; no network, no model.

It must not take English for something else: a foreign word, a name, a slip or slang in an English sentence changes
nothing. So it only speaks up where the other language's words are several and outweigh the English ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import yaml

from bot.crisis.spelling import ENGLISH_FILE
from bot.settings import PROJECT_ROOT

LANGUAGES_FILE = PROJECT_ROOT / "data" / "languages.yml"
# The part of a message's letters that must belong to another script.
LEAST_LETTERS = 0.5
# Words of the other language that a message must have at least, and what part of its words they must be.
FEWEST_WORDS = 2
LEAST_WORDS = 0.4
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")


def other_language(text: str) -> str | None:
    """The language's code (ISO 639-1), "other" for a script without one here; None for English and where in doubt."""
    return _by_script(text) or _by_words(unicodedata.normalize("NFC", text).casefold().replace("\u2019", "'"))


def _by_script(text: str) -> str | None:
    letters = [letter for letter in text if letter.isalpha()]
    counts = {code: sum(map(bool, map(script.match, letters))) for code, script in _scripts().items()}
    if not letters or sum(counts.values()) < LEAST_LETTERS * len(letters):
        return None
    # Japanese mixes its own letters with Chinese ones.
    return "ja" if counts["ja"] else max(counts, key=lambda code: counts[code])


def _by_words(text: str) -> str | None:
    said = _WORD.findall(text)
    plain = " ".join(said)
    content, english = _content(), _english()
    for code, greetings in content["greetings"].items():
        if plain in greetings:
            return str(code)
    found = {code: [word for word in said if word in words] for code, words in content["words"].items()}
    code = max(found, key=lambda each: len(found[each]))
    hits = found[code]
    if len(set(hits)) < FEWEST_WORDS or len(hits) < LEAST_WORDS * len(said):
        return None
    # Words that both languages have speak for neither.
    foreign = sum(word not in english for word in hits)
    native = sum(word in english for word in said if word not in hits)
    return code if foreign >= FEWEST_WORDS - (len(said) <= 3) and foreign > native else None


@lru_cache(maxsize=1)
def _content() -> Mapping[str, Any]:
    content: dict[str, Any] = yaml.safe_load(LANGUAGES_FILE.read_text("utf-8"))
    words = {code: frozenset(_text(word) for word in each) for code, each in content["words"].items()}
    greetings = {
        code: frozenset(" ".join(_WORD.findall(_text(each))) for each in said)
        for code, said in content["greetings"].items()
    }
    return {**content, "words": words, "greetings": greetings}


def _text(word: Any) -> str:
    # YAML reads "no" and "on" as truth values.
    return ("on" if word else "no") if isinstance(word, bool) else str(word)


@lru_cache(maxsize=1)
def _scripts() -> Mapping[str, re.Pattern[str]]:
    return {code: re.compile(f"[{''.join(ranges)}]") for code, ranges in _content()["scripts"].items()}


@lru_cache(maxsize=1)
def _english() -> frozenset[str]:
    return frozenset(ENGLISH_FILE.read_text("utf-8").split())
