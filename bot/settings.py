"""Everything that can be set from outside, read once from the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent
MOST_HOURS = 30 * 24
_MOST_DEADLINE, _MOST_PROXIES, _LEAST_SECRET = 20, 10, 16
_ORIGIN = re.compile(r"https?://[^\s/,;*?#@]+")
# Variables that are not called as their field.
_OTHER_NAMES = {
    "notice_emails": "CRISIS_NOTICE_EMAILS",
    "notice_webhook": "CRISIS_NOTICE_WEBHOOK",
    "staff_emails": "STAFF_NOTICE_EMAILS",
}


class SettingsError(Exception):
    """A setting is not usable; the message says which one and what to write instead."""


@dataclass(frozen=True)
class Settings:
    """Settings of all processes.

    Attributes:
        database_url: SQLAlchemy URL of the one database (facts, conversations, Rasa's tracker).
        redis_url: Redis for request limits that several website processes share; empty for one, where memory serves.
        website_host, website_port: where clients reach the website process.
        rasa_port, actions_port: loopback ports of Rasa and of the action server.
        website_workers: number of website worker processes.
        state_dir: folder for what is kept between starts (database file, secret, logs).
        secret_key: signs the conversation tokens; made and kept in state_dir if not set.
        allowed_origins: origins of the practice's pages that may embed the chat.
        answer_deadline: seconds a client waits for Rasa before the fallback answers.
        after_contacts_minutes: minutes after crisis contacts were last shown in which no small talk answers.
        conversation_hours: hours after its last message at which a conversation is deleted.
        strict_place: the law here bars detecting emotional states (docs/strict_places.md): no distress tier, no
            encouragements, no note question about feelings.
        trusted_proxies: number of reverse proxies in front whose forwarded headers count.
        notice_emails, notice_webhook: where staff are told that crisis contacts were shown; empty for nowhere.
        staff_emails: where staff are told that a colleague waits for them in the console; empty for nowhere.
        smtp_host, smtp_port, smtp_user, smtp_password, smtp_from: the mail server for those notices.
    """

    database_url: str
    redis_url: str
    website_host: str
    website_port: int
    rasa_port: int
    actions_port: int
    website_workers: int
    state_dir: Path
    secret_key: str
    allowed_origins: tuple[str, ...]
    answer_deadline: int
    after_contacts_minutes: int
    conversation_hours: int
    strict_place: bool
    trusted_proxies: int
    notice_emails: tuple[str, ...]
    notice_webhook: str
    staff_emails: tuple[str, ...]
    smtp_host: str
    smtp_port: int
    smtp_user: str
    smtp_password: str
    smtp_from: str

    @property
    def scripts_dir(self) -> Path:
        """Where the chat element's script of each release is kept."""
        return self.state_dir / "widget"

    @property
    def rasa_url(self) -> str:
        return f"http://127.0.0.1:{self.rasa_port}"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings.

        Raises:
            SettingsError: a value cannot be used.
        """
        values = _Values(os.environ if environment is None else environment)
        if values.whole("SANIC_WORKERS", 1, least=1) > 1:
            raise SettingsError(
                "SANIC_WORKERS: leave it out; a second worker of Rasa would not know of the first's locks"
            )
        website_workers = values.whole("WEBSITE_WORKERS", 1, least=1)
        redis_url = values.address("REDIS_URL", "redis://", "rediss://", "unix://")
        if website_workers > 1 and not redis_url:
            raise SettingsError(
                "WEBSITE_WORKERS is more than 1: set REDIS_URL too, so that limits count for all together"
            )
        state_dir = Path(values.text("STATE_DIR", str(PROJECT_ROOT / "var"))).resolve()
        return cls(
            database_url=values.text("DATABASE_URL", f"sqlite:///{state_dir / 'between_sessions.sqlite'}"),
            redis_url=redis_url,
            website_host=values.text("WEBSITE_HOST", "127.0.0.1"),
            website_port=values.port("WEBSITE_PORT", 8080),
            rasa_port=values.port("RASA_PORT", 5005),
            actions_port=values.port("ACTIONS_PORT", 5055),
            website_workers=website_workers,
            state_dir=state_dir,
            secret_key=values.secret("SECRET_KEY"),
            allowed_origins=values.origins("ALLOWED_ORIGINS"),
            answer_deadline=values.whole("ANSWER_DEADLINE", 3, least=1, most=_MOST_DEADLINE),
            after_contacts_minutes=values.whole("AFTER_CONTACTS_MINUTES", 60, least=1, most=60 * MOST_HOURS),
            conversation_hours=values.whole("CONVERSATION_HOURS", 24, least=1, most=MOST_HOURS),
            strict_place=values.yes("STRICT_PLACE"),
            trusted_proxies=values.whole("TRUSTED_PROXIES", 0, least=0, most=_MOST_PROXIES),
            notice_emails=tuple(values.text("CRISIS_NOTICE_EMAILS", "").split()),
            notice_webhook=values.address("CRISIS_NOTICE_WEBHOOK", "https://", "http://"),
            staff_emails=tuple(values.text("STAFF_NOTICE_EMAILS", "").split()),
            smtp_host=values.text("SMTP_HOST", "localhost"),
            smtp_port=values.port("SMTP_PORT", 587),
            smtp_user=values.text("SMTP_USER", ""),
            smtp_password=values.text("SMTP_PASSWORD", ""),
            smtp_from=values.text("SMTP_FROM", ""),
        )

    def as_environment(self) -> dict[str, str]:
        """The variables from which `from_environment` reads these settings, for the processes that are started."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {_OTHER_NAMES.get(name, name.upper()): _written(value) for name, value in values.items()}


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(value) if isinstance(value, tuple) else str(value)


class _Values:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str, default: str) -> str:
        return self._environment.get(name, "").strip() or default

    def whole(self, name: str, default: int, least: int, most: int | None = None) -> int:
        value = self.text(name, str(default))
        # isdecimal() and int() both take digits of any script; so long a number would take int() seconds.
        if not value.isdecimal() or len(value) > 20 or int(value) < least or (most is not None and int(value) > most):
            wanted = f"of {least} or more" if most is None else f"from {least} to {most}"
            raise SettingsError(f"{name} is {value[:40]!r}: write a whole number {wanted}")
        return int(value)

    def address(self, name: str, *beginnings: str) -> str:
        value = self.text(name, "")
        if value and not any(value.startswith(each) and len(value) > len(each) for each in beginnings):
            # An address may hold a password, and is not shown.
            raise SettingsError(f"{name}: write an address that begins with {' or '.join(beginnings)}")
        return value

    def secret(self, name: str) -> str:
        value = self.text(name, "")
        if value and len(value) < _LEAST_SECRET:
            raise SettingsError(
                f"{name} is too short to keep anything secret: write at least {_LEAST_SECRET} characters, such as from "
                "`openssl rand -base64 32`, or leave it out"
            )
        return value

    def origins(self, name: str) -> tuple[str, ...]:
        values = tuple(self.text(name, "").split())
        for value in values:
            if not _ORIGIN.fullmatch(value):
                raise SettingsError(
                    f"{name} has {value!r}: write addresses such as https://www.practice.example, without a path, and "
                    "spaces between them"
                )
        return values

    def yes(self, name: str) -> bool:
        value = self.text(name, "no").lower()
        if value not in ("yes", "no"):
            raise SettingsError(f"{name} is {value!r}: write yes or no")
        return value == "yes"

    def port(self, name: str, default: int) -> int:
        value = self.whole(name, default, least=1)
        if value > 65535:
            raise SettingsError(f"{name} is {value}: write a port between 1 and 65535")
        return value
