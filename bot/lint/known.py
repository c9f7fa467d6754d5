"""The numbers, addresses and names that a practice's words may hold, because the record or the helplines have them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.settings import PROJECT_ROOT
from bot.yaml_reading import load_yaml

HELPLINES_FILE = PROJECT_ROOT / "data" / "helplines" / "hotlines.yml"
EVERYWHERE = "ZZ"
_WAYS = ("phone", "sms", "whatsapp")


@dataclass(frozen=True)
class Known:
    """What a practice has recorded; the lint tells what is not among it.

    Attributes:
        country: ISO 3166.
        emergency_number: digits.
        numbers: digits of the record's telephone numbers.
        helplines: digits of the numbers of helplines in that country, those that the practice added included.
        addresses: e-mail and web addresses, lower case.
        names: of people in the record.
    """

    country: str
    emergency_number: str
    numbers: frozenset[str]
    helplines: frozenset[str]
    addresses: frozenset[str]
    names: frozenset[str]


@lru_cache(maxsize=32)
def helpline_numbers(country: str, path: Path = HELPLINES_FILE) -> frozenset[str]:
    """Digits of the shipped helplines' numbers in a country."""
    return frozenset(number for where, number in _shipped(path) if where in (country, EVERYWHERE))


@lru_cache(maxsize=2)
def short_emergency_numbers(path: Path = HELPLINES_FILE) -> frozenset[str]:
    """Numbers of three digits that are an emergency number or a helpline somewhere."""
    return frozenset(number for _, number in _shipped(path) if len(number) == 3)


@lru_cache(maxsize=32)
def retired_numbers(country: str, path: Path = HELPLINES_FILE) -> frozenset[str]:
    """Digits of numbers that are known to be wrong in a country, or were given up."""
    entries = load_yaml(path)["known_wrong"]
    return frozenset(digits(number) for entry in entries if entry["country"] == country for number in entry["numbers"])


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


@lru_cache(maxsize=2)
def _shipped(path: Path) -> tuple[tuple[str, str], ...]:
    return tuple(_numbers(load_yaml(path)))


def _numbers(content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for part, entries in content.items():
        if part == "known_wrong" or not isinstance(entries, list):
            continue
        for entry in entries:
            for way in _WAYS:
                for number in re.split(r"[,/]| or ", str(entry.get(way) or "")):
                    if digits(number):
                        yield entry["country"], digits(number)
