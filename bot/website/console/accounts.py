"""Accounts of the staff, for administrators."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from bot.staff import accounts, audit, tries
from bot.staff.links import PATH, VALID_FOR
from bot.staff.roles import Role
from bot.website.console.access import allowed, now, services, signed_in
from bot.website.console.words import words

blueprint = Blueprint("accounts", __name__)
HOME = "staff.accounts.page"


@blueprint.get("/accounts")
@allowed(Role.ADMINISTRATOR)
def page() -> str:
    return _page()


@blueprint.post("/accounts")
@allowed(Role.ADMINISTRATOR)
def add() -> str | tuple[str, int]:
    name, role = request.form.get("name", ""), _role()
    try:
        with services().database.session() as database:
            account, token = accounts.add_account(database, signed_in().name, name, role, now())
    except accounts.AccountError as error:
        return _page(name=name, role=role, name_error=_say(error)), 422
    return _link(account, token, is_new=True)


@blueprint.post("/accounts/<int:account_id>/reset")
@allowed(Role.ADMINISTRATOR)
def reset(account_id: int) -> str:
    with services().database.session() as database:
        token = accounts.reset_account(database, signed_in().name, _known(database, account_id).id, now())
        account = accounts.get_account(database, account_id)
    return _link(account, token, is_new=False)


@blueprint.post("/accounts/<int:account_id>/role")
@allowed(Role.ADMINISTRATOR)
def change_role(account_id: int) -> Response:
    role = _role()
    with services().database.session() as database:
        account = _known(database, account_id)
        try:
            accounts.set_role(database, signed_in().name, account_id, role)
        except accounts.AccountError as error:
            return _back(_say(error), "error")
    return _back(words("accounts")["role"].format(name=account.name, role=words("layout")["roles"][role.value]))


@blueprint.post("/accounts/<int:account_id>/off")
@allowed(Role.ADMINISTRATOR)
def switch_off(account_id: int) -> Response:
    return _switch(account_id, False)


@blueprint.post("/accounts/<int:account_id>/on")
@allowed(Role.ADMINISTRATOR)
def switch_on(account_id: int) -> Response:
    return _switch(account_id, True)


@blueprint.post("/accounts/<int:account_id>/unlock")
@allowed(Role.ADMINISTRATOR)
def unlock(account_id: int) -> Response:
    with services().database.session() as database:
        account = _known(database, account_id)
        accounts.unlock(database, signed_in().name, account_id)
    return _back(words("accounts")["unlocked"].format(name=account.name))


def _switch(account_id: int, active: bool) -> Response:
    with services().database.session() as database:
        account = _known(database, account_id)
        try:
            accounts.set_active(database, signed_in().name, account_id, active)
        except accounts.AccountError as error:
            return _back(_say(error), "error")
    return _back(words("accounts")["on" if active else "off"].format(name=account.name))


def _page(name: str = "", role: Role = Role.RECEPTION, name_error: str = "") -> str:
    with services().database.session() as database:
        found = accounts.list_accounts(database)
        blocked, signed_in_at = tries.blocked_accounts(database, now()), audit.newest(database, tries.SIGNED_IN)
    return render_template(
        "accounts/page.html",
        accounts=found,
        blocked=blocked,
        signed_in_at=signed_in_at,
        name=name,
        role=role,
        name_error=name_error,
        roles=[(each.value, words("layout")["roles"][each.value]) for each in Role],
    )


def _link(account: accounts.Account, token: str, is_new: bool) -> str:
    return render_template(
        "accounts/link.html",
        account=account,
        address=request.url_root.rstrip("/") + PATH + token,
        hours=int(VALID_FOR.total_seconds()) // 3600,
        is_new=is_new,
    )


def _known(database: Session, account_id: int) -> accounts.Account:
    try:
        return accounts.get_account(database, account_id)
    except accounts.AccountError:
        abort(404)


def _role() -> Role:
    try:
        return Role(request.form.get("role", ""))
    except ValueError:
        abort(400)


def _say(error: accounts.AccountError) -> str:
    said: str = words("accounts")["errors"][error.reason]
    return said


def _back(message: str, category: str = "message") -> Response:
    flash(message, category)
    return redirect(url_for("staff.accounts.page"))
