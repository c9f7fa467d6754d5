"""Signing in and out, and the one-time link with which a password is chosen."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import current_user
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from bot.staff import accounts, links, recovery, tries
from bot.staff.passwords import LEAST, WeakPasswordError
from bot.staff.roles import Role
from bot.website.console import access
from bot.website.console.telling import tell_colleagues
from bot.website.console.words import words
from bot.website.limits import PASSWORDS, limited

blueprint = Blueprint("sign_in", __name__)

# How long a code from the phone is waited for, after the password was right (seconds).
_CODE_WITHIN = 300


@blueprint.get("/sign-in")
@access.public
def form() -> str | Response:
    if current_user.is_authenticated:
        return redirect(_wanted())
    return _ask()


@blueprint.post("/sign-in")
@access.public
@limited(PASSWORDS)
def enter() -> str | Response | tuple[str, int]:
    name, password = request.form.get("name", ""), request.form.get("password", "")
    code, account = request.form.get("recovery", "").strip(), None
    with access.services().database.session() as database, suppress(accounts.SignInError):
        if code:
            account = accounts.check_recovery(database, name, password, code, access.browser(), access.now())
        else:
            account = accounts.check_password(database, name, password, access.browser(), access.now())
    if account is None:
        return _ask(words("sign_in")["refused"].format(minutes=_minutes()), name), 401
    if code:
        return _enter_recovered(account)
    if account.second_factor:
        session["half_signed_in"] = _half().dumps(account.id)
        return redirect(url_for("staff.sign_in.code_form", next=_wanted()))
    access.sign_in(account)
    return redirect(_wanted())


@blueprint.get("/sign-in/code")
@access.public
def code_form() -> str | Response:
    if _half_signed_in() is None:
        return redirect(url_for("staff.sign_in.form"))
    return render_template("sign_in/code.html", error="", wanted=_wanted())


@blueprint.post("/sign-in/code")
@access.public
@limited(PASSWORDS)
def enter_code() -> str | Response | tuple[str, int]:
    account_id, account = _half_signed_in(), None
    if account_id is None:
        flash(words("sign_in")["code_late"], "error")
        return redirect(url_for("staff.sign_in.form", next=_wanted()))
    with access.services().database.session() as database, suppress(accounts.SignInError):
        code = request.form.get("recovery") or request.form.get("code", "")
        account = accounts.check_code(database, account_id, code, access.browser(), access.now())
    if account is None:
        error = words("sign_in")["code_wrong"].format(minutes=_minutes())
        return render_template("sign_in/code.html", error=error, wanted=_wanted()), 401
    if recovery.looks_like_one(code):
        return _enter_recovered(account)
    access.sign_in(account)
    return redirect(_wanted())


@blueprint.post("/sign-out")
@access.allowed(Role.RECEPTION)
def leave() -> Response:
    access.sign_out()
    flash(words("sign_in")["signed_out"])
    return redirect(url_for("staff.sign_in.form"))


@blueprint.get("/link/<token>")
@access.public
def link_form(token: str) -> str | tuple[str, int]:
    try:
        return _choose(token)
    except links.LinkError:
        return _dead_link()


@blueprint.post("/link/<token>")
@access.public
@limited(PASSWORDS)
def use_link(token: str) -> str | Response | tuple[str, int]:
    name, password = request.form.get("name", ""), request.form.get("password", "")
    try:
        if password != request.form.get("again", ""):
            return _choose(token, name=name, password_error=words("passwords")["differ"]), 422
        with access.services().database.session() as database:
            account = accounts.accept_link(database, token, name, password, access.now(), access.browser())
    except links.LinkError:
        return _dead_link()
    except WeakPasswordError as error:
        return _choose(token, name=name, password_error=words("passwords")[error.reason].format(least=LEAST)), 422
    except accounts.AccountError as error:
        if error.reason in ("not_first", "no_such_account"):
            return _dead_link()
        return _choose(token, name=name, name_error=words("accounts")["errors"][error.reason]), 422
    access.sign_in(account)
    flash(words("sign_in")["password_set"])
    return redirect(url_for("staff.overview.page"))


def _enter_recovered(account: accounts.Account) -> Response:
    """Sign in whoever used a recovery code, and tell them how many are left."""
    access.sign_in(account)
    with access.services().database.session() as database:
        left = recovery.codes_left(database, account.id)
        tell_colleagues(database, "recovery", account.name, "staff.audit_log.page")
    flash(words("sign_in")["recovered"].format(left=left))
    return redirect(_wanted())


def _ask(error: str = "", name: str = "") -> str:
    return render_template("sign_in/form.html", error=error, name=name, wanted=_wanted())


def _choose(token: str, name: str = "", name_error: str = "", password_error: str = "") -> str:
    """The page behind a one-time link.

    Raises:
        LinkError: it does not work, or no longer.
    """
    with access.services().database.session() as database:
        account_id = links.account_of(database, token, access.now())
        account = None if account_id is None else accounts.get_account(database, account_id)
    return render_template(
        "sign_in/link.html",
        account=account,
        name=account.name if account else name,
        name_error=name_error,
        password_error=password_error,
        least=LEAST,
    )


def _dead_link() -> tuple[str, int]:
    return render_template("error.html", error=words("sign_in")["dead_link"], reason=""), 410


def _half() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(access.secret(), salt="half signed in")


def _half_signed_in() -> int | None:
    """Id of the account whose password was right in this browser a moment ago."""
    try:
        return int(_half().loads(session.get("half_signed_in", ""), max_age=_CODE_WITHIN))
    except BadData:
        return None


def _wanted() -> str:
    """Where to go after signing in: a page of the console only."""
    wanted = request.values.get("next", "")
    inside = wanted.startswith("/staff/") and wanted.isprintable() and "//" not in wanted and "\\" not in wanted
    return wanted if inside else url_for("staff.overview.page")


def _minutes() -> int:
    return int(tries.LOCKED_FOR.total_seconds()) // 60
