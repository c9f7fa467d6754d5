"""Staff accounts: adding, signing in, roles, second factor with recovery codes, reset.

Every change is written to the audit log in the same transaction.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.database.tables.staff import StaffAccountRow, StaffSessionRow
from bot.staff import audit, passwords, recovery, second_factor, tries
from bot.staff.links import make_link, use_link
from bot.staff.roles import Role
from bot.staff.tries import Browser

LONGEST_NAME = 80
RECOVERED = "sign_in.recovery"


class AccountError(Exception):
    """The account cannot be changed so; `reason` is a key of the words for staff.

    Reasons: "name_missing", "name_long", "name_taken", "last_administrator", "no_such_account", "not_first".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SignInError(Exception):
    """Name and password do not open an account, or it is locked there. Which of these is not told."""


@dataclass(frozen=True)
class Account:
    """A staff member's account, without its secrets.

    Attributes:
        has_password: false until the one-time link was used.
        second_factor: whether a code from a phone is asked for.
    """

    id: int
    name: str
    role: Role
    active: bool
    has_password: bool
    second_factor: bool


def account_from(row: StaffAccountRow) -> Account:
    return Account(
        row.id,
        row.name,
        Role(row.role),
        row.active,
        row.password_hash is not None,
        row.totp_secret is not None,
    )


def list_accounts(session: Session) -> list[Account]:
    """All accounts by name, those switched off last."""
    rows = session.execute(select(StaffAccountRow)).scalars().all()
    return sorted(map(account_from, rows), key=lambda each: (not each.active, each.name.casefold()))


def any_account(session: Session) -> bool:
    return session.execute(select(StaffAccountRow.id).limit(1)).first() is not None


def get_account(session: Session, account_id: int) -> Account:
    """One account.

    Raises:
        AccountError: there is none.
    """
    return account_from(_row(session, account_id))


def find_account(session: Session, name: str) -> Account:
    """The account with a name, capitals aside.

    Raises:
        AccountError: there is none.
    """
    row = _by_name(session, name)
    if row is None:
        raise AccountError("no_such_account")
    return account_from(row)


def add_account(session: Session, actor: str, name: str, role: Role, now: datetime) -> tuple[Account, str]:
    """Add a staff member; the account, and the token of the link with which they choose their password.

    Raises:
        AccountError: the name is missing, too long or taken.
    """
    row = _new_row(_usable_name(session, name), role, now)
    session.add(row)
    session.flush()
    audit.record(session, actor, "account.add", row.name, {"role": role.value})
    return account_from(row), make_link(session, row.id, now)


def make_first_link(session: Session, now: datetime) -> str:
    """The token of the link that makes the first administrator.

    Raises:
        AccountError: there are accounts already.
    """
    if any_account(session):
        raise AccountError("not_first")
    return make_link(session, None, now)


def accept_link(
    session: Session, token: str, name: str, password: str, now: datetime, browser: Browser | None = None
) -> Account:
    """Use a link up: choose a password, and on the first administrator's link a name too.

    Args:
        browser: in which the account is signed in to with that; None if it is not.

    Raises:
        LinkError: the link does not work, or no longer.
        WeakPasswordError: the password is not accepted; the link still works.
        AccountError: the name is missing, too long or taken, or the account is gone; the link still works.
    """
    account_id = use_link(session, token, now)
    if account_id is None:
        if any_account(session):
            raise AccountError("not_first")
        name = _usable_name(session, name)
        passwords.check(password, name)
        row = _new_row(name, Role.ADMINISTRATOR, now)
        session.add(row)
    else:
        row = _row(session, account_id)
        passwords.check(password, row.name)
    row.password_hash = passwords.hash_of(password)
    session.flush()
    tries.forgive(session, row)
    _sign_out_everywhere(session, row.id)
    first = account_id is None
    audit.record(session, row.name, "account.add" if first else "account.password", row.name, {"by": "one-time link"})
    if browser is not None:
        tries.note_sign_in(session, row, browser, "one-time link", now)
    return account_from(row)


def check_password(session: Session, name: str, password: str, browser: Browser, now: datetime) -> Account:
    """The account that name and password open. A second factor, if any, is still to be asked for.

    The failure is counted in this transaction, which must be kept although the error is raised.

    Raises:
        SignInError: they open none, or it is locked there or switched off.
    """
    row = _by_name(session, name)
    right = passwords.matches(row.password_hash if row else None, password)
    if row is not None and not tries.may_try(session, row, browser, now):
        raise SignInError
    if row is None or not row.active or not right:
        why = "unknown_name" if row is None else "wrong_password" if row.active else "switched_off"
        tries.count_failure(session, row, browser, why, now)
        raise SignInError
    if row.totp_secret is None:
        tries.note_sign_in(session, row, browser, "password", now)
    return account_from(row)


def check_code(session: Session, account_id: int, code: str, browser: Browser, now: datetime) -> Account:
    """The account, its second factor being right: the code from the phone, or a recovery code.

    The failure is counted in this transaction, which must be kept although the error is raised.

    Raises:
        SignInError: the code is wrong or was used, or the account is locked there or switched off.
    """
    row = session.get(StaffAccountRow, account_id)
    if row is None or not row.active or row.totp_secret is None:
        raise SignInError
    if recovery.use_code(session, row.id, code, now):
        return _recovered(session, row, browser, now)
    if not tries.may_try(session, row, browser, now):
        raise SignInError
    step = second_factor.accepted_step(row.totp_secret, code, row.totp_step, now)
    if step is None:
        tries.count_failure(session, row, browser, "wrong_code", now)
        raise SignInError
    row.totp_step = step
    tries.note_sign_in(session, row, browser, "phone", now)
    return account_from(row)


def check_recovery(session: Session, name: str, password: str, code: str, browser: Browser, now: datetime) -> Account:
    """The account that name, password and a recovery code open together, however many wrong tries there were.

    Nothing is counted: codes cannot be guessed, and without one a right password tells nothing.

    Raises:
        SignInError: they open none, or it is switched off.
    """
    row = _by_name(session, name)
    right = passwords.matches(row.password_hash if row else None, password)
    if row is None or not row.active or not right or not recovery.use_code(session, row.id, code, now):
        raise SignInError
    return _recovered(session, row, browser, now)


def set_password(session: Session, account_id: int, old: str, new: str) -> None:
    """Change one's own password.

    Raises:
        SignInError: the old one is wrong.
        WeakPasswordError: the new one is not accepted.
    """
    row = _row(session, account_id)
    if not passwords.matches(row.password_hash, old):
        raise SignInError
    passwords.check(new, row.name)
    row.password_hash = passwords.hash_of(new)
    audit.record(session, row.name, "account.password", row.name)


def turn_on_second_factor(session: Session, account_id: int, secret: str, code: str, now: datetime) -> list[str]:
    """Ask this account for a code from now on; its new recovery codes, which are shown only once.

    Raises:
        SignInError: the code does not fit the secret.
    """
    row = _row(session, account_id)
    step = second_factor.accepted_step(secret, code, None, now)
    if step is None:
        raise SignInError
    row.totp_secret, row.totp_step = secret, step
    audit.record(session, row.name, "account.second_factor_on", row.name)
    return recovery.make_codes(session, row.id)


def renew_recovery_codes(session: Session, account_id: int, password: str) -> list[str]:
    """New recovery codes in place of the earlier ones.

    Raises:
        SignInError: the password is wrong, or the account has no second factor.
    """
    row = _row(session, account_id)
    if row.totp_secret is None or not passwords.matches(row.password_hash, password):
        raise SignInError
    audit.record(session, row.name, "account.recovery_renewed", row.name)
    return recovery.make_codes(session, row.id)


def turn_off_second_factor(session: Session, account_id: int, password: str) -> None:
    """Ask for the password only.

    Raises:
        SignInError: the password is wrong.
    """
    row = _row(session, account_id)
    if not passwords.matches(row.password_hash, password):
        raise SignInError
    row.totp_secret = row.totp_step = None
    recovery.forget_codes(session, row.id)
    audit.record(session, row.name, "account.second_factor_off", row.name)


def reset_account(session: Session, actor: str, account_id: int, now: datetime) -> str:
    """Take away password, second factor, recovery codes, locks and sessions; the token of the link for a new password.

    Raises:
        AccountError: there is no such account.
    """
    row = _row(session, account_id)
    row.password_hash = row.totp_secret = row.totp_step = None
    recovery.forget_codes(session, row.id)
    tries.forgive(session, row)
    _sign_out_everywhere(session, row.id)
    audit.record(session, actor, "account.reset", row.name)
    return make_link(session, row.id, now)


def set_role(session: Session, actor: str, account_id: int, role: Role) -> None:
    """Change what an account may do.

    Raises:
        AccountError: there is no such account, or no administrator would be left.
    """
    row = _row(session, account_id)
    if row.role == role.value:
        return
    if row.role == Role.ADMINISTRATOR.value:
        _keep_an_administrator(session, row)
    audit.record(session, actor, "account.role", row.name, {"from": row.role, "to": role.value})
    row.role = role.value


def set_active(session: Session, actor: str, account_id: int, active: bool) -> None:
    """Switch an account off, which signs it out everywhere, or on again.

    Raises:
        AccountError: there is no such account, or no administrator would be left.
    """
    row = _row(session, account_id)
    if row.active == active:
        return
    if not active:
        _keep_an_administrator(session, row)
        _sign_out_everywhere(session, row.id)
    row.active = active
    audit.record(session, actor, "account.on" if active else "account.off", row.name)


def unlock(session: Session, actor: str, account_id: int) -> None:
    """Let an account that was locked after wrong tries sign in again.

    Raises:
        AccountError: there is no such account.
    """
    row = _row(session, account_id)
    tries.forgive(session, row)
    audit.record(session, actor, "account.unlock", row.name)


def _recovered(session: Session, row: StaffAccountRow, browser: Browser, now: datetime) -> Account:
    details = {"left": recovery.codes_left(session, row.id)}
    audit.record(session, row.name, RECOVERED, row.name, details)
    tries.note_sign_in(session, row, browser, "recovery code", now)
    return account_from(row)


def _keep_an_administrator(session: Session, row: StaffAccountRow) -> None:
    others = session.execute(
        select(StaffAccountRow.id).where(
            StaffAccountRow.role == Role.ADMINISTRATOR.value,
            StaffAccountRow.active.is_(True),
            StaffAccountRow.id != row.id,
        )
    ).first()
    if row.role == Role.ADMINISTRATOR.value and row.active and others is None:
        raise AccountError("last_administrator")


def _sign_out_everywhere(session: Session, account_id: int) -> None:
    session.execute(
        delete(StaffSessionRow).where(StaffSessionRow.account_id == account_id),
        execution_options={"synchronize_session": False},
    )


def _new_row(name: str, role: Role, now: datetime) -> StaffAccountRow:
    return StaffAccountRow(
        name=name, name_key=_name_key(name), role=role.value, active=True, failed_count=0, created_at=now
    )


def _usable_name(session: Session, name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise AccountError("name_missing")
    if len(name) > LONGEST_NAME:
        raise AccountError("name_long")
    if _by_name(session, name) is not None:
        raise AccountError("name_taken")
    return name


def _by_name(session: Session, name: str) -> StaffAccountRow | None:
    return session.execute(  # type: ignore[no-any-return]
        select(StaffAccountRow).where(StaffAccountRow.name_key == _name_key(name))
    ).scalar()


def _name_key(name: str) -> str:
    return unicodedata.normalize("NFKC", " ".join(name.split())).casefold()[:160]


def _row(session: Session, account_id: int) -> StaffAccountRow:
    row = session.get(StaffAccountRow, account_id)
    if row is None:
        raise AccountError("no_such_account")
    return row
