"""What every page of the console has around it: the menu, and who is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, request
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from bot.practice.store import NoRecordError
from bot.website.console.access import may_open, services
from bot.website.console.words import words


def offer_menu(console: Blueprint, subjects: Sequence[ModuleType]) -> None:
    """Give every template `menu`, `layout` (its words) and `staff` (who is signed in, or None)."""
    console.app_template_filter("console_time")(console_time)
    homes = [(subject.blueprint.name, subject.HOME) for subject in subjects if hasattr(subject, "HOME")]

    @console.context_processor
    def around() -> dict[str, Any]:
        layout = words("layout")
        try:
            staff = current_user if current_user.is_authenticated else None
        except SQLAlchemyError:
            # The page that says so needs no menu.
            staff = None
        here = (request.endpoint or "").rpartition(".")[0].rpartition(".")[2]
        menu = [
            {"label": layout["menu"][name], "endpoint": home, "here": name == here}
            for name, home in homes
            if staff and may_open(home)
        ]
        return {"layout": layout, "staff": staff, "menu": menu}


def console_time(value: datetime) -> str:
    """A time of the database in the practice's time zone, such as "Nov 22, 2026, 14:05"."""
    try:
        zone = ZoneInfo(services().live.current().timezone)
    except (SQLAlchemyError, NoRecordError):
        zone = ZoneInfo("UTC")
    return value.replace(tzinfo=timezone.utc).astimezone(zone).strftime("%b %-d, %Y, %H:%M")
