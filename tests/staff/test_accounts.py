"""Accounts: one-time links, second factor, sessions, the last administrator."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select

from bot.database.engine import Database
from bot.database.tables.staff import StaffAccountRow
from bot.staff import accounts, audit, passwords, second_factor, sessions
from bot.staff.links import VALID_FOR, LinkError
from bot.staff.roles import Role
from bot.staff.tries import LOCKED_FOR, MOST_FAILURES, Browser

NOW = datetime(2026, 11, 22, 12, 0)
PASSWORD = "three calm grey boats"
OFFICE = Browser("192.0.2.7", "Firefox on Windows")


@pytest.fixture
def ada(database: Database) -> accounts.Account:
    """The first administrator."""
    with database.session() as session:
        token = accounts.make_first_link(session, NOW)
    with database.session() as session:
        return accounts.accept_link(session, token, "Ada Ärztin", PASSWORD, NOW)


def enters(database: Database, name: str, password: str, now: datetime = NOW) -> bool:
    with database.session() as session, suppress(accounts.SignInError):
        accounts.check_password(session, name, password, OFFICE, now)
        return True
    return False


def test_the_first_link_makes_an_administrator_once(database: Database, ada: accounts.Account):
    assert ada.role is Role.ADMINISTRATOR
    assert enters(database, "  ada ÄRZTIN", PASSWORD)
    assert not enters(database, "Ada Ärztin", PASSWORD + "!")
    with pytest.raises(accounts.AccountError, match="not_first"), database.session() as session:
        accounts.make_first_link(session, NOW)


def test_passwords_are_kept_as_argon2id(database: Database, ada: accounts.Account):
    with database.session() as session:
        stored = session.execute(select(StaffAccountRow.password_hash)).scalar()
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored


def test_a_link_works_once(database: Database, ada: accounts.Account):
    with database.session() as session:
        _, token = accounts.add_account(session, "Ada", "Robin", Role.RECEPTION, NOW)
    with database.session() as session:
        accounts.accept_link(session, token, "", PASSWORD, NOW)
    with pytest.raises(LinkError), database.session() as session:
        accounts.accept_link(session, token, "", "another long password", NOW)
    assert enters(database, "Robin", PASSWORD)


def test_a_link_ends_after_two_days_and_with_a_newer_one(database: Database, ada: accounts.Account):
    with database.session() as session:
        robin, first = accounts.add_account(session, "Ada", "Robin", Role.RECEPTION, NOW)
        second = accounts.reset_account(session, "Ada", robin.id, NOW)
    for token, when in ((first, NOW), (second, NOW + VALID_FOR + timedelta(seconds=1)), ("made up", NOW)):
        with pytest.raises(LinkError), database.session() as session:
            accounts.accept_link(session, token, "", PASSWORD, when)


def test_a_refused_password_leaves_the_link_working(database: Database, ada: accounts.Account):
    with database.session() as session:
        _, token = accounts.add_account(session, "Ada", "Robin Fisher", Role.RECEPTION, NOW)
    for refused in ("short", "robin fisher 2026", "passwordpassword", "123456123456", "aaaaaaaaaaaaaaa", "x" * 201):
        with pytest.raises(passwords.WeakPasswordError), database.session() as session:
            accounts.accept_link(session, token, "", refused, NOW)
    with database.session() as session:
        assert accounts.accept_link(session, token, "", PASSWORD, NOW).name == "Robin Fisher"


@pytest.mark.parametrize("name", ["", "   ", "ada ärztin", "A" * 81])
def test_a_name_that_cannot_be_used_is_refused(database: Database, ada: accounts.Account, name: str):
    with pytest.raises(accounts.AccountError, match="name_"), database.session() as session:
        accounts.add_account(session, "Ada", name, Role.RECEPTION, NOW)


def test_five_wrong_passwords_lock_the_account_for_a_while(database: Database, ada: accounts.Account):
    for _ in range(MOST_FAILURES):
        assert not enters(database, "Ada Ärztin", "wrong")
    assert not enters(database, "Ada Ärztin", PASSWORD)
    assert enters(database, "Ada Ärztin", PASSWORD, NOW + LOCKED_FOR + timedelta(seconds=1))


def test_a_right_password_forgets_the_wrong_ones(database: Database, ada: accounts.Account):
    for _ in range(3):
        for _ in range(MOST_FAILURES - 1):
            assert not enters(database, "Ada Ärztin", "wrong")
        assert enters(database, "Ada Ärztin", PASSWORD)


def test_an_administrator_unlocks(database: Database, ada: accounts.Account):
    for _ in range(MOST_FAILURES):
        enters(database, "Ada Ärztin", "wrong")
    with database.session() as session:
        accounts.unlock(session, "Ada", ada.id)
    assert enters(database, "Ada Ärztin", PASSWORD)


def test_a_code_is_asked_for_and_serves_once(database: Database, ada: accounts.Account):
    secret = second_factor.new_secret()
    code = pyotp.TOTP(secret).at
    with database.session() as session:
        accounts.turn_on_second_factor(session, ada.id, secret, code(stamp(NOW)), NOW)
    with database.session() as session:
        assert accounts.check_password(session, "Ada Ärztin", PASSWORD, OFFICE, NOW).second_factor
    assert not code_enters(database, ada, code(stamp(NOW)), NOW), "the code that turned it on was used up"
    later = NOW + timedelta(minutes=1)
    assert not code_enters(database, ada, "000000", later)
    assert not code_enters(database, ada, code(stamp(NOW - timedelta(minutes=5))), later)
    assert code_enters(database, ada, code(stamp(later))[:3] + " " + code(stamp(later))[3:], later)
    assert not code_enters(database, ada, code(stamp(later)), later)


def test_wrong_codes_lock_the_account_although_the_password_is_right(database: Database, ada: accounts.Account):
    secret = second_factor.new_secret()
    with database.session() as session:
        accounts.turn_on_second_factor(session, ada.id, secret, pyotp.TOTP(secret).at(stamp(NOW)), NOW)
    for _ in range(MOST_FAILURES):
        assert enters(database, "Ada Ärztin", PASSWORD)
        assert not code_enters(database, ada, "12345x", NOW)
    assert not enters(database, "Ada Ärztin", PASSWORD)


def test_a_reset_takes_password_second_factor_and_sessions_away(database: Database, ada: accounts.Account):
    secret = second_factor.new_secret()
    with database.session() as session:
        accounts.turn_on_second_factor(session, ada.id, secret, pyotp.TOTP(secret).at(stamp(NOW)), NOW)
        browser = sessions.start_session(session, ada.id, "Firefox", NOW)
    with database.session() as session:
        accounts.reset_account(session, "the command line", ada.id, NOW)
    assert not enters(database, "Ada Ärztin", PASSWORD)
    with database.session() as session:
        assert sessions.find_session(session, browser, NOW) is None
        assert not accounts.get_account(session, ada.id).second_factor


def test_sessions_end_here_elsewhere_idle_and_with_the_account(database: Database, ada: accounts.Account):
    with database.session() as session:
        first, second, third = (sessions.start_session(session, ada.id, name, NOW) for name in ("a", "b", "c"))
    with database.session() as session:
        _, keep = sessions.find_session(session, first, NOW)
        ids = {each.device: each.id for each in sessions.list_sessions(session, ada.id, NOW)}
        assert sessions.end_session(session, ada.id, ids["b"])
        assert not sessions.end_session(session, ada.id + 1, ids["c"]), "the session of somebody else"
    with database.session() as session:
        assert sessions.find_session(session, second, NOW) is None
        assert sessions.find_session(session, third, NOW)
        sessions.end_sessions(session, ada.id, but=keep)
    with database.session() as session:
        assert sessions.find_session(session, third, NOW) is None
        assert sessions.find_session(session, first, NOW + sessions.IDLE)
    with database.session() as session:
        assert sessions.find_session(session, first, NOW + sessions.IDLE + sessions.IDLE + timedelta(hours=1)) is None


def test_nobody_stays_signed_in_longer_than_a_week(database: Database, ada: accounts.Account):
    with database.session() as session:
        browser = sessions.start_session(session, ada.id, "Firefox", NOW)
    when = NOW
    while when <= NOW + sessions.LONGEST:
        with database.session() as session:
            assert sessions.find_session(session, browser, when)
        when += timedelta(hours=7)
    with database.session() as session:
        assert sessions.find_session(session, browser, when) is None


def test_an_account_that_is_switched_off_is_out_at_once(database: Database, ada: accounts.Account):
    with database.session() as session:
        robin, token = accounts.add_account(session, "Ada", "Robin", Role.RECEPTION, NOW)
        accounts.accept_link(session, token, "", PASSWORD, NOW)
        browser = sessions.start_session(session, robin.id, "Firefox", NOW)
    with database.session() as session:
        accounts.set_active(session, "Ada", robin.id, False)
    with database.session() as session:
        assert sessions.find_session(session, browser, NOW) is None
    assert not enters(database, "Robin", PASSWORD)
    with database.session() as session:
        accounts.set_active(session, "Ada", robin.id, True)
    assert enters(database, "Robin", PASSWORD)


def test_the_last_administrator_stays(database: Database, ada: accounts.Account):
    for change in (
        lambda session: accounts.set_active(session, "Ada", ada.id, False),
        lambda session: accounts.set_role(session, "Ada", ada.id, Role.RECEPTION),
    ):
        with pytest.raises(accounts.AccountError, match="last_administrator"), database.session() as session:
            change(session)
    with database.session() as session:
        accounts.add_account(session, "Ada", "Bo", Role.ADMINISTRATOR, NOW)
        accounts.set_role(session, "Ada", ada.id, Role.THERAPIST)
        assert accounts.get_account(session, ada.id).role is Role.THERAPIST


def test_every_change_is_in_the_audit_log_and_no_secret_is(database: Database, ada: accounts.Account):
    with database.session() as session:
        robin, token = accounts.add_account(session, "Ada", "Robin", Role.RECEPTION, NOW)
        accounts.set_role(session, "Ada", robin.id, Role.THERAPIST)
        accounts.set_active(session, "Ada", robin.id, False)
    with database.session() as session:
        found = audit.entries(session, 10)
        assert audit.verify(session).whole
    assert [each.action for each in found] == ["account.off", "account.role", "account.add", "account.add"]
    assert found[1].details == {"from": "reception", "to": "therapist"}
    assert token not in str(found)


def code_enters(database: Database, account: accounts.Account, code: str, now: datetime) -> bool:
    with database.session() as session, suppress(accounts.SignInError):
        accounts.check_code(session, account.id, code, OFFICE, now)
        return True
    return False


def stamp(when: datetime) -> int:
    """Seconds since 1970 of a naive UTC time."""
    return int((when - datetime(1970, 1, 1)).total_seconds())
