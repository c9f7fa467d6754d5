"""Sign-in as staff meet it: recovery codes, locks that stay where they belong, and when who was here. No browser."""

from __future__ import annotations

import re
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.helplines.notices import TO_STAFF, Notice, waiting_notices
from bot.helplines.store import load_lines
from bot.staff.roles import Role
from bot.website.housekeeping import tidy
from tests.console.conftest import NAMES, PASSWORD, console_app
from tests.console.test_rules import send

RAINN = "us_rainn_national_sexual_assault_hotline"
TONI, ADA = NAMES[Role.THERAPIST], NAMES[Role.ADMINISTRATOR]
FIREFOX = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return console_app(tmp_path)


def at(app: Flask, address: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base |= {"REMOTE_ADDR": address, "HTTP_USER_AGENT": FIREFOX}
    return client


def enter(client: FlaskClient, name: str, password: str = PASSWORD, **more: str) -> str:
    """The page after trying to sign in."""
    send(client, "/staff/sign-in", name=name, password=password, **more)
    return client.get("/staff/account").get_data(as_text=True)


def page(client: FlaskClient, path: str) -> str:
    return client.get(f"/staff/{path}", follow_redirects=True).get_data(as_text=True)


def with_phone(client: FlaskClient) -> list[str]:
    """Turn on the code from the phone; the recovery codes that are shown."""
    form = page(client, "account/phone")
    secret = re.sub(r"\s", "", form.partition("<code>")[2].partition("</code>")[0])
    shown = send(client, "/staff/account/phone", code=pyotp.TOTP(secret).now()).get_data(as_text=True)
    assert "shown only now" in shown
    return re.findall(r"<code>(\d+-\w{5}-\w{5})</code>", shown)


def test_recovery_codes_are_shown_once_and_sign_in_without_the_phone(app: Flask):
    desk = at(app, "192.0.2.1")
    enter(desk, TONI)
    codes = with_phone(desk)
    assert len(codes) == 10
    mine = page(desk, "account")
    assert "You have 10 recovery codes left" in mine
    assert not any(code in mine for code in codes)

    away = at(app, "192.0.2.2")
    assert "Your account" not in enter(away, TONI)
    answer = send(away, "/staff/sign-in/code", recovery=codes[4])
    assert answer.status_code == 302
    assert "You used a recovery code, which is kept in the log. You have 9 left." in page(away, "")
    assert "You have 9 recovery codes left" in page(away, "account")
    assert "used a recovery code" in page(away, "audit-log")
    again = at(app, "192.0.2.3")
    enter(again, TONI)
    assert send(again, "/staff/sign-in/code", recovery=codes[4]).status_code == 401


def test_new_recovery_codes_want_the_password(app: Flask):
    desk = at(app, "192.0.2.1")
    enter(desk, TONI)
    old = with_phone(desk)
    refused = send(desk, "/staff/account/phone/recovery-codes", **{"renew-password": "wrong"})
    assert refused.status_code == 422
    assert "That is not your password." in refused.get_data(as_text=True)
    shown = send(desk, "/staff/account/phone/recovery-codes", **{"renew-password": PASSWORD}).get_data(as_text=True)
    assert "Here are ten new codes." in shown
    assert not any(code in shown for code in old)


def test_nobody_is_locked_out_by_name(app: Flask):
    attacker, office = at(app, "203.0.113.9"), at(app, "192.0.2.1")
    for _ in range(6):
        refused = send(attacker, "/staff/sign-in", name=TONI, password="wrong")
    assert refused.status_code == 401
    assert "for this address only" in refused.get_data(as_text=True)
    assert "Your account" not in enter(attacker, TONI), "not with the right password either"
    assert "Your account" in enter(office, TONI)
    administrator = at(app, "192.0.2.8")
    enter(administrator, ADA)
    listed = page(administrator, "accounts")
    assert "Locked where somebody typed a wrong password" in listed
    assert f"Unlock {TONI}" in listed


def test_a_recovery_code_opens_what_is_locked(app: Flask):
    office = at(app, "192.0.2.1")
    enter(office, TONI)
    codes = with_phone(office)
    here = at(app, "192.0.2.66")
    for _ in range(5):
        send(here, "/staff/sign-in", name=TONI, password="wrong")
    assert "Recovery code, if you have one" in send(here, "/staff/sign-in", name=TONI, password=PASSWORD).get_data(
        as_text=True
    )
    assert send(here, "/staff/sign-in", name=TONI, password="wrong", recovery=codes[0]).status_code == 401
    assert "You have 9 recovery codes left" in enter(here, TONI, recovery=codes[0])


class Mail:
    """Keeps what would be sent."""

    way = TO_STAFF

    def __init__(self) -> None:
        self.sent: list[Notice] = []

    def send(self, notice: Notice) -> None:
        self.sent.append(notice)


def test_colleagues_are_told_by_mail_that_somebody_waits_for_them(app: Flask):
    services, mail = app.extensions["between_sessions"], Mail()
    services.staff_senders = [mail]
    with services.database.session() as session:
        line = next(each for each in load_lines(session) if each.key == RAINN)
    desk = at(app, "192.0.2.1")
    enter(desk, TONI)
    codes = with_phone(desk)
    send(desk, f"/staff/helplines/{line.key}/off")
    away = at(app, "192.0.2.2")
    enter(away, TONI)
    send(away, "/staff/sign-in/code", recovery=codes[0])
    tidy(services)
    assert [each.subject for each in mail.sent] == [
        f"{TONI} wants to switch off a helpline, and needs a second person",
        f"{TONI} signed in with a recovery code",
    ]
    assert "http://localhost/staff/helplines" in mail.sent[0].body
    assert not any(code in each.body for each in mail.sent for code in codes)


def test_without_addresses_nothing_is_mailed(app: Flask):
    services, desk = app.extensions["between_sessions"], at(app, "192.0.2.1")
    enter(desk, TONI)
    with services.database.session() as session:
        line = next(each for each in load_lines(session) if each.key == RAINN)
    send(desk, f"/staff/helplines/{line.key}/off")
    with services.database.session() as session:
        assert waiting_notices(session) == 0


def test_the_last_sign_ins_are_shown_with_their_browser(app: Flask):
    office = at(app, "192.0.2.1")
    assert "was refused at sign-in, in Firefox on Windows" in (enter(office, TONI, "wrong") and enter(office, TONI))
    mine = page(office, "account")
    assert "signed in, in Firefox on Windows" in mine
    administrator = at(app, "192.0.2.2")
    enter(administrator, ADA)
    listed = page(administrator, "accounts")
    card = listed.partition(f"<h2>{TONI}</h2>")[2].partition("</li>")[0]
    assert "Last signed in" in card
    assert "Has not signed in yet" in listed.partition(f"<h2>{NAMES[Role.RECEPTION]}</h2>")[2].partition("</li>")[0]
