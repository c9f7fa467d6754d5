"""Which form sets a fact: the way from a {placeholder} of an answer to where it is edited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import url_for

from bot.website.console.access import may_open
from bot.website.console.words import words

FACTS, FORM, RETENTION = "staff.facts.index", "staff.facts.show", "staff.retention.page"
# Filled in from how long conversations are kept, which has a page of its own.
KEPT = "conversation_hours"


@dataclass(frozen=True)
class FactForm:
    """Where a fact is set.

    Attributes:
        name: of the fact, as it stands in {braces}.
        label: what the form calls it, in plain words.
        url: empty where the signed-in staff member may not open it, or no form sets it.
    """

    name: str
    label: str
    url: str


def form_of(name: str) -> FactForm:
    """The form that sets a fact."""
    said: dict[str, Any] = words("facts")
    if name == KEPT:
        url = url_for(RETENTION) if may_open(RETENTION) else ""
        return FactForm(name, words("layout")["menu"]["retention"], url)
    if name in said["statements"]:
        task = next((key for key, each in said["tasks"].items() if name in _set_by(each)), "")
        return FactForm(name, said["statements"][name], url_for(FORM, task=task, _anchor=name) if task else "")
    for task, each in said["tasks"].items():
        if name in _set_by(each):
            return FactForm(name, each["title"], url_for(FORM, task=task))
    group = next((group for group, names in said["group_facts"].items() if name in names), None)
    if group:
        return FactForm(name, said["groups"][group], url_for(FACTS, _anchor=f"group-{group}"))
    return FactForm(name, said["set_elsewhere"], "")


def forms_of(names: Iterable[str]) -> list[FactForm]:
    """The forms of several facts, each once."""
    return [form_of(name) for name in dict.fromkeys(names)]


def _set_by(task: dict[str, Any]) -> list[str]:
    return [*task.get("facts", []), *task.get("statements", [])]
