"""Short names for what the widget's script declares for itself: variables, parameters, functions, classes.

In one function or method a word gets one short name wherever it is a variable, so nobody has to know where inside of
it a variable begins and ends. Members (`.name`), keys (`name:`) and methods stay as they are: the page, the server and
what a tab has stored know them. A name that is not found here stays long, and does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from string import ascii_letters

_TOKEN = re.compile(
    r""" "(?:[^"\\\n]|\\.)*" | `(?:[^`\\]|\\.)*` | /(?![ /*])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\]|\\.)*\])+/\w*
    | [A-Za-z_$][\w$]* | \d[\w.]* | \s+ | \.\.\. | => | [=!<>]=+ | . """,
    re.VERBOSE,
)
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_FILLED_IN = re.compile(r"\$\{((?:[^{}]|\{[^{}]*\})*)\}")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
# What stands before a brace that holds names and values, and not statements.
_BEFORE_OBJECT = {*"(,=:[?&|", "...", "return", "const", "let"}
_BEFORE_METHOD = {*"{},;", "async", "get", "static"}
_SHORT_KEYWORDS = {"as", "do", "if", "in", "is", "of"}


def shorten(source: str, beside: Sequence[str] = ()) -> str:
    """The script with short names.

    Args:
        source: without comments. None of its variables has the name of a global that it uses.
        beside: variables that are declared elsewhere in the same scope. They keep their names.
    """
    tokens = _TOKEN.findall(source)
    taken = {*re.findall(r"[\w$]+", source), *beside, *_SHORT_KEYWORDS}
    letters, pairs = ([name for name in _names(length) if name not in taken] for length in (1, 2))
    everywhere = dict(zip(sorted(_declared(tokens, top=True)), pairs, strict=False))
    rest = [*letters, *pairs[len(everywhere) :]]
    variables, parts = _variables(tokens), []
    for unit in _units(tokens):
        within = [tokens[at] for at in unit]
        own = sorted(_declared(within) - everywhere.keys() - set(beside), key=within.index)
        short = {**everywhere, **dict(zip(own, rest, strict=False))}
        parts += [_renamed(tokens[at], variables.get(at), short) for at in unit]
    return "".join(parts)


def _names(length: int) -> Iterator[str]:
    return map("".join, product(ascii_letters, repeat=length))


def _renamed(token: str, variable: str | None, short: Mapping[str, str]) -> str:
    """A token as it shall stand. What a template fills in is code as well."""
    if token.startswith("`"):
        return _FILLED_IN.sub(lambda found: "${" + _filled_in(found[1], short) + "}", token)
    if variable is None or token not in short:
        return token
    return f"{token}: {short[token]}" if variable == "member" else short[token]


def _filled_in(source: str, short: Mapping[str, str]) -> str:
    tokens = _TOKEN.findall(source)
    variables = _variables(tokens)
    return "".join(_renamed(token, variables.get(at), short) for at, token in enumerate(tokens))


def _units(tokens: list[str]) -> Iterator[range]:
    """Parts that share no variables but those declared at the top: statements there, and methods."""
    depth = floor = begun = 0
    following = [*(token for token in tokens if not token.isspace()), ""]
    for at, mark in enumerate(tokens):
        if mark.isspace():
            continue
        following.pop(0)
        if mark == "class" and not depth:
            floor = 1
        depth += _step(mark)
        if not depth and mark == "}":
            floor = 0
        # After a brace that ends an object, an operator may go on.
        ends = mark == ";" or (mark == "}" and (following[0] in ("", "}") or _WORD.fullmatch(following[0])))
        if depth <= floor and ends:
            yield range(begun, at + 1)
            begun = at + 1
    yield range(begun, len(tokens))


def _variables(tokens: list[str]) -> dict[int, str]:
    """Where a word is a variable: "alone", or "member" where it is a member's name as well, as in { name }."""
    marks = [(at, token) for at, token in enumerate(tokens) if not token.isspace()]
    beside = ["", *(token for _, token in marks), ""]
    opened: list[str] = []
    found = {}
    for place, ((at, mark), before, after) in enumerate(zip(marks, beside, beside[2:], strict=False)):
        inside = opened[-1] if opened else ""
        if mark in _CLOSING:
            opened.append("object" if mark == "{" and before in _BEFORE_OBJECT else mark)
        elif mark in _CLOSING.values():
            opened.pop()
        elif _WORD.fullmatch(mark) and before != ".":
            begins = inside == "object" and before in ("{", ",")
            may_be_method = after == "(" and (begins or (inside == "{" and before in _BEFORE_METHOD))
            if (begins and after == ":") or (may_be_method and _is_defined(beside[place + 1 :])):
                continue
            found[at] = "member" if begins and after in (",", "}", "=") else "alone"
    return found


def _is_defined(marks: list[str]) -> bool:
    """Whether a word and its parentheses define a function: a brace follows."""
    end = _end(marks, 1)
    return marks[end + 1 : end + 2] == ["{"]


def _declared(tokens: list[str], top: bool = False) -> set[str]:
    """Names after const, let, function and class, in patterns, and of parameters.

    Args:
        top: only those outside of all brackets.
    """
    marks = [token for token in tokens if not token.isspace()]
    names: set[str] = set()
    depth = 0
    for at, mark in enumerate(marks[:-1]):
        depth += _step(mark)
        if top and depth:
            continue
        following = marks[at + 1]
        if mark in ("const", "let", "function", "class") and _WORD.fullmatch(following):
            names.add(following)
        elif mark in ("const", "let") and following in _CLOSING:
            names |= _bound(marks[at + 1 : _end(marks, at + 1) + 1])
        elif mark == "(" and marks[at - 1 : at] not in (["if"], ["for"], ["while"]):
            end = _end(marks, at)
            if marks[end + 1 : end + 2] in (["=>"], ["{"]):
                names |= _bound(marks[at : end + 1])
    return {name for name in names if len(name) > 1}


def _bound(pattern: list[str]) -> set[str]:
    """The names that a pattern or a list of parameters binds: those in a place of their own, not in a default."""
    return {
        name
        for before, name, after in zip(pattern, pattern[1:], pattern[2:], strict=False)
        if _WORD.fullmatch(name) and before in (*"([{,:", "...") and after in tuple(")]},=")
    }


def _end(marks: list[str], at: int) -> int:
    """Where the bracket closes that opens here."""
    depth = 0
    for place in range(at, len(marks)):
        depth += _step(marks[place])
        if not depth:
            return place
    return len(marks)


def _step(token: str) -> int:
    return (token in _CLOSING) - (token in _CLOSING.values())
