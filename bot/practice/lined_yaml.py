"""YAML that remembers its lines, so that a fault in a file written by a person can be pointed at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any, TypeVar, Union

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode
from ruamel.yaml.nodes import Node as YamlNode

NOT_RECORDED = "not recorded"
LONGEST_TEXT = 1000  # characters; longer ones do not fit a chat message

_CLOCK = re.compile(r"(\d{1,2}):(\d\d)")
_YES_OR_NO = {"yes": True, "true": True, "no": False, "false": False}
# A comment has a space behind its sign; "Suite #3" is no comment to whoever wrote it.
_CUT = re.compile(r"\s+#\S")
_NULL = "tag:yaml.org,2002:null"

NodeValue = Union[str, None, list["Node"], dict[str, "Node"]]  # noqa: UP007 - evaluated, and Node comes later
Value = TypeVar("Value")


@dataclass(frozen=True)
class Problem:
    """What is wrong in one line of the file (the first line is 1; 0 if it comes from no file).

    Attributes:
        path: keys and list positions down to the value, such as ("channels", "text", "address").
        reason: the message without the value's name.
    """

    line: int
    message: str
    path: tuple[str, ...] = ()
    reason: str = ""

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


class PracticeFileError(Exception):
    """The file is not a usable record; `problems` has every fault that was found, by line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Node:
    """A value of the file with its line and name, and the list that its faults go to.

    The value is words, None for nothing, or the nodes of a list or of a mapping. Numbers and days stay the
    words that were written: the emergency number 000 is not 0. Every reader gives a harmless value after a
    fault, so that one reading finds all faults.
    """

    def __init__(
        self, value: NodeValue, line: int, name: str, problems: list[Problem], path: tuple[str, ...] = ()
    ) -> None:
        self.value = value
        self.line = line
        self.name = name
        self.problems = problems
        self.path = path

    def fault(self, message: str) -> None:
        self.problems.append(Problem(self.line, f"{self.name}: {message}", self.path, message))

    def missing(self, name: str) -> None:
        """A fault for an entry that should be here."""
        path = (*self.path, name)
        self.problems.append(Problem(self.line, f"{self.name}: '{name}' is missing", path, "is missing"))

    @property
    def recorded(self) -> bool:
        return self.value is not None and self.value != NOT_RECORDED

    def children(self, known: Iterable[str] | None = None) -> dict[str, Node]:
        """The entries of a mapping; a fault for each that is not known."""
        if not self.recorded:
            return {}
        if not isinstance(self.value, dict):
            self.fault("must be a list of 'name: value' lines")
            return {}
        if known is None:
            return self.value
        allowed = tuple(known)
        for key in self.value.keys() - allowed:
            self.value[key].fault(f"is not known here; write one of: {', '.join(allowed)}")
        return {key: node for key, node in self.value.items() if key in allowed}

    def items(self) -> list[Node]:
        if not self.recorded:
            return []
        if not isinstance(self.value, list):
            self.fault("must be a list; begin each line with '- '")
            return []
        return self.value

    def text(self, longest: int = LONGEST_TEXT) -> str:
        if not isinstance(self.value, str):
            self.fault("must be words" if self.value is not None else "is empty")
            return ""
        words = " ".join(self.value.split())
        if not words:
            self.fault("is empty")
        if len(words) > longest:
            self.fault(f"has {len(words)} characters; {longest} is the most")
        if set("{}\\") & set(words):
            self.fault("must not contain { } or \\")
        return words

    def yes_or_no(self) -> bool:
        answer = _YES_OR_NO.get(str(self.value))
        if answer is None:
            self.fault("write yes or no")
        return bool(answer)

    def day(self) -> date | None:
        day = as_date(str(self.value))
        if day is None:
            self.fault("write a day as 2026-12-24")
        return day

    def clock(self) -> time | None:
        match = _CLOCK.fullmatch(str(self.value))
        if not match:
            self.fault("write a time as 09:00")
            return None
        return self.time_of(match[1], match[2])

    def time_of(self, hour: str, minute: str) -> time | None:
        if (hour, minute) == ("24", "00"):
            return time(0)
        try:
            return time(int(hour), int(minute))
        except ValueError:
            self.fault(f"{hour}:{minute} is not a time of day")
            return None


class Entries:
    """The entries of one mapping, read by name; what is absent or "not recorded" is None."""

    def __init__(self, node: Node, known: Iterable[str]) -> None:
        self._node = node
        self._children = node.children(known)

    def __getitem__(self, name: str) -> Node:
        """The entry, or an empty one that stands on the line of the mapping."""
        return self._children.get(name) or Node(
            None, self._node.line, name, self._node.problems, (*self._node.path, name)
        )

    def read(self, name: str, reader: Callable[[Node], Value]) -> Value | None:
        node = self._children.get(name)
        return reader(node) if node and node.recorded else None

    def text(self, name: str, longest: int = LONGEST_TEXT) -> str | None:
        return self.read(name, lambda node: node.text(longest))

    def demand(self, name: str, longest: int = LONGEST_TEXT) -> str:
        """Text that the record cannot do without."""
        if not self[name].recorded:
            self._node.missing(name)
            return ""
        return self[name].text(longest)


def as_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def load(text: str, problems: list[Problem]) -> Node:
    """The root of a file; every fault that is met when it is read goes to `problems`.

    Raises:
        PracticeFileError: the text is not YAML.
    """
    try:
        # The library's own parser: the faster one in C refuses {url: https://...}, as YAML 1.1 did.
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise PracticeFileError([Problem(line, f"not YAML: {error.problem}")]) from error
    except YAMLError as error:
        raise PracticeFileError([Problem(1, f"not YAML: {error}")]) from error
    if root is None:
        raise PracticeFileError([Problem(1, "the file is empty")])
    return _node(root, root.start_mark.line + 1, "the file", problems)


def node_of(content: Any, problems: list[Problem], path: tuple[str, ...] = ()) -> Node:
    """The node of values that come from no file, so that they are read as if they did; they have no lines (0)."""
    name = path[-1] if path else "the record"
    if isinstance(content, dict):
        entries = {key: node_of(part, problems, (*path, key)) for key, part in content.items()}
        return Node(entries, 0, name, problems, path)
    if isinstance(content, list):
        parts = [node_of(part, problems, (*path, str(index))) for index, part in enumerate(content)]
        return Node(parts, 0, name, problems, path)
    if isinstance(content, bool):
        return Node(str(content).lower(), 0, name, problems, path)
    return Node(None if content is None else str(content), 0, name, problems, path)


def _node(found: YamlNode, line: int, name: str, problems: list[Problem], path: tuple[str, ...] = ()) -> Node:
    """The node of a part of the file; `line` is that of its key where it has one."""
    if found.anchor is not None:
        problems.append(Problem(line, f"{name}: write values out; & and * are not used here"))
        return Node(None, line, name, problems, path)
    if isinstance(found, ScalarNode):
        if not found.style and _CUT.match(_rest_of_line(found)):
            problems.append(Problem(line, f"{name}: what follows '#' would be lost: put the whole value in \"quotes\""))
        return Node(None if found.tag == _NULL else found.value, line, name, problems, path)
    if isinstance(found, MappingNode):
        return Node(_entries(found, problems, path), line, name, problems, path)
    parts = [
        _node(part, part.start_mark.line + 1, name, problems, (*path, str(index)))
        for index, part in enumerate(found.value)
    ]
    return Node(parts, line, name, problems, path)


def _rest_of_line(found: ScalarNode) -> str:
    """What stands behind a value in its line."""
    mark: Any = found.end_mark
    return str(mark.buffer[mark.pointer :]).partition("\n")[0] if mark.buffer else ""


def _entries(found: MappingNode, problems: list[Problem], path: tuple[str, ...]) -> dict[str, Node]:
    entries: dict[str, Node] = {}
    for key, value in found.value:
        line = key.start_mark.line + 1
        if not isinstance(key, ScalarNode):
            problems.append(Problem(line, "a name must be one word"))
        elif key.value in entries:
            problems.append(Problem(line, f"{key.value}: is here for a second time"))
        else:
            entries[key.value] = _node(value, line, key.value, problems, (*path, key.value))
    return entries
