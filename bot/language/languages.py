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

from bot.language.english import english_words
from bot.settings import PROJECT_ROOT
from bot.yaml_reading import load_yaml

# The part of a message's letters that must belong to another script.
LEAST_LETTERS = 0.5
# Words of the other language that a message must have at least, and what part of its words they must be.
FEWEST_WORDS = 2
LEAST_WORDS = 0.4
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")


LANGUAGES_FILE = PROJECT_ROOT / "data" / "language" / "other_languages.yml"


class Languages:
    """What the file data/language/other_languages.yml knows of other languages.

    Args:
        content: of the file: `words` and `greetings` by code (ISO 639-1), `scripts` as ranges of letters by code,
            `chinese` as characters of either way of writing it.
    """

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._words = {code: frozenset(words) for code, words in content["words"].items()}
        self._greetings = {
            code: frozenset(" ".join(_WORD.findall(each)) for each in said)
            for code, said in content["greetings"].items()
        }
        self._scripts = {code: re.compile(f"[{''.join(ranges)}]") for code, ranges in content["scripts"].items()}
        self._chinese = content["chinese"]

    def of(self, text: str) -> str | None:
        """The language's code, "other" for a script without one here; None for English and where in doubt."""
        return self._by_script(text) or self._by_words(
            unicodedata.normalize("NFC", text).casefold().replace("\u2019", "'")
        )

    def tag_of(self, text: str) -> str | None:
        """As `of`, but a BCP 47 tag: it tells Ukrainian from Russian, and the two ways of writing Chinese."""
        code = self.of(text)
        if code == "ru" and re.search("[\u0456\u0457\u0454\u0491]", text.lower()):
            return "uk"
        if code == "zh":
            counts = {name: sum(letter in own for letter in text) for name, own in self._chinese.items()}
            return "zh-Hant" if counts["traditional"] > counts["simplified"] else "zh-Hans"
        return code

    def _by_script(self, text: str) -> str | None:
        letters = [letter for letter in text if letter.isalpha()]
        counts = {code: sum(map(bool, map(script.match, letters))) for code, script in self._scripts.items()}
        if not letters or sum(counts.values()) < LEAST_LETTERS * len(letters):
            return None
        # Japanese mixes its own letters with Chinese ones.
        return "ja" if counts["ja"] else max(counts, key=lambda code: counts[code])

    def _by_words(self, text: str) -> str | None:
        said = _WORD.findall(text)
        plain, english = " ".join(said), english_words()
        for code, greetings in self._greetings.items():
            if plain in greetings:
                return str(code)
        found = {code: [word for word in said if word in words] for code, words in self._words.items()}
        code = max(found, key=lambda each: len(found[each]))
        hits = found[code]
        if len(set(hits)) < FEWEST_WORDS or len(hits) < LEAST_WORDS * len(said):
            return None
        # Words that both languages have speak for neither.
        foreign = sum(word not in english for word in hits)
        native = sum(word in english for word in said if word not in hits)
        return code if foreign >= FEWEST_WORDS - (len(said) <= 3) and foreign > native else None


def written_in(text: str) -> str | None:
    """The BCP 47 tag of the language in which a text is written; None for English and where in doubt."""
    return _shipped().tag_of(text)


@lru_cache(maxsize=1)
def _shipped() -> Languages:
    return Languages(load_yaml(LANGUAGES_FILE))
