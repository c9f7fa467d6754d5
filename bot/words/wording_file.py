"""The assistant's other words: one text at a time, in files that keep their comments and order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
    SingleQuotedScalarString,
)

from bot.helplines.wording_lint import lint_answer, lint_text
from bot.lint.known import Known
from bot.topics.reading import FileError, edit_token
from bot.words.checks import CONTROL, Remark, check_words, known_facts
from bot.words.files import ChangedMeanwhileError, WordFiles, replace_file
from bot.words.topic_file import clean
from bot.yaml_reading import YamlError, read_to_edit, read_yaml, write_edited

# The files whose texts clients read and staff may change, most delicate first, with their place in data/. What the
# others hold is checked, sent or printed elsewhere.
FILES = {
    "crisis": "wording/crisis.yml",
    "responses": "nlu/responses.yml",
    "encouragement": "wording/encouragement.yml",
    "sending": "wording/sending.yml",
    "preparing": "wording/preparing.yml",
    "drafts": "wording/drafts.yml",
    "contact_rules": "wording/contact_rules.yml",
    "facts": "wording/facts.yml",
    "policy_card": "wording/policy_card.yml",
    "website": "wording/website.yml",
}
EDITABLE = tuple(FILES)
# Those that go live, and back, with a published model; the others are live at once.
PUBLISHED = frozenset(name for name, place in FILES.items() if place.startswith("nlu/"))
# Parts of a file that hold names for the program.
_NAMES = {"drafts": ("purposes", "sent_for")}
CRISIS, RESPONSES = "crisis", "responses"
# How a file of wording is called in history and audit log.
SUBJECT = "wording/"
_FIELD = re.compile(r"\{([a-z_]*)\}")
# What a button says for the client, inside its payload.
_SAID = re.compile(r"""(/[a-z_]+\{"[a-z_]+": ")([^"{}\\]* [^"{}\\]*)("\})""")
# The website takes no longer or other payloads (bot/website/chat).
_UNSAYABLE = re.compile(r'["{}\\]')
MOST_BUTTON_CHARACTERS = 200


class UnknownWordingError(Exception):
    """There is no such file or text."""


@dataclass(frozen=True)
class WordingText:
    """One text.

    Attributes:
        key: its place in the file, such as "opening.suicide" or "utter_draft.0.text".
    """

    key: str
    text: str

    @property
    def label(self) -> str:
        """What staff read as its name, such as "opening: suicide" or "draft: button 2"."""
        response, *place = self.key.removeprefix("utter_").split(".")
        if not place or not place[0].isdecimal():
            return self.key.replace("_", " ").replace(".", ": ")
        parts = [response.replace("_", " ")]
        if place[0] != "0":
            parts.append(f"wording {int(place[0]) + 1}")
        if place[1] == "buttons":
            parts.append(f"button {int(place[2]) + 1}")
        if place[-1] == "payload":
            parts.append("said for the client")
        return ": ".join(parts)


@dataclass(frozen=True)
class WordingFile:
    """A file's texts in their order; `token` names its state."""

    name: str
    texts: tuple[WordingText, ...]
    token: str

    def text(self, key: str) -> str:
        """One text.

        Raises:
            UnknownWordingError: there is none of this key.
        """
        found = next((each.text for each in self.texts if each.key == key), None)
        if found is None:
            raise UnknownWordingError(f"{self.name} has no text {key!r}")
        return found


def read_wording(files: WordFiles, name: str) -> WordingFile:
    """The texts of a file.

    Raises:
        UnknownWordingError: it is none of FILES.
        FileError: it cannot be read.
    """
    return wording_of(name, source_of(files, name))


def source_of(files: WordFiles, name: str) -> str:
    """The text of a file.

    Raises:
        UnknownWordingError: it is none of FILES.
    """
    if name not in FILES:
        raise UnknownWordingError(f"there is no file of words {name!r}")
    return _path(files, name).read_text("utf-8")


def wording_of(name: str, source: str) -> WordingFile:
    """The texts in the text of a file.

    Raises:
        FileError: it cannot be read.
    """
    try:
        content = read_yaml(source)
    except YamlError as error:
        raise FileError(f"{name} is no YAML: {error}") from error
    if name == RESPONSES:
        texts = [WordingText(*each) for each in _of_responses(content["responses"])]
    else:
        texts = [WordingText(*each) for each in _texts(content)]
    worded = [each for each in texts if each.key.partition(".")[0] not in _NAMES.get(name, ())]
    return WordingFile(name, tuple(worded), edit_token(source))


def check_wording(name: str, key: str, before: str, after: str, known: Known | None = None) -> list[Remark]:
    """What is wrong with a text, the worst first; remarks that stop must be mended before it is saved.

    A text keeps its placeholders: without {emergency}, a person in danger would not read whom to call. Facts of the
    practice may come and go where they are filled in, in what a response says.

    Args:
        known: what the practice has recorded, by which numbers, addresses and names are judged.
    """
    if not after.strip():
        return [_stop("empty_wording")]
    if re.search(r"[{}]", _FIELD.sub("", after)):
        return [_stop("stray_brace_wording")]
    if CONTROL.search(after.replace("\r\n", "\n")):
        return [_stop("control")]
    wanted, found = set(_FIELD.findall(before)), set(_FIELD.findall(after))
    if name == RESPONSES and key.endswith(".text"):
        wanted, found = wanted - known_facts(), found - known_facts()
    remarks = [_stop("missing_field", name=field) for field in sorted(wanted - found)]
    remarks += [_stop("foreign_field", name=field) for field in sorted(found - wanted)]
    remarks += _unfit_for_button(key, after) if name == RESPONSES and not key.endswith(".text") else []
    lint = lint_text if name == CRISIS else lint_answer
    kind = "crisis_wording" if name == CRISIS else "safe_messaging"
    remarks += [_stop(kind, says=each.message) for each in lint(after, key) if each.rule != "placeholder"]
    # The crisis reply speaks to people in every country, with their numbers.
    remarks += check_words(after, None if name == CRISIS else known)
    return sorted(remarks, key=lambda remark: not remark.stops)


def _unfit_for_button(key: str, text: str) -> list[Remark]:
    remarks = [_stop("several_lines")] if "\n" in text.strip() else []
    if len(text) > MOST_BUTTON_CHARACTERS:
        remarks.append(_stop("long_button", most=str(MOST_BUTTON_CHARACTERS)))
    if key.endswith(".payload") and _UNSAYABLE.search(text):
        remarks.append(_stop("unsayable"))
    return remarks


def set_wording(files: WordFiles, name: str, key: str, text: str, based_on: str) -> WordingFile:
    """Replace one text; all else in the file stays as it is.

    Raises:
        ChangedMeanwhileError: the file is in another state than `based_on` by now.
        UnknownWordingError, FileError
    """
    with files.writing():
        source = _opened(files, name, based_on)
        # Whether staff may edit that text at all.
        wording_of(name, source).text(key)
        document = read_to_edit(source)
        *parents, last = key.split(".")
        holder: Any = document["responses"] if name == RESPONSES else document
        for parent in parents:
            holder = holder[int(parent) if parent.isdecimal() else parent]
        said = _SAID.fullmatch(holder[last]) if last == "payload" else None
        holder[last] = _in_style_of(holder[last], f"{said[1]}{clean(text)}{said[3]}" if said else clean(text))
        edited = write_edited(document)
        wording = wording_of(name, edited)
        replace_file(_path(files, name), edited)
        return wording


def replace_wording(files: WordFiles, name: str, source: str, based_on: str) -> WordingFile:
    """Replace a whole file, to go back to an earlier version.

    Raises:
        ChangedMeanwhileError, UnknownWordingError, FileError
    """
    with files.writing():
        _opened(files, name, based_on)
        wording = wording_of(name, source)
        replace_file(_path(files, name), source)
        return wording


def _stop(kind: str, **values: str) -> Remark:
    return Remark(kind, values, True)


def _opened(files: WordFiles, name: str, based_on: str) -> str:
    source = source_of(files, name)
    if edit_token(source) != based_on:
        raise ChangedMeanwhileError(name)
    return source


def _path(files: WordFiles, name: str) -> Path:
    return files.data / FILES[name]


def _texts(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, f"{where}.{key}" if where else str(key))


def _of_responses(responses: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What each wording of a response says, the titles of its buttons, and what these say for the client."""
    for name, variants in responses.items():
        for number, variant in enumerate(variants):
            where = f"{name}.{number}"
            if variant.get("text"):
                yield f"{where}.text", variant["text"]
            for place, button in enumerate(variant.get("buttons") or []):
                yield f"{where}.buttons.{place}.title", button["title"]
                said = _SAID.fullmatch(button["payload"])
                if said:
                    yield f"{where}.buttons.{place}.payload", said[2]


def _in_style_of(before: Any, text: str) -> Any:
    """The text, quoted or set as the one it replaces; several lines always as a block.

    Spaces around it stay as they were: some texts are put into the middle of others.
    """
    text = before[: len(before) - len(before.lstrip(" "))] + text + before[len(before.rstrip(" ")) :]
    ending = "\n" if str(before).endswith("\n") else ""
    if "\n" in text or isinstance(before, LiteralScalarString):
        return LiteralScalarString(text + ending)
    if isinstance(before, FoldedScalarString):
        return FoldedScalarString(text + ending)
    if isinstance(before, SingleQuotedScalarString):
        return SingleQuotedScalarString(text)
    return DoubleQuotedScalarString(text)
