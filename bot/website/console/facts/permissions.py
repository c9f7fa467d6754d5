"""Which facts a role may change: reception the daily ones, a therapist also what is policy."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.practice.fields import Change
from bot.staff.roles import Role
from bot.website.console.facts.parts import Path

# Hours, absences, closures, and how to reach somebody; by dotted field name.
_DAILY = re.compile(
    r"(?:therapists\.[^.]+\.)?(?:"
    r"hours(?:\..+)?|closures|absences|openings|practice\.open_on_holidays|practice\.closed_on_public_holidays|"
    r"channels\.[a-z_]+\.(?:address|name)|role|pronouns|aliases"
    r")"
)


def may_edit(role: Role, path: Path) -> bool:
    """Whether the role may change what stands at a path of the record's document."""
    return role.may(Role.THERAPIST) or _DAILY.fullmatch(".".join(path)) is not None


def may_make(role: Role, changes: Iterable[Change]) -> bool:
    """Whether the role may change each of the fields."""
    return all(may_edit(role, tuple(change.field.split("."))) for change in changes)
