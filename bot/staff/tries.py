"""Lock-out by account and address, so that nobody can lock others out by typing wrong passwords under their name.

Wrong tries from one address lock the account for that address. Many wrong tries from many addresses only slow down
addresses from which the account was never signed in to: one try a minute for all of them together. Whoever is signed in
stays so, and a recovery code is never locked (see bot.staff.accounts).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from bot.database.tables.staff import StaffAccountRow, StaffAddressRow
from bot.staff import audit

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
# Wrong tries from anywhere since the last right one, from which on strange addresses wait for each other.
CEILING = 30
PAUSE = timedelta(minutes=1)
# How long an address is known from which the account was signed in to, and how long a wrong try is remembered.
KNOWN_FOR = timedelta(days=90)
FORGOTTEN_AFTER = timedelta(days=1)

UNKNOWN_NAME = "(unknown name)"
KIND = "sign_in"
SIGNED_IN, SIGNED_OUT = "sign_in.in", "sign_in.out"
REFUSED, LOCKED, SLOWED = "sign_in.refused", "sign_in.locked", "sign_in.slowed"


@dataclass(frozen=True)
class Browser:
    """From where somebody signs in.

    Attributes:
        address: the IP address; empty if it is not known.
        device: in words people know, such as "Firefox on Windows".
    """

    address: str
    device: str

    @property
    def network(self) -> str:
        """What counts as one address. Whoever has an IPv6 address has all of its /64 network (RFC 6177)."""
        try:
            found = ip_address(self.address)
        except ValueError:
            return self.address[:60]
        if isinstance(found, IPv6Address):
            return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
        return str(found)


def may_try(session: Session, row: StaffAccountRow, browser: Browser, now: datetime) -> bool:
    """Whether a password or code of this account is looked at now, if it comes from there."""
    here = _here(session, row.id, browser)
    if here is not None and _is_ahead(here.locked_until, now):
        return False
    is_known = here is not None and here.signed_in_at is not None and here.signed_in_at > now - KNOWN_FOR
    return is_known or not _is_ahead(row.locked_until, now)


def count_failure(session: Session, row: StaffAccountRow | None, browser: Browser, why: str, now: datetime) -> None:
    """Count a wrong try and keep it in the audit log; the fifth from an address locks the account there.

    Args:
        row: None for a name that nobody has. What was typed as the name is kept nowhere: it may be a password.
        why: "unknown_name", "wrong_password", "wrong_code" or "switched_off".
    """
    if row is not None:
        # Counted by the database, so that tries at the same time all count and wait for each other here.
        session.execute(
            update(StaffAccountRow)
            .where(StaffAccountRow.id == row.id)
            .values(failed_count=StaffAccountRow.failed_count + 1),
            execution_options={"synchronize_session": False},
        )
        session.refresh(row)
    here = _here(session, row.id if row else None, browser) or _new(session, row, browser, now)
    if _is_ahead(here.locked_until, now):
        return
    name, details = row.name if row else UNKNOWN_NAME, {"device": browser.device, "why": why}
    here.failed_count, here.tried_at = here.failed_count + 1, now
    if row is None or row.failed_count <= CEILING:
        audit.record(session, name, REFUSED, name, details)
    if here.failed_count >= MOST_FAILURES:
        here.failed_count, here.locked_until = 0, now + LOCKED_FOR
        audit.record(session, name, LOCKED, name, {"device": browser.device, "failures": MOST_FAILURES})
    if row is not None and row.failed_count >= CEILING:
        row.locked_until = now + PAUSE
        if row.failed_count == CEILING:
            audit.record(session, name, SLOWED, name, {"failures": CEILING})


def note_sign_in(session: Session, row: StaffAccountRow, browser: Browser, by: str, now: datetime) -> None:
    """Somebody has signed in: wrong tries before count no more, and the address is known.

    Args:
        by: "password", "phone", "recovery code" or "one-time link".
    """
    row.failed_count, row.locked_until = 0, None
    here = _here(session, row.id, browser) or _new(session, row, browser, now)
    here.failed_count, here.locked_until, here.tried_at, here.signed_in_at = 0, None, now, now
    audit.record(session, row.name, SIGNED_IN, row.name, {"device": browser.device, "by": by})


def blocked_accounts(session: Session, now: datetime) -> frozenset[int]:
    """Ids of accounts that are locked for an address, or slowed down for strange ones."""
    there = select(StaffAddressRow.account_id).where(StaffAddressRow.locked_until > now)
    everywhere = select(StaffAccountRow.id).where(StaffAccountRow.locked_until > now)
    found = [*session.execute(there).scalars(), *session.execute(everywhere).scalars()]
    return frozenset(each for each in found if each is not None)


def forgive(session: Session, row: StaffAccountRow) -> None:
    """Forget the account's wrong tries, from wherever they came."""
    row.failed_count, row.locked_until = 0, None
    session.execute(
        update(StaffAddressRow).where(StaffAddressRow.account_id == row.id).values(failed_count=0, locked_until=None),
        execution_options={"synchronize_session": False},
    )


def forget_old(session: Session, now: datetime) -> None:
    """Delete addresses whose wrong tries or sign-ins are long ago."""
    never = StaffAddressRow.signed_in_at.is_(None) & (StaffAddressRow.tried_at < now - FORGOTTEN_AFTER)
    old = or_(never, StaffAddressRow.tried_at < now - KNOWN_FOR)
    session.execute(delete(StaffAddressRow).where(old), execution_options={"synchronize_session": False})


def _here(session: Session, account_id: int | None, browser: Browser) -> StaffAddressRow | None:
    whose = StaffAddressRow.account_id.is_(None) if account_id is None else StaffAddressRow.account_id == account_id
    return session.execute(  # type: ignore[no-any-return]
        select(StaffAddressRow)
        .where(whose, StaffAddressRow.address == browser.network)
        .order_by(StaffAddressRow.id)
        .limit(1)
        .execution_options(populate_existing=True)
    ).scalar()


def _new(session: Session, row: StaffAccountRow | None, browser: Browser, now: datetime) -> StaffAddressRow:
    made = StaffAddressRow(account_id=row.id if row else None, address=browser.network, failed_count=0, tried_at=now)
    session.add(made)
    return made


def _is_ahead(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment > now
