"""In which country the client says that they are; never guessed. The phrases are in data/helplines/countries.yml."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale

from bot.helplines.lines import EVERYWHERE
from bot.helplines.told import FOLDER
from bot.yaml_reading import load_yaml

COUNTRIES_FILE = FOLDER / "countries.yml"


@dataclass(frozen=True)
class Named:
    """A country that a message names.

    Attributes:
        code: ISO 3166; EVERYWHERE for one that is not the practice's, and not said which.
        start, end: the characters that say so.
    """

    code: str
    start: int
    end: int


def country_in(text: str, home: str | None = None) -> Named | None:
    """Where the writer of a message says that they are; the last place, if they name several.

    Args:
        home: the practice's country: "I'm not in the US" says something to a practice there.
    """
    plain, forms = _plain(text), _forms()
    names_one = not forms.first_words.isdisjoint(re.findall(r"[^\W\d_]+", plain))
    # "I'm not in the US" names no place to be; what is said besides may: "I'm not in the US, I'm in Hungary".
    away = [match.span() for pattern in _abroad(home) for match in pattern.finditer(plain)]
    found = [
        Named(forms.code_of(match[name]), match.start(name), match.end(name))
        for pattern in (forms.there if names_one else ())
        for match in pattern.finditer(plain)
        for name in match.groupdict()
        if match[name] and not any(start <= match.start(name) < end for start, end in away)
    ]
    alone = " ".join(re.sub(r"[^\w'&\- ]+", " ", plain).split())
    whole = next((match for each in forms.whole if (match := each.fullmatch(alone))), None)
    if not found and whole:
        said = next(each for each in whole.groupdict().values() if each)
        start = max(plain.find(said), 0)
        return Named(forms.code_of(said), start, start + len(said))
    if found:
        return max(found, key=lambda each: each.start)
    return Named(EVERYWHERE, *away[-1]) if away else None


def _plain(text: str) -> str:
    """Small letters without accents, dots and typographic marks, each in its place."""
    letters = text.replace("\u2019", "'").replace("\u2018", "'").replace(".", " ").casefold()
    bare = [unicodedata.normalize("NFD", each)[0] for each in letters]
    return "".join(bare) if len(bare) == len(text) else letters


@dataclass(frozen=True)
class _Forms:
    codes: dict[str, str]
    first_words: frozenset[str]
    there: tuple[re.Pattern[str], ...]
    whole: tuple[re.Pattern[str], ...]

    def code_of(self, said: str) -> str:
        return self.codes[" ".join(said.split())]


@lru_cache(maxsize=1)
def _forms() -> _Forms:
    content = _content(COUNTRIES_FILE)
    names, spanish, people = _names(), _babel("es"), _listed(content["people"])
    filled = {
        "{name}": rf"(?P<name>{_any(names)})(?!\w)",
        "{people}": rf"(?P<people>{_any(people)})(?!\w)",
        "{nombre}": rf"(?P<nombre>{_any(spanish)})(?!\w)",
        "{not_later}": content["not_later"],
    }
    there = tuple(re.compile(_fill(each, filled)) for each in content["there"])
    codes = {**people, **spanish, **names}
    first_words = frozenset(re.findall(r"[^\W\d_]+", name)[0] for name in codes)
    whole = tuple(re.compile(_fill(each, filled)) for each in content["whole"])
    return _Forms(codes, first_words, there, whole)


@lru_cache(maxsize=8)
def _abroad(home: str | None) -> tuple[re.Pattern[str], ...]:
    content = _content(COUNTRIES_FILE)
    names = [name for name, code in _names().items() if code == home]
    people = content["people"].get(home, [])
    short = content["short"].get(home, [])
    filled = {
        "{home}": rf"(?:{_any(names)})(?!\w)",
        "{home_people}": f"(?:{_any(people)})",
        "{home_short}": f"(?:{_any(short)})",
    }
    needs_home = {"{home}": names, "{home_people}": people, "{home_short}": short}
    return tuple(
        re.compile(_fill(each, filled))
        for each in content["abroad"]
        if all(known or key not in each for key, known in needs_home.items())
    )


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Every country's code, by each of its names, and that of the places that are known as well."""
    content = _content(COUNTRIES_FILE)
    return {**_babel("en"), **_listed(content["also"]), **_listed(content["places"])}


def _babel(language: str) -> dict[str, str]:
    names: dict[str, str] = {}
    left_out = frozenset(_content(COUNTRIES_FILE)["left_out"])
    for code, name in Locale(language).territories.items():
        if len(code) == 2 and code.isalpha() and code not in ("ZZ", "EU", "EZ", "UN", "XA", "XB", "QO"):
            names.update({each: code for each in _ways(_plain(name)) if each not in left_out})
    return names


def _ways(name: str) -> Iterator[str]:
    """ "Myanmar (Burma)", "St. Lucia", "Hong Kong SAR China": as people write them."""
    plain = " ".join(re.sub(r"[()]", " ( ", name).split()).split(" (")[0].replace(" sar china", "")
    for each in {plain, plain.replace("&", "and"), re.sub(r"\bst\b", "saint", plain), plain.replace("-", " ")}:
        yield " ".join(each.split())


def _listed(content: dict[str, list[str]]) -> dict[str, str]:
    return {_plain(name): code for code, names in content.items() for name in names}


def _any(names: Any) -> str:
    """One of the names, the longest first; between its words any number of spaces."""
    return "|".join(re.escape(each).replace(r"\ ", r"\s+") for each in sorted(names, key=len, reverse=True)) or "(?!)"


def _fill(pattern: str, filled: dict[str, str]) -> str:
    for key, value in filled.items():
        pattern = pattern.replace(key, value)
    return pattern


@lru_cache(maxsize=2)
def _content(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = load_yaml(path)
    return content
