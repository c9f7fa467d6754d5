"""What a practice's pages load: the snippet's addresses hold across updates."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.settings import Settings
from bot.website.app import create_app
from bot.website.widget import embedding, releases

OLDER = b"/* the script of an older release */"


@pytest.fixture
def http(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


def named_in(snippet: str) -> tuple[str, str]:
    """Path and integrity of the script in a snippet."""
    found = re.search(r'src="http://localhost(/widget/[^"]+)" integrity="([^"]+)"', snippet)
    assert found is not None
    return found[1], found[2]


def test_the_snippets_script_has_the_snippets_hash(http: FlaskClient):
    path, integrity = named_in(http.get("/widget/snippet").text)
    served = http.get(path)
    digest = base64.b64encode(hashlib.sha384(served.data).digest()).decode()
    assert integrity == f"sha384-{digest}"
    assert served.headers["Access-Control-Allow-Origin"] == "*"
    assert "immutable" in served.headers["Cache-Control"]
    assert served.headers["Content-Type"] == "text/javascript; charset=utf-8"


def test_a_snippet_pasted_before_an_update_still_finds_its_script(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as earlier:
        earlier.setattr(embedding, "script", lambda: OLDER)
        path, _ = named_in(create_app(settings).test_client().get("/widget/snippet").text)
    updated = create_app(settings).test_client()
    assert named_in(updated.get("/widget/snippet").text)[0] != path
    assert updated.get(path).data == OLDER


@pytest.mark.parametrize("version", ["0123456789abcdef", "..%2f..%2fsecret_key", "x", ""])
def test_a_script_that_never_was_is_not_found(http: FlaskClient, version: str):
    assert http.get(f"/widget/practice-chat.{version}.js").status_code == 404


def test_only_scripts_are_found(tmp_path: Path):
    (tmp_path / "widget").mkdir()
    (tmp_path / "secret_key").write_bytes(b"secret")
    (tmp_path / "widget" / "other.js").write_bytes(b"other")
    for name in ("../secret_key", "other.js", "practice-chat.js"):
        assert releases.find(tmp_path / "widget", name) is None


def test_a_page_may_follow_every_update_by_itself(http: FlaskClient):
    served = http.get("/widget/practice-chat.js")
    assert served.data == embedding.script()
    assert served.headers["Cache-Control"] == "no-cache"


def test_the_snippet_takes_language_theme_and_colors(http: FlaskClient):
    asked = "language=es&theme=dark&accent=%235a1e78&accent-dark=%23d9b3ff&leave-to=https://weather.example/"
    snippet = http.get(f"/widget/snippet?{asked}").text
    (tag,) = re.findall(r"<practice-chat[^>]*>", snippet)
    for attribute in (
        'language="es"',
        'theme="dark"',
        'accent="#5a1e78"',
        'accent-dark="#d9b3ff"',
        'leave-to="https://weather.example/"',
        'api="http://localhost"',
    ):
        assert attribute in tag
    assert "Llamar al 911" in snippet


def test_a_color_that_is_none_is_refused_with_what_to_write(http: FlaskClient):
    refused = http.get('/widget/snippet?accent="><script>')
    assert refused.status_code == 422
    assert refused.json["detail"] == "accent: write a color as six digits, such as #1d5c57"


@pytest.mark.parametrize("language", embedding.languages())
def test_the_chat_in_any_language_weighs_at_most_22_kilobytes(http: FlaskClient, language: str):
    paths = ["/widget/practice-chat.js", *([f"/widget/strings/{language}.json"] if language != "en" else [])]
    # As nginx packs them with the file in deployment/.
    assert sum(len(gzip.compress(http.get(path).data, 6)) for path in paths) <= 22 * 1024
