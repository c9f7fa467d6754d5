"""What clients are told of their privacy is true of the settings in force."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.conversations.data_map import data_map
from bot.conversations.privacy import Privacy
from bot.settings import PROJECT_ROOT, Settings
from bot.website.app import create_app

STAYS, STAYS_ES = "stays on the machine", "no sale de la máquina"


def notice(settings: Settings, language: str = "en") -> dict[str, str]:
    client = create_app(settings).test_client()
    return client.get("/api/notice", headers={"Accept-Language": language}).json  # type: ignore[no-any-return]


def test_what_stays_on_the_machine_is_said_to(settings: Settings):
    assert STAYS in notice(settings)["text"]
    assert STAYS_ES in notice(settings, "es")["text"]
    assert "{" not in notice(settings)["text"] + notice(settings, "es")["text"]


@pytest.mark.parametrize(
    ("url", "elsewhere"),
    [
        ("sqlite:////var/lib/x.sqlite", False),
        ("postgresql://chat@localhost/chat", False),
        ("postgresql:///chat?host=/run/postgresql", False),
        ("postgresql+psycopg2://chat:secret@db.example.org:5432/chat", True),
    ],
)
def test_a_database_on_another_machine_is_said(url: str, elsewhere: bool):
    settings = Settings.from_environment({"DATABASE_URL": url})
    assert Privacy.of(settings).database_elsewhere is elsewhere


def test_settings_that_send_something_away_change_what_is_agreed_to(settings: Settings):
    other = replace(settings, redis_url="redis://limits.example.org/0", notice_emails=("a@example.org",))
    said, before = notice(other), notice(settings)
    assert "internet address is counted" in said["text"]
    assert "Staff are told of it at once by email." in said["text"]
    assert said["version"] != before["version"]
    assert "por correo electrónico" in notice(other, "es")["text"]
    assert "through another program" in notice(replace(settings, notice_webhook="https://example.org/x"))["text"]


def test_the_data_map_in_the_docs_is_the_one_of_the_default_settings():
    page = (PROJECT_ROOT / "docs" / "data_map.md").read_text("utf-8")
    assert page == data_map(Settings.from_environment({}), 24)


def test_the_data_map_names_what_is_set():
    chosen = {
        "DATABASE_URL": "postgresql://db.example.org/x",
        "CRISIS_NOTICE_WEBHOOK": "https://hooks.example.org/secret",
    }
    page = data_map(Settings.from_environment(chosen), 48)
    assert "database (on another machine)" in page
    assert "webhook: on another machine" in page
    assert "secret" not in page
    assert "48 hours after the last message" in page


def test_each_table_is_on_the_data_map():
    """What is kept of people; facts of the practice and words are nobody's."""
    page = (PROJECT_ROOT / "docs" / "data_map.md").read_text("utf-8")
    of_people = (
        "conversation",
        "exchange",
        "events",
        "review_question",
        "crisis_event",
        "daily_count",
        "crisis_notice",
    )
    folder = Path(PROJECT_ROOT / "bot/database/tables")
    known = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    for table in (*of_people, "staff_account", "staff_session", "audit_entry"):
        assert f'__tablename__ = "{table}"' in known
        assert f"`{table}`" in page
