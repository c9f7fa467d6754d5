"""Rasa's workers get the model that they should have, once; nobody else gets anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.releases import archives
from bot.releases.archives import CurrentModel
from bot.releases.model_address import MODEL_PATH, models_token
from bot.settings import Settings
from bot.website import model_server
from bot.website.app import create_app

Token = dict[str, str]


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A registry of its own without a model."""
    folder = tmp_path / "models"
    folder.mkdir()
    monkeypatch.setattr(model_server, "MODELS", folder)
    monkeypatch.setattr(model_server, "served_model", lambda: archives.served_model(folder))
    return folder


def _publish(registry: Path, name: str) -> CurrentModel:
    archive = registry / f"{name}.tar.gz"
    archive.write_text(f"model {name}")
    notes = CurrentModel(
        archive.name, archives.sha256_of(archive), name, {}, "2026-11-22", "u", published_at="2026-11-22"
    )
    archives.register(archive, notes, None, registry)
    archives.make_current(notes, registry)
    return notes


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return create_app(_settings(tmp_path)).test_client()


@pytest.fixture
def token(tmp_path: Path) -> Token:
    return {"Authorization": f"Bearer {models_token(_settings(tmp_path))}"}


def _settings(state: Path) -> Settings:
    return Settings.from_environment({"STATE_DIR": str(state), "RASA_PORT": "9"})


def test_a_worker_gets_the_model_once_and_again_when_it_changes(registry: Path, client: FlaskClient, token: Token):
    _publish(registry, "1")
    first = client.get(MODEL_PATH, headers=token)
    assert (first.status_code, first.data, first.headers["filename"]) == (200, b"model 1", "1.tar.gz")
    # Rasa sends back the ETag as it came.
    known = {**token, "If-None-Match": first.headers["ETag"]}
    assert client.get(MODEL_PATH, headers=known).status_code == 304
    _publish(registry, "2")
    assert client.get(MODEL_PATH, headers=known).data == b"model 2"


def test_a_worker_without_a_model_is_told_that_there_is_none_yet(registry: Path, client: FlaskClient, token: Token):
    # Before its first model Rasa sends an identifier of its own.
    headers = {**token, "If-None-Match": "9c3d8e"}
    assert client.get(MODEL_PATH, headers=headers).status_code == 204


@pytest.mark.parametrize("shown", ["", "Bearer wrong", "Bearer ", "Bearer é"])
def test_without_the_token_there_is_nothing(registry: Path, client: FlaskClient, shown: str):
    _publish(registry, "1")
    assert client.get(MODEL_PATH, headers={"Authorization": shown}).status_code == 404
