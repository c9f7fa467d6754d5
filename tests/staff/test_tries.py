"""Lock-out by account and address: who guesses is stopped, and nobody is locked out by name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from ipaddress import ip_network

import pyotp
import pytest
from sqlalchemy import select

from bot.database.engine import Database
from bot.database.tables.staff import StaffAddressRow, StaffRecoveryCodeRow
from bot.staff import accounts, audit, recovery, second_factor, sessions, tries
from bot.staff.tries import CEILING, LOCKED_FOR, MOST_FAILURES, PAUSE, Browser

NOW = datetime(2026, 11, 22, 12, 0)
PASSWORD = "three calm grey boats"
OFFICE, HOME = Browser("192.0.2.7", "Firefox on Windows"), Browser("198.51.100.4", "Safari on iPhone")


@pytest.fixture
def ada(database: Database) -> accounts.Account:
    with database.session() as session:
        token = accounts.make_first_link(session, NOW)
    with database.session() as session:
        return accounts.accept_link(session, token, "Ada", PASSWORD, NOW, OFFICE)


def enters(database: Database, password: str, browser: Browser, now: datetime = NOW, name: str = "Ada") -> bool:
    with database.session() as session, suppress(accounts.SignInError):
        accounts.check_password(session, name, password, browser, now)
        return True
    return False


def strangers() -> Iterator[Browser]:
    return (Browser(str(each), "a browser") for each in ip_network("203.0.113.0/24").hosts())


def actions(database: Database) -> list[str]:
    with database.session() as session:
        assert audit.verify(session).whole
        return [each.action for each in reversed(audit.entries(session, 500)) if each.action.startswith("sign_in.")]


def test_wrong_tries_lock_the_account_where_they_came_from_and_nowhere_else(database: Database, ada: accounts.Account):
    attacker = next(strangers())
    for _ in range(MOST_FAILURES):
        assert not enters(database, "wrong", attacker)
    assert not enters(database, PASSWORD, attacker)
    assert enters(database, PASSWORD, OFFICE)
    assert enters(database, PASSWORD, HOME), "from an address that nobody has seen before"
    assert not enters(database, PASSWORD, attacker), "the owner's sign-in does not help the attacker"
    assert enters(database, PASSWORD, attacker, NOW + LOCKED_FOR + timedelta(seconds=1))


def test_one_ipv6_network_is_one_address(database: Database, ada: accounts.Account):
    for number in range(MOST_FAILURES):
        assert not enters(database, "wrong", Browser(f"2001:db8:1:2::{number}", "a browser"))
    assert not enters(database, PASSWORD, Browser("2001:db8:1:2:ffff::9", "a browser"))
    assert enters(database, PASSWORD, Browser("2001:db8:1:3::1", "a browser"))


def test_many_addresses_are_slowed_down_and_the_owner_is_not(database: Database, ada: accounts.Account):
    secret = second_factor.new_secret()
    with database.session() as session:
        browser = sessions.start_session(session, ada.id, "Firefox", NOW)
        code = pyotp.TOTP(secret).at(int((NOW - datetime(1970, 1, 1)).total_seconds()))
        codes = accounts.turn_on_second_factor(session, ada.id, secret, code, NOW)
    come = strangers()
    for _ in range(CEILING):
        assert not enters(database, "wrong", next(come))
    assert not enters(database, PASSWORD, next(come)), "strange addresses wait now"
    assert enters(database, PASSWORD, OFFICE), "the address that she always signs in from does not"
    with database.session() as session:
        assert sessions.find_session(session, browser, NOW), "nor does whoever is signed in"
    with database.session() as session:
        found = accounts.check_recovery(session, "Ada", PASSWORD, codes[0], HOME, NOW)
        assert found.id == ada.id, "nor who has a recovery code, from anywhere"
    assert enters(database, PASSWORD, next(come)), "and that was a right one, so the counting begins anew"


def test_strange_addresses_together_have_one_try_a_minute(database: Database, ada: accounts.Account):
    come = strangers()
    for _ in range(CEILING):
        enters(database, "wrong", next(come))
    later = NOW + PAUSE + timedelta(seconds=1)
    assert not enters(database, "wrong", next(come), later)
    assert not enters(database, PASSWORD, next(come), later)
    assert enters(database, PASSWORD, next(come), later + PAUSE + timedelta(seconds=1))


def test_an_administrator_unlocks_every_address(database: Database, ada: accounts.Account):
    attacker = next(strangers())
    for _ in range(MOST_FAILURES):
        enters(database, "wrong", attacker)
    with database.session() as session:
        assert tries.blocked_accounts(session, NOW) == {ada.id}
        accounts.unlock(session, "Ada", ada.id)
    with database.session() as session:
        assert tries.blocked_accounts(session, NOW) == frozenset()
    assert enters(database, PASSWORD, attacker)


def test_sign_ins_and_refusals_are_in_the_audit_log_and_what_was_typed_is_not(
    database: Database, ada: accounts.Account
):
    assert not enters(database, PASSWORD, HOME, name="a password typed as the name")
    assert not enters(database, "nearly my password", HOME)
    assert enters(database, PASSWORD, HOME)
    assert actions(database) == ["sign_in.in", "sign_in.refused", "sign_in.refused", "sign_in.in"]
    with database.session() as session:
        newest = audit.entries(session, 3)
    assert newest[0].details == {"device": "Safari on iPhone", "by": "password"}
    assert [(each.actor, each.details["why"]) for each in newest[1:]] == [
        ("Ada", "wrong_password"),
        (tries.UNKNOWN_NAME, "unknown_name"),
    ]
    assert "typed" not in str(newest)
    assert "nearly" not in str(newest)


@pytest.mark.parametrize("name", ["Ada", "nobody of this name"])
def test_an_attack_does_not_fill_the_audit_log(database: Database, ada: accounts.Account, name: str):
    attacker = next(strangers())
    for _ in range(20):
        enters(database, "wrong", attacker, name=name)
    assert actions(database)[1:] == ["sign_in.refused"] * MOST_FAILURES + ["sign_in.locked"]


def test_addresses_are_forgotten(database: Database, ada: accounts.Account):
    come = strangers()
    enters(database, "wrong", next(come))
    enters(database, "wrong", next(come), NOW + timedelta(days=2))
    with database.session() as session:
        tries.forget_old(session, NOW + timedelta(days=2))
        kept = set(session.execute(select(StaffAddressRow.address)).scalars())
    assert kept == {OFFICE.address, "203.0.113.2"}
    with database.session() as session:
        tries.forget_old(session, NOW + timedelta(days=91))
        assert session.execute(select(StaffAddressRow.address)).scalars().all() == []


def test_recovery_codes_serve_once_each_and_are_kept_as_passwords_are(database: Database, ada: accounts.Account):
    secret, phone = second_factor.new_secret(), int((NOW - datetime(1970, 1, 1)).total_seconds())
    with database.session() as session:
        codes = accounts.turn_on_second_factor(session, ada.id, secret, pyotp.TOTP(secret).at(phone), NOW)
        assert len(set(codes)) == recovery.HOW_MANY == recovery.codes_left(session, ada.id)
        stored = session.execute(select(StaffRecoveryCodeRow.code_hash)).scalars().all()
    assert all(each.startswith("$argon2id$") for each in stored)

    def with_code(code: str) -> bool:
        with database.session() as session, suppress(accounts.SignInError):
            accounts.check_code(session, ada.id, code, HOME, NOW)
            return True
        return False

    assert with_code(codes[2])
    assert not with_code(codes[2]), "used up"
    assert with_code(" " + codes[9].upper().replace("-", " - ", 1) + " ")
    assert not with_code("1-aaaaa-aaaaa")
    with database.session() as session:
        assert recovery.codes_left(session, ada.id) == recovery.HOW_MANY - 2
        used = [each for each in audit.entries(session, 50) if each.action == accounts.RECOVERED]
    assert [each.details for each in used] == [{"left": 8}, {"left": 9}]
    assert not any(code in str(used) for code in codes)


def test_new_recovery_codes_end_the_old_ones_and_none_outlives_the_phone(database: Database, ada: accounts.Account):
    secret, phone = second_factor.new_secret(), int((NOW - datetime(1970, 1, 1)).total_seconds())
    with pytest.raises(accounts.SignInError), database.session() as session:
        accounts.renew_recovery_codes(session, ada.id, PASSWORD)
    with database.session() as session:
        old = accounts.turn_on_second_factor(session, ada.id, secret, pyotp.TOTP(secret).at(phone), NOW)
    with pytest.raises(accounts.SignInError), database.session() as session:
        accounts.renew_recovery_codes(session, ada.id, "wrong")
    with database.session() as session:
        new = accounts.renew_recovery_codes(session, ada.id, PASSWORD)
    with pytest.raises(accounts.SignInError), database.session() as session:
        accounts.check_recovery(session, "Ada", PASSWORD, old[0], HOME, NOW)
    with pytest.raises(accounts.SignInError), database.session() as session:
        accounts.check_recovery(session, "Ada", "wrong", new[0], HOME, NOW)
    with database.session() as session:
        assert recovery.codes_left(session, ada.id) == recovery.HOW_MANY, "a wrong password uses up no code"
        accounts.turn_off_second_factor(session, ada.id, PASSWORD)
        assert recovery.codes_left(session, ada.id) == 0
