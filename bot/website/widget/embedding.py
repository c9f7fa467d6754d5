"""What a page needs to carry the chat: the script with its integrity hash, the words, the rendered templates.

Plain files and Jinja, no Flask: the website's routes and the staff console both use it.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import re
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parent
LEADING_COMMENT = "/*! <practice-chat> of Between Sessions. Apache-2.0. Sources: bot/website/widget/source */\n"
# In the order in which they stand in the script: what a part needs comes before it.
PARTS = (
    *("nodes", "markdown", "help", "service", "memory", "delivery"),
    *("log", "composer", "frame", "welcome", "idle", "tabs", "keeping", "notes", "feedback", "chat", "element"),
)


# Words for pages without the script.
_NOT_IN_SCRIPT = ("no_script",)
# In a process of its own: the packer is a Go program, whose runtime has no business in a process that answers clients.
_PACK = "import minify, sys; sys.stdout.write(minify.string(sys.argv[1], sys.stdin.read()))"


class UnknownLanguageError(Exception):
    """The interface has no words in this language."""


def languages() -> tuple[str, ...]:
    """Codes of the languages the interface speaks, such as ("en", "es")."""
    return tuple(sorted(path.stem for path in (FOLDER / "strings").glob("*.json")))


def load_words(language: str) -> dict[str, str]:
    """The interface's words in one language; words not translated are in English.

    Raises:
        UnknownLanguageError: there is no file of words for the language.
    """
    _check(language)
    return {**_read_words("en"), **_read_words(language)}


@lru_cache
def script() -> bytes:
    """The element as one classic script, served as text/javascript.

    The parts stand in files of their own; they are put one after the other into one closed scope, with the
    English words and the style, and packed.
    """
    given = {
        "ENGLISH": _as_json(_words_of_script("en")),
        "LANGUAGES": _as_json(languages()),
        "STYLE": _as_json(_packed(_source("style.css"), "text/css")),
    }
    parts = [*(f"const {name}={value};" for name, value in given.items()), *(_source(f"{part}.js") for part in PARTS)]
    whole = '(() => {\n"use strict";\n' + "\n".join(parts) + "\n})();\n"
    return (LEADING_COMMENT + _packed(whole, "application/javascript")).encode()


def words_for_script(language: str) -> bytes:
    """What the script loads to speak a language: JSON, served as /widget/strings/<language>.json.

    Raises:
        UnknownLanguageError: there is no file of words for the language.
    """
    _check(language)
    return _as_json(_words_of_script(language)).encode()


def script_integrity() -> str:
    """The script's subresource-integrity value, "sha384-..." (W3C SRI)."""
    return "sha384-" + base64.b64encode(hashlib.sha384(script()).digest()).decode()


def stylesheet() -> bytes:
    """The style of the demo page and the full-page chat, served as text/css at /widget/pages.css."""
    return (FOLDER / "pages" / "pages.css").read_bytes()


def telephone_link(shown: str) -> str:
    """The tel: address of a number as shown: "1-800-799-7233" gives "tel:18007997233"."""
    found = re.search(r"\+?\d[\d\s().-]*", shown)
    return "tel:" + re.sub(r"[^\d+]", "", found.group()) if found else ""


def render_page(
    name: str, *, practice: Any, help: dict[str, Any], widget_url: str, language: str = "en", **more: Any
) -> str:
    """A page as HTML.

    Args:
        name: "demo", "chat" or "snippet".
        practice: has name and phone.
        help: what GET /api/help answers.
        widget_url: address of the script as the page shall name it.
        language: language of the interface and of the words around the help numbers; empty for English around them,
            and an interface that follows the page and the visitor.
        more: api (base address of the website process; if absent the origin of the page), attributes (further ones
            of the element, such as those of a Look), plain (a plain element, for editors that take away those they do
            not know), integrity (hash of the script; if absent this one), therapists (demo page).

    Raises:
        UnknownLanguageError: there is no file of words for the language.
    """
    words = load_words(language or "en")
    variables = {
        "fixed_language": bool(language),
        "api": "",
        "integrity": script_integrity(),
        "attributes": {},
        "plain": False,
        "therapists": [],
        **more,
    }
    template = _environment().get_template(f"{name}.html")
    return template.render(
        practice=practice, help=help, widget_url=widget_url, language=language or "en", words=words, **variables
    )


@lru_cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["telephone_link"] = telephone_link
    environment.filters["say"] = _say
    environment.filters["contact_ways"] = _contact_ways
    return environment


def _check(language: str) -> None:
    if language not in languages():
        raise UnknownLanguageError(f"no words in {language!r}: the languages are {', '.join(languages())}")


def _words_of_script(language: str) -> dict[str, str]:
    return {name: words for name, words in _read_words(language).items() if name not in _NOT_IN_SCRIPT}


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@lru_cache
def _read_words(language: str) -> dict[str, str]:
    words: dict[str, str] = json.loads((FOLDER / "strings" / f"{language}.json").read_text(encoding="utf-8"))
    return words


def _source(name: str) -> str:
    return (FOLDER / "source" / name).read_text(encoding="utf-8")


def _packed(source: str, kind: str) -> str:
    """A script or style in fewer bytes, without comments; as it is where the packer has no build for the system."""
    if importlib.util.find_spec("minify") is None:
        return source
    packer = [sys.executable, "-c", _PACK, kind]
    return subprocess.run(packer, input=source, capture_output=True, check=True, text=True, encoding="utf-8").stdout


def _say(template: str, **values: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: str(values.get(match[1], match[0])), template)


def _contact_ways(contact: dict[str, Any], words: dict[str, str]) -> list[dict[str, str]]:
    """The ways to reach a contact as links, with the same labels as the element shows."""
    ways = []
    if contact.get("phone"):
        href = contact.get("tel_link") or telephone_link(contact["phone"])
        ways.append({"href": href, "label": _say(words["call"], number=contact["phone"])})
    if contact.get("sms"):
        number = telephone_link(contact["sms"]).removeprefix("tel:")
        href = contact.get("sms_link") or f"sms:{quote(number)}"
        word = re.search(r"[?&]body=([^&]*)", href)
        template = words["text_word"] if word else words["text"]
        ways.append({"href": href, "label": _say(template, number=number, word=word[1] if word else "")})
    if str(contact.get("url") or "").startswith("https://"):
        ways.append({"href": contact["url"], "label": words["chat_online" if contact.get("chat") else "website"]})
    return [way for way in ways if way["href"]]
