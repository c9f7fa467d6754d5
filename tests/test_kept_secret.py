"""Secrets that the installation makes for itself."""

from __future__ import annotations

import secrets
import stat
from pathlib import Path

import pytest

from bot.kept_secret import kept_secret


def test_a_secret_is_made_once_and_for_this_account_alone(tmp_path: Path):
    path = tmp_path / "state" / "secret"
    made = kept_secret(path)
    assert len(made) >= 32
    assert kept_secret(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["secret"]


def test_two_processes_that_start_together_have_one_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path, make, others = tmp_path / "secret", secrets.token_urlsafe, []

    def while_another_process_starts(length: int) -> str:
        monkeypatch.setattr(secrets, "token_urlsafe", make)
        others.append(kept_secret(path))
        return make(length)

    monkeypatch.setattr(secrets, "token_urlsafe", while_another_process_starts)
    own = kept_secret(path)
    assert others == [own]
