"""What is wrong with an installation is said, with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.publishing.fresh_database import prepare_database
from bot.running.doctor import main
from tests.conftest import Service
from tests.website.alone import settings_of, start_website


@pytest.fixture
def website(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """Without Rasa, as after a start that went wrong."""
    settings = settings_of(tmp_path)
    prepare_database(settings, lambda line: None)
    for name, value in settings.as_environment().items():
        monkeypatch.setenv(name, value)
    yield from start_website(settings)


def test_each_part_is_looked_at(website: Service, capsys: pytest.CaptureFixture[str]):
    assert main([]) == 1
    told = capsys.readouterr().out
    assert "well   database: can be written" in told
    assert "FAULT  ready: Rasa does not answer" in told
    assert "FAULT  a question: only the fallback answered" in told
    assert "well   a person in danger: " in told
    # What it asked is deleted again.
    assert "well   proxy: not tried" in told


def test_a_mail_server_and_a_redis_that_are_not_there_are_faults(
    website: Service, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:9/0")
    monkeypatch.setenv("CRISIS_NOTICE_EMAILS", "a@practice.example")
    monkeypatch.setenv("SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("SMTP_PORT", "9")
    assert main([]) == 1
    told = capsys.readouterr().out
    assert "FAULT  Redis: no answer" in told
    assert "FAULT  mail: the mail server refuses" in told


def test_a_wrong_address_is_said(website: Service, capsys: pytest.CaptureFixture[str]):
    assert main(["http://127.0.0.1:9"]) == 1
    assert "FAULT  website: no answer" in capsys.readouterr().out


def test_a_setting_that_does_not_fit_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SECRET_KEY", "a")
    assert main([]) == 1
    assert "SECRET_KEY" in capsys.readouterr().out
