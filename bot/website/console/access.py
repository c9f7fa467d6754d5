"""Who may open which page of the console, and what guards every page.

Sign-in: flask-login; the browser holds a signed cookie with a random token, whose row in the database can be ended from
anywhere. Forms: flask-wtf's CSRF token, and a SameSite=Strict cookie. Pages: a strict Content-Security-Policy. A page
without a rule stops the start, so none is open by mistake.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, TypeVar

from flask import Blueprint, Flask, Response, abort, current_app, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response as AnyResponse

from bot.settings import Settings
from bot.staff import audit
from bot.staff.accounts import Account
from bot.staff.roles import Role
from bot.staff.sessions import end_session, find_session, start_session
from bot.staff.tries import SIGNED_OUT, Browser
from bot.website.services import services

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# A practice file with all its history of wording fits; nothing that staff type is longer.
MOST_BODY_BYTES = 1024 * 1024

View = TypeVar("View", bound=Callable[..., Any])
_RULE = "console_rule"
_PUBLIC = "everyone"
_csrf = CSRFProtect()


class MissingRuleError(Exception):
    """Pages of the console have no rule that says who may open them."""


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """Who is signed in in this browser: what `current_user` is on every page that is not public."""

    account: Account
    session_id: int
    token: str

    @property
    def name(self) -> str:
        return self.account.name

    @property
    def role(self) -> Role:
        return self.account.role

    def get_id(self) -> str:
        return self.token

    def may(self, least: Role) -> bool:
        return self.role.may(least)


def allowed(least: Role) -> Callable[[View], View]:
    """The page is for this role and those that may do more.

    @blueprint.post("/facts/hours")
    @allowed(Role.RECEPTION)
    def save_hours(): ...
    """
    return lambda view: _with_rule(view, least)


def public(view: View) -> View:
    """The page is for whoever is not signed in."""
    return _with_rule(view, _PUBLIC)


def signed_in() -> SignedIn:
    """Who is signed in; only on pages that are not public."""
    staff: SignedIn = current_user._get_current_object()
    return staff


def secret() -> str:
    """What signs cookies and half-finished sign-ins."""
    return str(current_app.secret_key)


def now() -> datetime:
    """Naive UTC, as the database keeps times."""
    return datetime.now(timezone.utc).replace(tzinfo=None)


def browser() -> Browser:
    """From where this request comes."""
    return Browser(request.remote_addr or "", _device())


def sign_in(account: Account) -> None:
    """Let this browser act for the account."""
    with services().database.session() as database:
        token = start_session(database, account.id, browser().device, now())
    session.pop("half_signed_in", None)
    login_user(SignedIn(account, 0, token))


def sign_out() -> None:
    """End the session of this browser, here and in the database."""
    with services().database.session() as database:
        end_session(database, current_user.account.id, current_user.session_id)
        audit.record(database, current_user.name, SIGNED_OUT, current_user.name)
    logout_user()
    session.clear()


def may_open(endpoint: str) -> bool:
    """Whether the signed-in staff member may open a page."""
    rule = getattr(current_app.view_functions[endpoint], _RULE, None)
    return rule == _PUBLIC or (isinstance(rule, Role) and current_user.is_authenticated and current_user.may(rule))


def prepare(app: Flask) -> None:
    """Cookies, sign-in and CSRF tokens of the application."""
    settings: Settings = app.extensions["between_sessions"].settings
    app.config.update(
        SESSION_COOKIE_NAME="staff",
        SESSION_COOKIE_PATH="/staff",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        # Behind a proxy the console is reached by TLS. Without one it is tried on this machine, without TLS.
        SESSION_COOKIE_SECURE=settings.trusted_proxies > 0,
        # The chat API has tokens instead of cookies; the console's pages are checked in _guard.
        WTF_CSRF_CHECK_DEFAULT=False,
        # As long as the sign-in session: a form that was open over lunch can still be saved.
        WTF_CSRF_TIME_LIMIT=None,
    )
    _csrf.init_app(app)
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(_load)
    # Not init_app: its "remember me" hook would touch the session of every chat request.
    app.login_manager = manager  # type: ignore[attr-defined]


def protect(console: Blueprint) -> None:
    """Guard every page of the console and its children."""
    console.before_request(_guard)
    console.after_request(_headers)


def require_rules(app: Flask) -> None:
    """Check that every page of the console says who may open it.

    Raises:
        MissingRuleError: one does not.
    """
    without = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/staff") and not hasattr(app.view_functions[rule.endpoint], _RULE)
    ]
    if without:
        raise MissingRuleError(f"say with @allowed(Role...) or @public who may open: {', '.join(sorted(without))}")


def _with_rule(view: View, rule: str) -> View:
    setattr(view, _RULE, rule)
    return view


def _load(token: str) -> SignedIn | None:
    with services().database.session() as database:
        found = find_session(database, token, now())
    return None if found is None else SignedIn(*found, token)


def _guard() -> AnyResponse | None:
    request.max_content_length = MOST_BODY_BYTES
    rule = getattr(current_app.view_functions[str(request.endpoint)], _RULE)
    if rule != _PUBLIC and not current_user.is_authenticated:
        if request.method != "GET":
            # A redirect would lose what was typed.
            abort(401)
        return redirect(url_for("staff.sign_in.form", next=request.full_path.rstrip("?")))
    # Raises CSRFError, whose page says what to do.
    _csrf.protect()
    if rule != _PUBLIC and not current_user.may(rule):
        abort(403)
    return None


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    # The token check behind TLS wants to see that a form came from these pages.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.endpoint != "staff.static":
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _device() -> str:
    """The browser in words people know, such as "Firefox on Windows"."""
    agent = request.user_agent.string
    known = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    browser = next((name for mark, name in known if mark in agent), "a browser")
    systems = (
        *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows")),
        *(("Mac OS", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux")),
    )
    system = next((name for mark, name in systems if mark in agent), "")
    return f"{browser} on {system}" if system else browser
