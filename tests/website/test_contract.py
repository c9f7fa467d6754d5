"""The API's contract: statuses, problem documents, limits and origins, without Rasa."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from bot.database.engine import Database
from bot.database.schema import migrate
from bot.database.tables.crisis import CrisisEventRow
from bot.publishing.fresh_database import prepare_database
from bot.settings import Settings
from bot.website.app import create_app
from bot.website.chat.steps.ask import Ask

ORIGIN = "https://practice.example"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    state = tmp_path_factory.mktemp("contract")
    # Nothing listens on port 9: Rasa is down for these tests.
    return Settings.from_environment({"STATE_DIR": str(state), "RASA_PORT": "9", "ALLOWED_ORIGINS": ORIGIN})


@pytest.fixture(scope="module")
def http(settings: Settings) -> Iterator[FlaskClient]:
    prepare_database(settings, lambda line: None)
    with create_app(settings).test_client() as client:
        yield client


@pytest.fixture
def headers(http: FlaskClient) -> dict[str, str]:
    started = http.post("/api/conversations", json={"notice": http.get("/api/notice").json["version"]})
    assert started.status_code == 201
    return {"Authorization": f"Bearer {started.json['token']}"}


def message(**more: object) -> dict[str, object]:
    return {"id": str(uuid.uuid4()), "text": "hello", **more}


def test_starting_needs_the_notice_in_force(http: FlaskClient):
    refused = http.post("/api/conversations", json={"notice": "older"})
    assert refused.status_code == 409
    assert refused.json["notice"] == http.get("/api/notice").json


@pytest.mark.parametrize(
    ("accepted", "says"),
    [
        ("es", "No es para emergencias. Si está en peligro, llame al 911."),
        ("es-MX,es;q=0.9,en;q=0.5", "No es para emergencias."),
        ("en", "It is not for emergencies. If you are in danger, call 911."),
        ("xx", "It is not for emergencies."),
        ("", "It is not for emergencies."),
    ],
)
def test_the_notice_is_read_in_the_chats_language_and_agreed_to_in_any(http: FlaskClient, accepted: str, says: str):
    notice = http.get("/api/notice", headers={"Accept-Language": accepted}).json
    assert says in notice["text"]
    assert notice["version"] == http.get("/api/notice").json["version"]
    refused = http.post("/api/conversations", json={"notice": "older"}, headers={"Accept-Language": accepted})
    assert refused.json["notice"] == notice


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"id": "1", "text": "hello"}, 422),
        ({"text": "hello"}, 422),
        ({"id": str(uuid.uuid4())}, 422),
        ({"id": str(uuid.uuid4()), "text": "a", "payload": "/greet"}, 422),
        ({"id": str(uuid.uuid4()), "text": "   "}, 422),
        ({"id": str(uuid.uuid4()), "text": 7}, 422),
        ({"id": str(uuid.uuid4()), "payload": "restart"}, 422),
        ({"id": str(uuid.uuid4()), "payload": "/a; DROP TABLE x"}, 422),
        ({"id": str(uuid.uuid4()), "text": "x" * 2001}, 413),
        ({"id": str(uuid.uuid4()), "text": "x" * 40_000}, 413),
        ([], 422),
    ],
)
def test_a_message_that_cannot_be_taken_is_a_problem_with_help(http, headers, body, status: int):
    response = http.post("/api/messages", json=body, headers=headers)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert response.json["status"] == status
    assert response.json["detail"]
    assert response.json["help"]["emergency_number"] == "911"


def test_only_json_is_taken(http: FlaskClient, headers: dict[str, str]):
    assert http.post("/api/messages", data="{}", headers=headers).status_code == 415
    broken = http.post("/api/messages", data="{", headers=headers, content_type="application/json")
    assert broken.status_code == 400


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer x.y.z", "Basic abc"])
@pytest.mark.parametrize(
    ("method", "path"),
    [("post", "/api/messages"), ("get", "/api/conversations/transcript"), ("delete", "/api/conversations")],
)
def test_a_conversation_needs_its_token(http: FlaskClient, token: str, method: str, path: str):
    body = {"json": message()} if method == "post" else {}
    response = getattr(http, method)(path, headers={"Authorization": token}, **body)
    assert response.status_code == 401
    assert response.json["help"]["contacts"]


def test_help_needs_no_token_and_lets_the_client_choose_a_country(http: FlaskClient):
    assert http.get("/api/help").json["phone"] == "503-555-0140"
    assert "999" in http.get("/api/help?country=gb").json["emergency_number"]
    assert http.get("/api/help?country=Britain").status_code == 422
    assert len(http.get("/api/help?country=ZZ").json["contacts"]) >= 2


def test_help_says_so_where_the_emergency_number_is_not_sure(http: FlaskClient):
    shown = {
        country: http.get(f"/api/help?country={country}").json["emergency_shown"] for country in ("GB", "NG", "ZZ")
    }
    assert shown == {"GB": "999", "NG": "112 (or your local emergency number)", "ZZ": ""}
    spanish = http.get("/api/help?country=NG&language=es").json
    assert spanish["emergency_shown"] == "112 (o al número de emergencias de su país)"
    assert spanish["emergency_link"] == "tel:112"


def test_too_many_messages_are_slowed_down_and_still_get_help(http: FlaskClient, headers: dict[str, str]):
    statuses = []
    for _ in range(60):
        response = http.post("/api/messages", json={"id": "no uuid"}, headers=headers)
        statuses.append(response.status_code)
        if response.status_code == 429:
            break
    assert statuses[-1] == 429
    assert int(response.headers["Retry-After"]) > 0
    assert response.json["help"]["contacts"]


def test_many_clients_behind_one_address_get_pages_and_help(http: FlaskClient):
    for path in ("/", "/widget/practice-chat.js", "/api/notice", "/api/help"):
        assert {http.get(path).status_code for _ in range(310)} == {200}, path


def test_one_address_cannot_begin_conversations_without_end(settings: Settings):
    http = create_app(settings).test_client()
    notice = http.get("/api/notice").json["version"]
    statuses = [http.post("/api/conversations", json={"notice": notice}).status_code for _ in range(130)]
    assert statuses[:100] == [201] * 100
    assert statuses[-1] == 429


def test_one_conversation_does_not_use_up_anothers_limit(http: FlaskClient, headers: dict[str, str]):
    other = http.post("/api/conversations", json={"notice": http.get("/api/notice").json["version"]}).json["token"]
    while http.get("/api/conversations/transcript", headers=headers).status_code != 429:
        pass
    assert http.post("/api/messages", json=message(), headers=headers).status_code == 429
    assert http.post("/api/messages", json=message(), headers={"Authorization": f"Bearer {other}"}).status_code == 200
    assert http.delete("/api/conversations", headers=headers).status_code == 204


def test_only_the_practices_pages_may_call_from_elsewhere(http: FlaskClient):
    allowed = http.get("/api/notice", headers={"Origin": ORIGIN})
    assert allowed.headers["Access-Control-Allow-Origin"] == ORIGIN
    other = http.get("/api/notice", headers={"Origin": "https://elsewhere.example"})
    assert "Access-Control-Allow-Origin" not in other.headers
    preflight = http.options("/api/messages", headers={"Origin": ORIGIN, "Access-Control-Request-Method": "POST"})
    assert preflight.status_code == 200
    assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]


def test_alive_is_not_ready(http: FlaskClient):
    assert http.get("/healthz").status_code == 200
    ready = http.get("/readyz")
    assert ready.status_code == 503
    assert "Rasa does not answer" in ready.json["status"]


@pytest.mark.parametrize("path", ["/nothing", "/api/nothing"])
def test_an_unknown_address_is_a_problem(http: FlaskClient, path: str):
    assert http.get(path).json["title"] == "Not found"


def test_the_page_runs_under_a_strict_policy(http: FlaskClient):
    page = http.get("/")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert b"<practice-chat" in page.data


@pytest.fixture
def without_database(tmp_path: Path) -> Iterator[FlaskClient]:
    lost = {"STATE_DIR": str(tmp_path), "RASA_PORT": "9", "DATABASE_URL": f"sqlite:///{tmp_path}/none/none.sqlite"}
    with create_app(Settings.from_environment(lost)).test_client() as client:
        yield client


def test_the_notice_speaks_one_language_though_the_number_to_call_cannot_be_read(without_database: FlaskClient):
    notice = without_database.get("/api/notice", headers={"Accept-Language": "es"}).json
    assert "llame al número de emergencias de su zona." in notice["text"]


def test_crisis_gets_contacts_though_rasa_is_down_and_the_database_gone(without_database: FlaskClient):
    client = without_database
    notice = client.get("/api/notice").json["version"]
    token = client.post("/api/conversations", json={"notice": notice}).json["token"]
    answer = client.post(
        "/api/messages",
        json=message(text="i want to kill myself"),
        headers={"Authorization": f"Bearer {token}"},
    ).json
    assert answer["messages"][0]["type"] == "contacts"
    assert len(answer["messages"][0]["contacts"]) >= 2
    assert client.get("/api/help").json["contacts"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/conversations/transcript", None),
        ("DELETE", "/api/conversations", None),
        ("POST", "/api/feedback", {"id": str(uuid.uuid4()), "helpful": True}),
        ("GET", "/policy", None),
        ("GET", "/widget/snippet", None),
    ],
)
def test_what_needs_the_database_says_when_to_try_again(
    without_database: FlaskClient, method: str, path: str, body: dict[str, object] | None
):
    notice = without_database.get("/api/notice").json["version"]
    token = without_database.post("/api/conversations", json={"notice": notice}).json["token"]
    headers = {"Authorization": f"Bearer {token}"}
    refused = without_database.open(path, method=method, json=body, headers=headers)
    assert refused.status_code == 503
    assert refused.content_type == "application/problem+json"
    assert refused.headers["Retry-After"]
    assert "try again" in refused.json["detail"]
    assert refused.json["help"]["contacts"]


def test_a_fault_of_ours_keeps_nobody_in_danger_from_contacts(
    http: FlaskClient, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Ask, "__call__", lambda *_: 1 / 0)
    answer = http.post("/api/messages", json=message(text="i want to kill myself"), headers=headers)
    assert answer.status_code == 200
    assert answer.json["messages"][0]["type"] == "contacts"
    failed = http.post("/api/messages", json=message(), headers=headers)
    assert failed.status_code == 500
    assert failed.json["help"]["contacts"]


def test_a_notice_to_staff_needs_no_record_of_the_practice(tmp_path: Path):
    settings = Settings.from_environment(
        {"STATE_DIR": str(tmp_path), "RASA_PORT": "9", "CRISIS_NOTICE_WEBHOOK": "http://127.0.0.1:9/"}
    )
    database = Database(settings.database_url)
    migrate(database.engine)
    client = create_app(settings).test_client()
    notice = client.get("/api/notice").json["version"]
    token = client.post("/api/conversations", json={"notice": notice}).json["token"]
    headers = {"Authorization": f"Bearer {token}"}
    answer = client.post("/api/messages", json=message(text="i want to kill myself"), headers=headers).json
    assert answer["messages"][0]["type"] == "contacts"
    with database.session() as session:
        assert session.execute(select(func.count()).select_from(CrisisEventRow)).scalar() == 1
