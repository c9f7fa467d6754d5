"""The assistant's other words (data/wording): one text at a time, in files that keep their comments and order."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
    SingleQuotedScalarString,
)

from bot.crisis.wording_lint import lint_answer, lint_text
from bot.words.checks import CONTROL, Remark
from bot.words.files import WordFiles, replace_file
from bot.words.topic_file import FileError, clean, edit_token, round_trip
from bot.yaml_reading import read_yaml

# The files whose texts clients read and staff may change, most delicate first. What the others hold is checked, sent or
# printed elsewhere.
EDITABLE = (
    "crisis",
    "encouragement",
    "follow_ups",
    "sending",
    "preparing",
    "drafts",
    "contact_rules",
    "facts",
    "policy_card",
    "website",
)
# Parts of a file that hold names for the program.
_NAMES = {"drafts": ("purposes", "sent_for")}
CRISIS = "crisis"
# How a file of wording is called in history and audit log.
SUBJECT = "wording/"
_FIELD = re.compile(r"\{([a-z_]*)\}")


class UnknownWordingError(Exception):
    """There is no such file or text."""


class WordingChangedError(Exception):
    """Somebody else saved the file since it was opened; nothing was written."""


@dataclass(frozen=True)
class WordingText:
    """One text. `key` is its place in the file, such as "opening.suicide"."""

    key: str
    text: str


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
        UnknownWordingError: it is none of EDITABLE.
        FileError: it cannot be read.
    """
    return wording_of(name, source_of(files, name))


def source_of(files: WordFiles, name: str) -> str:
    """The text of a file.

    Raises:
        UnknownWordingError: it is none of EDITABLE.
    """
    if name not in EDITABLE:
        raise UnknownWordingError(f"there is no file of words {name!r}")
    return _path(files, name).read_text("utf-8")


def wording_of(name: str, source: str) -> WordingFile:
    """The texts in the text of a file.

    Raises:
        FileError: it cannot be read.
    """
    try:
        content = read_yaml(source)
    except yaml.YAMLError as error:
        raise FileError(f"{name} is no YAML: {' '.join(str(error).split())}") from error
    texts = [WordingText(*each) for each in _texts(content)]
    worded = [each for each in texts if each.key.partition(".")[0] not in _NAMES.get(name, ())]
    return WordingFile(name, tuple(worded), edit_token(source))


def check_wording(name: str, key: str, before: str, after: str) -> list[Remark]:
    """Why a text cannot be saved; empty if it can.

    A text keeps its placeholders: without {emergency}, a person in danger would not read whom to call.
    """
    if not after.strip():
        return [_stop("empty_wording")]
    if re.search(r"[{}]", _FIELD.sub("", after)):
        return [_stop("stray_brace_wording")]
    if CONTROL.search(after.replace("\r\n", "\n")):
        return [_stop("control")]
    wanted, found = set(_FIELD.findall(before)), set(_FIELD.findall(after))
    remarks = [_stop("missing_field", name=field) for field in sorted(wanted - found)]
    remarks += [_stop("foreign_field", name=field) for field in sorted(found - wanted)]
    lint = lint_text if name == CRISIS else lint_answer
    kind = "crisis_wording" if name == CRISIS else "safe_messaging"
    return remarks + [_stop(kind, says=each.message) for each in lint(after, key) if each.rule != "placeholder"]


def set_wording(files: WordFiles, name: str, key: str, text: str, based_on: str) -> WordingFile:
    """Replace one text; all else in the file stays as it is.

    Raises:
        WordingChangedError: the file is in another state than `based_on` by now.
        UnknownWordingError, FileError
    """
    with files.writing():
        source = _opened(files, name, based_on)
        document = round_trip().load(source)
        *parents, last = key.split(".")
        holder: Any = document
        try:
            for parent in parents:
                holder = holder[parent]
            before = holder[last]
        except (KeyError, TypeError):
            raise UnknownWordingError(f"{name} has no text {key!r}") from None
        holder[last] = _in_style_of(before, clean(text))
        stream = io.StringIO()
        round_trip().dump(document, stream)
        wording = wording_of(name, stream.getvalue())
        replace_file(_path(files, name), stream.getvalue())
        return wording


def replace_wording(files: WordFiles, name: str, source: str, based_on: str) -> WordingFile:
    """Replace a whole file, to go back to an earlier version.

    Raises:
        WordingChangedError, UnknownWordingError, FileError
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
        raise WordingChangedError(f"{name} was changed by somebody else in the meantime")
    return source


def _path(files: WordFiles, name: str) -> Path:
    return files.data / "wording" / f"{name}.yml"


def _texts(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, f"{where}.{key}" if where else str(key))


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
