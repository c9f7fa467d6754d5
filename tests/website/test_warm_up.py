"""A worker makes its first answer ready before it takes messages, and starts also where that fails."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.website.app import create_app
from bot.website.chat.context import MessageContext


def test_a_worker_starts_with_a_damaged_database(settings: Settings, tmp_path: Path) -> None:
    app = create_app(settings)
    for file in tmp_path.glob("*.sqlite*"):
        file.write_bytes(b"no database")
    app.extensions["between_sessions"].pipeline.warm_up()
    assert app.test_client().get("/healthz").status_code == 200


def test_a_worker_starts_whatever_fails_and_says_so(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    def broken(_: MessageContext) -> None:
        raise OSError("the disk is gone")

    pipeline = replace(create_app(settings).extensions["between_sessions"].pipeline, order=broken)
    with caplog.at_level(logging.ERROR):
        pipeline.warm_up()
    assert "could not be made ready" in caplog.text
    assert "the disk is gone" in caplog.text
