"""The first page: how the assistant is used, and what waits for somebody."""

from __future__ import annotations

from flask import Blueprint, render_template

from bot.staff.roles import Role
from bot.website.console.access import allowed

blueprint = Blueprint("overview", __name__)
HOME = "staff.overview.page"


@blueprint.get("/")
@allowed(Role.RECEPTION)
def page() -> str:
    return render_template("overview/page.html")
