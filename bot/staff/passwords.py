"""Passwords: what is accepted, and their argon2id hashes.

Length, not composition, as NIST SP 800-63B (section 3.1.1) asks: at least twelve characters, none of the obvious ones.
"""

from __future__ import annotations

from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST = 12
MOST = 200

_HASHER = PasswordHasher()
# Verified when there is no account or no password, so that both take as long as a real one.
_NOBODY = _HASHER.hash("nobody has this password")
_OBVIOUS = ("password", "passwort", "qwerty", "letmein", "welcome", "therapy", "practice", "123456", "abcdef")


class WeakPasswordError(Exception):
    """The password is not accepted; `reason` is "short", "long", "name" or "obvious"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check(password: str, name: str) -> None:
    """Accept or refuse a new password.

    Raises:
        WeakPasswordError: it is too short or long, or little more than the account's name or a first guess.
    """
    plain = password.casefold()
    if len(password) < LEAST:
        raise WeakPasswordError("short")
    if len(password) > MOST:
        raise WeakPasswordError("long")
    if len(_without(plain, name.casefold().split())) < LEAST // 2:
        raise WeakPasswordError("name")
    if len(set(plain)) < 5 or len(_without(plain, _OBVIOUS)) < LEAST // 2:
        raise WeakPasswordError("obvious")


def _without(password: str, words: Iterable[str]) -> str:
    for word in words:
        password = password.replace(word, "")
    return "".join(password.split())


def hash_of(password: str) -> str:
    """The argon2id hash, with its parameters and salt."""
    return _HASHER.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash; takes as long when there is none."""
    try:
        matched = _HASHER.verify(password_hash or _NOBODY, password[:MOST])
    except (VerificationError, InvalidHashError):
        return False
    return matched and password_hash is not None
