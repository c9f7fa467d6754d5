"""Who may open what: every role against every page, and what guards the forms. Without a browser."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from bot.settings import Settings
from bot.staff.roles import Role
from bot.website.app import create_app
from bot.website.console.access import MissingRuleError, require_rules
from tests.console.conftest import NAMES, PASSWORD, console_app, prepare_console

# What each page asks for. A new page is added here on purpose, by whoever decides who may open it.
EVERYONE = {"sign_in", "static", "nowhere"}
ADDRESSES = ip_network("10.0.0.0/8").hosts()
LEAST: dict[str, Role] = {
    "overview": Role.RECEPTION,
    "own_account": Role.RECEPTION,
    # Which facts reception may change in these forms is shown in test_facts.py and test_facts_forms.py.
    "facts": Role.RECEPTION,
    "facts.new_therapist": Role.THERAPIST,
    "facts.add_therapist": Role.THERAPIST,
    "facts.remove_therapist": Role.THERAPIST,
    "facts.check_file": Role.THERAPIST,
    "sign_in.leave": Role.RECEPTION,
    "topics": Role.RECEPTION,
    "try_question": Role.RECEPTION,
    "search": Role.RECEPTION,
    "questions": Role.RECEPTION,
    "topic_parts": Role.THERAPIST,
    "word_history": Role.RECEPTION,
    "helplines": Role.RECEPTION,
    "helplines.add": Role.THERAPIST,
    "helplines.switch_off": Role.THERAPIST,
    "helplines.switch_on": Role.THERAPIST,
    "helplines.keep": Role.THERAPIST,
    "helplines.correct": Role.THERAPIST,
    "embed": Role.RECEPTION,
    "embed.allow_origin": Role.ADMINISTRATOR,
    "embed.refuse_origin": Role.ADMINISTRATOR,
    "review": Role.RECEPTION,
    "wording": Role.THERAPIST,
    "audit_log": Role.THERAPIST,
    "publish": Role.THERAPIST,
    "publish.page": Role.RECEPTION,
    "publish.progress": Role.RECEPTION,
    "publish.scores": Role.RECEPTION,
    "publish.ask": Role.RECEPTION,
    "publish.bring_in": Role.RECEPTION,
    "accounts": Role.ADMINISTRATOR,
    "set_up": Role.ADMINISTRATOR,
    "retention": Role.ADMINISTRATOR,
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return console_app(tmp_path_factory.mktemp("rules"))


@pytest.fixture
def signed_in(app: Flask) -> Callable[[Role | None], FlaskClient]:
    def make(role: Role | None) -> FlaskClient:
        client = app.test_client()
        # Another address each time: signing in is limited by address.
        client.environ_base["REMOTE_ADDR"] = str(next(ADDRESSES))
        if role is not None:
            answer = send(client, "/staff/sign-in", name=NAMES[role], password=PASSWORD)
            assert answer.status_code == 302
        return client

    return make


def token(client: FlaskClient) -> str:
    """The CSRF token that pages of this browser carry."""
    page = client.get("/staff/sign-in", follow_redirects=True).get_data(as_text=True)
    return page.partition('"X-CSRFToken": "')[2].partition('"')[0]


def send(client: FlaskClient, path: str, **form: str | list[str]):  # type: ignore[no-untyped-def]
    return client.post(path, data={"csrf_token": token(client), **form})


def rules(app: Flask) -> list[tuple[str, Rule]]:
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/staff")
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"})
    ]


def least_for(endpoint: str) -> Role | None:
    """The least role for a page; None for everyone. A page that nobody decided about fails the test."""
    name = endpoint.removeprefix("staff.")
    subject = name.partition(".")[0]
    if name in LEAST:
        return LEAST[name]
    if subject in EVERYONE:
        return None
    assert subject in LEAST, f"decide in this test who may open {endpoint}"
    return LEAST[subject]


def address(rule: Rule) -> str:
    filled = {
        name: 999_999 if "int" in type(rule._converters[name]).__name__.lower() else "x" for name in rule.arguments
    }
    return rule.build(filled)[1]  # type: ignore[index]


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role.value if role else "nobody")
def test_each_page_opens_for_its_roles_only(app: Flask, signed_in: Callable[..., FlaskClient], role: Role | None):
    client = signed_in(role)
    for method, rule in rules(app):
        least = least_for(rule.endpoint)
        if least is None:
            continue
        if role is not None and client.get("/staff/account").status_code != 200:
            # The page before was one that ends the session.
            client = signed_in(role)
        data = {"csrf_token": token(client)}
        answer = client.open(address(rule), method=method, data=None if method == "GET" else data)
        where = f"{method} {rule.rule} as {role}"
        if role is None and method == "GET":
            assert answer.headers["Location"].startswith("/staff/sign-in"), where
        elif role is None:
            assert answer.status_code == 401, where
            assert "You are signed out" in answer.get_data(as_text=True), where
        elif role.may(least):
            assert answer.status_code not in (401, 403), where
            assert answer.status_code < 500, where
        else:
            assert answer.status_code == 403, where
            assert "not for your role" in answer.get_data(as_text=True), where


def test_the_menu_offers_what_opens(app: Flask, signed_in: Callable[..., FlaskClient]):
    page = signed_in(Role.RECEPTION).get("/staff/").get_data(as_text=True)
    assert "Your account" in page
    assert "Staff accounts" not in page
    assert "Staff accounts" in signed_in(Role.ADMINISTRATOR).get("/staff/").get_data(as_text=True)


def test_a_page_without_a_rule_stops_the_start(tmp_path: Path):
    app = create_app(Settings.from_environment({"STATE_DIR": str(tmp_path), "RASA_PORT": "9"}))
    app.add_url_rule("/staff/open", "forgotten", lambda: "open")
    with pytest.raises(MissingRuleError, match="forgotten"):
        require_rules(app)


def test_no_form_is_taken_without_its_token(app: Flask, signed_in: Callable[..., FlaskClient]):
    client = signed_in(Role.ADMINISTRATOR)
    for method, rule in rules(app):
        if method == "GET" or rule.endpoint == "staff.nowhere":
            continue
        answer = client.open(address(rule), method=method, data={"name": "Eve", "role": "administrator"})
        assert answer.status_code == 400, rule.rule
        assert "This form could not be checked" in answer.get_data(as_text=True), rule.rule


def test_pages_carry_the_strict_policy_and_are_not_stored(app: Flask, signed_in: Callable[..., FlaskClient]):
    client = signed_in(Role.RECEPTION)
    for path in ("/staff/", "/staff/sign-in", "/staff/nowhere", "/staff/link/x"):
        answer = client.get(path)
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        page = answer.get_data(as_text=True)
        assert "style=" not in page
        assert "onclick" not in page


def test_the_cookie_is_kept_from_scripts_and_other_sites(app: Flask):
    client = app.test_client()
    cookie = send(client, "/staff/sign-in", name=NAMES[Role.RECEPTION], password=PASSWORD).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/staff" in cookie
    assert "Secure" not in cookie


def test_behind_tls_the_cookie_is_secure_and_forms_are_taken(tmp_path: Path):
    prepare_console(tmp_path)
    environment = {"STATE_DIR": str(tmp_path), "RASA_PORT": "9", "TRUSTED_PROXIES": "1"}
    client = create_app(Settings.from_environment(environment)).test_client()
    through = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "chat.example"}
    page = client.get("/staff/sign-in", headers=through, base_url="https://chat.example")
    # A browser tells the page that a form came from only if the page lets it.
    assert page.headers["Referrer-Policy"] == "same-origin"
    value = page.get_data(as_text=True).partition('"X-CSRFToken": "')[2].partition('"')[0]
    form = {"csrf_token": value, "name": NAMES[Role.RECEPTION], "password": PASSWORD}
    headers = {**through, "Referer": "https://chat.example/staff/sign-in"}
    answer = client.post("/staff/sign-in", data=form, headers=headers, base_url="https://chat.example")
    assert answer.status_code == 302
    assert "; Secure" in answer.headers["Set-Cookie"]


def test_signing_in_leads_to_pages_of_the_console_only(app: Flask):
    for wanted in ("https://evil.example/staff/", "//evil.example", "/staff/\\evil", "/staff//evil.example", "/chat"):
        client = app.test_client()
        answer = send(client, "/staff/sign-in", name=NAMES[Role.RECEPTION], password=PASSWORD, next=wanted)
        assert answer.headers["Location"] == "/staff/"


def test_trying_passwords_is_slowed_down_by_address(app: Flask):
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = str(next(ADDRESSES))
    value = token(client)
    tries = [client.post("/staff/sign-in", data={"csrf_token": value, "name": f"n{each}"}) for each in range(31)]
    assert tries[29].status_code == 401
    assert tries[30].status_code == 429
    assert "Wait a minute" in tries[30].get_data(as_text=True)


def test_the_chat_gets_no_cookie(app: Flask):
    answer = app.test_client().get("/api/help")
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Vary"] == "Origin"


def test_an_unknown_page_is_answered_as_a_page(app: Flask):
    answer = app.test_client().get("/staff/no/such/page")
    assert answer.status_code == 404
    assert "There is no such page" in answer.get_data(as_text=True)
