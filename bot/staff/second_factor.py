"""The optional second factor: time-based one-time codes (TOTP, RFC 6238) and the QR code for the phone's app."""

from __future__ import annotations

import io
from datetime import datetime, timezone

import pyotp
import segno

ISSUER = "Between Sessions"
_STEP_SECONDS = 30


def new_secret() -> str:
    return pyotp.random_base32()


def accepted_step(secret: str, code: str, last_step: int | None, now: datetime) -> int | None:
    """The time step whose code this is, one step early or late allowed; None if none, or not later than the last used.

    Args:
        now: naive UTC.
    """
    digits = "".join(code.split())
    current = int(now.replace(tzinfo=timezone.utc).timestamp()) // _STEP_SECONDS
    totp = pyotp.TOTP(secret, interval=_STEP_SECONDS)
    for step in (current, current - 1, current + 1):
        if totp.verify(digits, for_time=step * _STEP_SECONDS) and (last_step is None or step > last_step):
            return step
    return None


def qr_code(secret: str, name: str) -> bytes:
    """The QR code as an SVG image that an authenticator app reads."""
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", scale=5, border=4, light="#fff", dark="#000")
    return picture.getvalue()
