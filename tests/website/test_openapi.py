"""The API against its own description: generated requests, and every answer checked against its schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_jsonschema import from_schema

from bot.publishing.fresh_database import prepare_database
from bot.settings import PROJECT_ROOT, Settings
from bot.website import limits
from bot.website.app import create_app

DESCRIPTION = yaml.safe_load((PROJECT_ROOT / "bot/website/chat/openapi.yml").read_text("utf-8"))
ANYTHING = from_schema({})
HEADERS = st.sampled_from(["token", "none", "wrong"])
OPERATIONS = [(path, method) for path, methods in DESCRIPTION["paths"].items() for method in methods]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    state = tmp_path_factory.mktemp("openapi")
    chosen = Settings.from_environment({"STATE_DIR": str(state), "RASA_PORT": "9"})
    prepare_database(chosen, lambda line: None)
    with pytest.MonkeyPatch.context() as patch:
        # The generated requests come faster than any client; limits have a test of their own.
        patch.setitem(limits.LIMITS, limits.CONVERSATION, "100000 per minute")
        patch.setitem(limits.LIMITS, limits.ADDRESS, "100000 per minute")
        yield create_app(chosen)


def resolved(node: Any) -> Any:
    """The part of the description with its references put in."""
    if isinstance(node, dict):
        if "$ref" in node:
            target: Any = DESCRIPTION
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            return resolved(target)
        return {key: resolved(value) for key, value in node.items()}
    return [resolved(each) for each in node] if isinstance(node, list) else node


def check(operation: dict[str, Any], response: Any) -> None:
    described = operation["responses"].get(str(response.status_code)) or operation["responses"].get("default")
    assert described, f"{response.status_code} is not described"
    assert response.status_code < 500 or str(response.status_code) in operation["responses"]
    content = resolved(described).get("content")
    if not content:
        assert response.data == b""
        return
    assert response.mimetype in content
    if "json" in response.mimetype:
        jsonschema.Draft202012Validator(content[response.mimetype]["schema"]).validate(response.json)


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_answer_is_as_described(app: Any, path: str, method: str):
    operation = DESCRIPTION["paths"][path][method]
    described = operation.get("requestBody")
    bodies = ANYTHING
    if described:
        bodies = from_schema(resolved(described)["content"]["application/json"]["schema"]) | ANYTHING
    client = app.test_client()

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(body=bodies, token=HEADERS, query=st.text(max_size=3))
    def call(body: Any, token: str, query: str) -> None:
        headers = {"none": {}, "wrong": {"Authorization": "Bearer nonsense"}}.get(token)
        if headers is None:
            notice = client.get("/api/notice").json["version"]
            started = client.post("/api/conversations", json={"notice": notice})
            check(DESCRIPTION["paths"]["/api/conversations"]["post"], started)
            headers = {"Authorization": f"Bearer {started.json['token']}"}
        sent = {"json": body} if described else {}
        check(
            operation,
            client.open(path, method=method, headers=headers, query_string={"country": query}, **sent),
        )

    call()
