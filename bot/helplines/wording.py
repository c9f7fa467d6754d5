"""The words of the crisis reply in each language, as they stand in their files.

English and Spanish have files of their own, line by line. The other languages have the short form: one opening serves
several kinds, and what is not translated is left out.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from bot.wording import wording
from bot.yaml_reading import YamlError

log = logging.getLogger(__name__)

ENGLISH = "en"
# BCP 47. Chinese is written in two ways; a client's "zh" is read as the simplified one.
LANGUAGES = ("en", "es", "fr", "de", "pt", "it", "pl", "ru", "uk", "ar", "hi", "vi", "tl", "ko", "zh-Hans", "zh-Hant")


def language_of(code: str | None) -> str:
    """The language of LANGUAGES that serves a BCP 47 tag; English where none does."""
    wanted = (code or ENGLISH).replace("_", "-")
    if wanted.lower().startswith("zh"):
        return "zh-Hant" if any(part in wanted.lower() for part in ("hant", "tw", "hk", "mo")) else "zh-Hans"
    short = {"fil": "tl"}.get(wanted.partition("-")[0].lower(), wanted.partition("-")[0].lower())
    return short if short in LANGUAGES else ENGLISH


def wording_for(language: str) -> Mapping[str, Any]:
    """The words in a language of LANGUAGES; the English ones where those cannot be read.

    Raises:
        bot.yaml_reading.YamlError: the English file cannot be read, and never was.
    """
    try:
        if language == "es":
            return wording("crisis_es")
        if language != ENGLISH:
            return _written_out(wording("crisis_languages"), language)
    except (YamlError, KeyError, TypeError) as error:
        log.error("the crisis words in %s cannot be used (%s): the English ones serve", language, type(error).__name__)
    return wording("crisis")


def after_contacts(language: str | None) -> dict[str, Any]:
    """What is said after contacts, in the language in which they were shown; in English where it is in no other.

    Raises:
        bot.yaml_reading.YamlError: the file cannot be read, and never was.
    """
    return wording("after_contacts_es" if language == "es" else "after_contacts")


def _written_out(content: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    """The short form in the shape of the English file."""
    own = content["languages"][language]
    openings = {kind: own["opening"][key] for kind, key in content["openings"].items()}
    return {**own, "opening": openings}
