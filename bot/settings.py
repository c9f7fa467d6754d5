"""Everything that can be set from outside, read once from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent
# Variables that are not called as their field.
_OTHER_NAMES = {"notice_emails": "CRISIS_NOTICE_EMAILS", "notice_webhook": "CRISIS_NOTICE_WEBHOOK"}


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
        words_dir: folder with the words and the training data (data/ of the project).
        state_dir: folder for what is kept between starts (database file, secret, logs).
        secret_key: signs the conversation tokens; made and kept in state_dir if not set.
        allowed_origins: origins of the practice's pages that may embed the chat.
        answer_deadline: seconds a client waits for Rasa before the fallback answers.
        conversation_hours: hours after its last message at which a conversation is deleted.
        trusted_proxies: number of reverse proxies in front whose forwarded headers count.
        notice_emails, notice_webhook: where staff are told that crisis contacts were shown; empty for nowhere.
        smtp_host, smtp_port, smtp_user, smtp_password, smtp_from: the mail server for those notices.
    """

    database_url: str
    redis_url: str
    website_host: str
    website_port: int
    rasa_port: int
    actions_port: int
    website_workers: int
    words_dir: Path
    state_dir: Path
    secret_key: str
    allowed_origins: tuple[str, ...]
    answer_deadline: int
    conversation_hours: int
    trusted_proxies: int
    notice_emails: tuple[str, ...]
    notice_webhook: str
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
        state_dir = Path(values.text("STATE_DIR", str(PROJECT_ROOT / "var"))).resolve()
        return cls(
            database_url=values.text("DATABASE_URL", f"sqlite:///{state_dir / 'between_sessions.sqlite'}"),
            redis_url=values.text("REDIS_URL", ""),
            website_host=values.text("WEBSITE_HOST", "127.0.0.1"),
            website_port=values.port("WEBSITE_PORT", 8080),
            rasa_port=values.port("RASA_PORT", 5005),
            actions_port=values.port("ACTIONS_PORT", 5055),
            website_workers=values.whole("WEBSITE_WORKERS", 1, least=1),
            words_dir=Path(values.text("WORDS_DIR", str(PROJECT_ROOT / "data"))).resolve(),
            state_dir=state_dir,
            secret_key=values.text("SECRET_KEY", ""),
            allowed_origins=tuple(values.text("ALLOWED_ORIGINS", "").split()),
            answer_deadline=values.whole("ANSWER_DEADLINE", 3, least=1),
            conversation_hours=values.whole("CONVERSATION_HOURS", 24, least=1),
            trusted_proxies=values.whole("TRUSTED_PROXIES", 0, least=0),
            notice_emails=tuple(values.text("CRISIS_NOTICE_EMAILS", "").split()),
            notice_webhook=values.text("CRISIS_NOTICE_WEBHOOK", ""),
            smtp_host=values.text("SMTP_HOST", "localhost"),
            smtp_port=values.port("SMTP_PORT", 587),
            smtp_user=values.text("SMTP_USER", ""),
            smtp_password=values.text("SMTP_PASSWORD", ""),
            smtp_from=values.text("SMTP_FROM", ""),
        )

    def as_environment(self) -> dict[str, str]:
        """The variables from which `from_environment` reads these settings, for the processes that are started."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {
            _OTHER_NAMES.get(name, name.upper()): " ".join(value) if isinstance(value, tuple) else str(value)
            for name, value in values.items()
        }


class _Values:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str, default: str) -> str:
        return self._environment.get(name, "").strip() or default

    def whole(self, name: str, default: int, least: int) -> int:
        value = self.text(name, str(default))
        if not value.isdecimal() or int(value) < least:
            raise SettingsError(f"{name} is {value!r}: write a whole number of {least} or more")
        return int(value)

    def port(self, name: str, default: int) -> int:
        value = self.whole(name, default, least=1)
        if value > 65535:
            raise SettingsError(f"{name} is {value}: write a port between 1 and 65535")
        return value
