"""The first start shows how to make the first staff account."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.publishing.fresh_database import prepare_database
from bot.running.__main__ import _offer_first_account
from bot.settings import Settings
from bot.website.app import create_app
from tests.console.conftest import prepare_console


def test_the_link_is_shown_until_there_is_an_account(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    settings = Settings.from_environment({"STATE_DIR": str(tmp_path), "RASA_PORT": "9"})
    prepare_database(settings, lambda line: None)
    client = create_app(settings).test_client()
    links = []
    for _ in range(2):
        _offer_first_account(settings, "http://localhost")
        links.append(re.search(r"http://localhost(/staff/link/\S+)", capsys.readouterr().out)[1])
    assert client.get(links[0]).status_code == 410, "a newer link takes the place of the one before"
    assert "Make the first account" in client.get(links[1]).get_data(as_text=True)


def test_no_link_is_shown_once_there_are_accounts(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    _offer_first_account(prepare_console(tmp_path), "http://localhost")
    assert capsys.readouterr().out == ""
