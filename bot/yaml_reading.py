"""How YAML is read and written, everywhere: the plain values of YAML 1.2, quickly; and files edited without loss.

PyYAML reads what the program needs: in C, fifty times as fast as ruamel.yaml, which edits what people wrote, because it
keeps their comments, order, quotes and line breaks. PyYAML follows YAML 1.1, where `no` is false and 9:30 a number;
here it is taught the values of YAML 1.2, so that both read the same (https://yaml.org/spec/1.2.2/#103-core-schema).
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any, ClassVar

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError as RoundTripError

# Never break a line that its author did not break.
_WIDTH = 1_000_000
_MOST_NESTED = 50
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SafeDumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class YamlError(Exception):
    """The text is no YAML, or a file of it cannot be read; the message says where and why."""


class _Loader(_SafeLoader):
    """Refuses a name that stands twice in one mapping, of which PyYAML would quietly take the last."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if (key.tag, key.value) in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"{key.value!r} is here for a second time", key.start_mark
                    )
                seen.add((key.tag, key.value))
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


# A number with a zero before it is a telephone number, and stays as it was written.
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+", "-+.0123456789"),
    ("float", r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", "-+."),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), list(_first))


def read_yaml(source: str | bytes) -> Any:
    """Plain data: nothing in the text can make other objects.

    Raises:
        YamlError: it is no YAML.
    """
    _refuse_deep(source if isinstance(source, str) else source.decode("utf-8", "replace"))
    try:
        return yaml.load(source, Loader=_Loader)  # noqa: S506 (a safe loader)
    except (yaml.YAMLError, ValueError) as error:
        # ValueError: a day that no calendar has.
        raise YamlError(_in_a_line(error)) from error


def load_yaml(path: Path) -> Any:
    """The content of a file.

    Raises:
        YamlError: it cannot be read, or is no YAML.
    """
    try:
        return read_yaml(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, YamlError) as error:
        raise YamlError(f"{path.name}: cannot be read: {error}") from error


def write_yaml(data: Any) -> str:
    """Plain data as YAML, its names in their order."""
    text: str = yaml.dump(data, Dumper=_SafeDumper, allow_unicode=True, sort_keys=False)
    return text


def read_to_edit(source: str) -> Any:
    """A document that `write_edited` writes back with its comments, order, quotes and line breaks.

    Raises:
        YamlError: it is no YAML.
    """
    _refuse_deep(source)
    try:
        return _round_trip().load(source)
    except RoundTripError as error:
        raise YamlError(_in_a_line(error)) from error


def write_edited(document: Any) -> str:
    """The text of a document that was read to edit."""
    stream = io.StringIO()
    _round_trip().dump(document, stream)
    return stream.getvalue()


def _refuse_deep(source: str) -> None:
    """Nothing that people write here is nested so; both readers would take seconds to give up.

    Raises:
        YamlError: see there.
    """
    depth = most = 0
    for bracket in re.findall(r"[\[\]{}]", source):
        depth = depth + 1 if bracket in "[{" else max(depth - 1, 0)
        most = max(most, depth)
    if most > _MOST_NESTED or re.search(rf"(?:[-?] +){{{_MOST_NESTED}}}", source):
        raise YamlError(f"more than {_MOST_NESTED} lists or mappings are opened within each other")


def _round_trip() -> Any:
    editor: Any = YAML()
    editor.preserve_quotes = True
    editor.width = _WIDTH
    return editor


def _in_a_line(error: Exception) -> str:
    return " ".join(str(error).split())
