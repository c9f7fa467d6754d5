"""Recovery codes: ten for paper, each good for one sign-in in place of the code from the phone.

They are kept as passwords are. A code begins with its number, so that only one hash has to be compared.
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.database.tables.staff import StaffRecoveryCodeRow
from bot.staff import passwords

HOW_MANY = 10
# Without letters and digits that look alike on paper: 49 bits a code.
_LETTERS, _LENGTH = "abcdefghjkmnpqrstuvwxyz23456789", 10
_CODE = re.compile(rf"(\d{{1,2}})-([{_LETTERS}]{{{_LENGTH}}})")


def make_codes(session: Session, account_id: int) -> list[str]:
    """New codes, such as "3-abcde-fghjk", in place of all earlier ones. They can be read now and never again."""
    forget_codes(session, account_id)
    made = []
    for number in range(1, HOW_MANY + 1):
        letters = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        code_hash = passwords.hash_of(letters)
        session.add(StaffRecoveryCodeRow(account_id=account_id, number=number, code_hash=code_hash))
        made.append(f"{number}-{letters[:5]}-{letters[5:]}")
    session.flush()
    return made


def use_code(session: Session, account_id: int, typed: str, now: datetime) -> bool:
    """Whether it is one of the account's codes and was never used; it is used up with that.

    Args:
        typed: as it was typed: capitals, spaces and the second hyphen do not matter.
        now: naive UTC.
    """
    number, letters = _parts(typed)
    row = session.get(StaffRecoveryCodeRow, (account_id, number)) if number else None
    if row is None or row.used_at is not None or not passwords.matches(row.code_hash, letters):
        return False
    # One statement decides, so that of two uses at the same time one is refused.
    used = session.execute(
        update(StaffRecoveryCodeRow)
        .where(
            StaffRecoveryCodeRow.account_id == account_id,
            StaffRecoveryCodeRow.number == number,
            StaffRecoveryCodeRow.used_at.is_(None),
        )
        .values(used_at=now),
        execution_options={"synchronize_session": False},
    )
    return bool(used.rowcount)


def looks_like_one(typed: str) -> bool:
    """Whether it is written as recovery codes are."""
    return _parts(typed)[0] > 0


def codes_left(session: Session, account_id: int) -> int:
    """How many codes can still be used."""
    return session.execute(  # type: ignore[no-any-return]
        select(func.count())
        .select_from(StaffRecoveryCodeRow)
        .where(StaffRecoveryCodeRow.account_id == account_id, StaffRecoveryCodeRow.used_at.is_(None))
    ).scalar_one()


def forget_codes(session: Session, account_id: int) -> None:
    """No code of the account works any more."""
    session.execute(
        delete(StaffRecoveryCodeRow).where(StaffRecoveryCodeRow.account_id == account_id),
        execution_options={"synchronize_session": "fetch"},
    )


def _parts(typed: str) -> tuple[int, str]:
    """Number and letters of a code; 0 if it does not look like one."""
    number, _, rest = "".join(typed.split()).casefold().partition("-")
    found = _CODE.fullmatch(f"{number}-{rest.replace('-', '')}")
    return (int(found[1]), found[2]) if found else (0, "")
