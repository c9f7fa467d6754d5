"""One's own account: password, second factor, and where one is signed in."""

from __future__ import annotations

import base64

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from bot.staff import accounts, audit, recovery, second_factor, sessions, tries
from bot.staff.passwords import LEAST, WeakPasswordError
from bot.staff.roles import Role
from bot.website.console.access import allowed, now, services, signed_in
from bot.website.console.audit_log import in_words
from bot.website.console.words import words
from bot.website.limits import PASSWORDS, limited

blueprint = Blueprint("own_account", __name__)
HOME = "staff.own_account.page"

# How many of the last sign-ins and refusals are shown.
_TRIES = 8


@blueprint.get("/account")
@allowed(Role.RECEPTION)
def page() -> str:
    return _page()


@blueprint.post("/account/password")
@allowed(Role.RECEPTION)
@limited(PASSWORDS)
def change_password() -> str | Response | tuple[str, int]:
    form, staff = request.form, signed_in()
    if form.get("new", "") != form.get("again", ""):
        return _page(new_error=words("passwords")["differ"]), 422
    try:
        with services().database.session() as database:
            accounts.set_password(database, staff.account.id, form.get("old", ""), form.get("new", ""))
            sessions.end_sessions(database, staff.account.id, but=staff.session_id)
    except accounts.SignInError:
        return _page(old_error=words("passwords")["wrong"]), 422
    except WeakPasswordError as error:
        return _page(new_error=words("passwords")[error.reason].format(least=LEAST)), 422
    return _back(words("own_account")["password_changed"])


@blueprint.get("/account/phone")
@allowed(Role.RECEPTION)
def second_factor_form() -> str:
    session["new_second_factor"] = second_factor.new_secret()
    return _second_factor_form()


@blueprint.post("/account/phone")
@allowed(Role.RECEPTION)
def turn_on_second_factor() -> str | Response | tuple[str, int]:
    staff, secret = signed_in(), session.get("new_second_factor")
    if not secret:
        return redirect(url_for("staff.own_account.second_factor_form"))
    try:
        with services().database.session() as database:
            code = request.form.get("code", "")
            codes = accounts.turn_on_second_factor(database, staff.account.id, secret, code, now())
    except accounts.SignInError:
        return _second_factor_form(words("own_account")["code_wrong"]), 422
    session.pop("new_second_factor")
    return _show_codes(codes, words("own_account")["second_factor_on"])


@blueprint.post("/account/phone/recovery-codes")
@allowed(Role.RECEPTION)
@limited(PASSWORDS)
def renew_recovery_codes() -> str | tuple[str, int]:
    password = request.form.get("renew-password", "")
    try:
        with services().database.session() as database:
            codes = accounts.renew_recovery_codes(database, signed_in().account.id, password)
    except accounts.SignInError:
        return _page(renew_error=words("passwords")["wrong"]), 422
    return _show_codes(codes, words("own_account")["recovery_renewed"])


@blueprint.post("/account/phone/off")
@allowed(Role.RECEPTION)
@limited(PASSWORDS)
def turn_off_second_factor() -> str | Response | tuple[str, int]:
    try:
        with services().database.session() as database:
            accounts.turn_off_second_factor(database, signed_in().account.id, request.form.get("password", ""))
    except accounts.SignInError:
        return _page(off_error=words("passwords")["wrong"]), 422
    return _back(words("own_account")["second_factor_off"])


@blueprint.post("/account/sessions/<int:session_id>/end")
@allowed(Role.RECEPTION)
def end_one_session(session_id: int) -> Response:
    with services().database.session() as database:
        sessions.end_session(database, signed_in().account.id, session_id)
    return _back(words("own_account")["session_ended"])


@blueprint.post("/account/sessions/end")
@allowed(Role.RECEPTION)
def sign_out_everywhere() -> Response:
    staff = signed_in()
    with services().database.session() as database:
        sessions.end_sessions(database, staff.account.id)
        audit.record(database, staff.name, "account.sessions_ended", staff.name)
    session.clear()
    flash(words("own_account")["signed_out_everywhere"])
    return redirect(url_for("staff.sign_in.form"))


def _page(old_error: str = "", new_error: str = "", off_error: str = "", renew_error: str = "") -> str:
    staff = signed_in()
    with services().database.session() as database:
        found = sessions.list_sessions(database, staff.account.id, now())
        tried = audit.entries(database, _TRIES, wanted=audit.Wanted(actor=staff.name, kind=tries.KIND))
        codes_left = recovery.codes_left(database, staff.account.id)
    return render_template(
        "own_account/page.html",
        sessions=found,
        tried=tried,
        in_words=in_words,
        codes_left=codes_left,
        least=LEAST,
        old_error=old_error,
        new_error=new_error,
        off_error=off_error,
        renew_error=renew_error,
    )


def _show_codes(codes: list[str], said: str) -> str:
    return render_template("own_account/codes.html", codes=codes, said=said)


def _second_factor_form(error: str = "") -> str:
    secret = str(session["new_second_factor"])
    picture = base64.b64encode(second_factor.qr_code(secret, signed_in().name)).decode()
    groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return render_template("own_account/phone.html", picture=picture, groups=groups, error=error)


def _back(message: str) -> Response:
    flash(message)
    return redirect(url_for("staff.own_account.page"))
