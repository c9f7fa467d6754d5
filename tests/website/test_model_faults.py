"""A real Rasa that is given no model or a broken one: who is in danger gets contacts in time, others an answer."""

from __future__ import annotations

import io
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import joblib
import pytest

from bot.danger.learned import LearnedLayer
from bot.publishing.fresh_database import prepare_database
from bot.releases.archives import CurrentModel
from bot.running.processes import make_processes, wait_until_ready
from tests.conftest import Service
from tests.website.alone import QUESTION, ask_in_danger, in_danger_by_kind, settings_of, start_website

pytestmark = pytest.mark.integration

# Rasa loads TensorFlow before it asks for a model, and unpacks the model before it finds it broken.
TRIED_SECONDS = 240


class ModelServer:
    """Gives Rasa any archive, or none, in the way of the website process."""

    def __init__(self) -> None:
        self._archive, self._number, self._asked = b"", 0, threading.Semaphore(0)
        model_server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                model_server._give(self)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/models/current"

    def serve(self, archive: bytes) -> None:
        """Give this from now on, nothing if it is empty, and wait until Rasa has tried it."""
        self._archive, self._number = archive, self._number + 1
        while self._asked.acquire(blocking=False):
            pass
        # Rasa asks again only when it is done with the answer before: one under way, this one, the one after it.
        for _ in range(3):
            assert self._asked.acquire(timeout=TRIED_SECONDS), "Rasa asks for no model"

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _give(self, handler: BaseHTTPRequestHandler) -> None:
        archive, etag = self._archive, f"model-{self._number}"
        if not archive or handler.headers.get("If-None-Match") == etag:
            handler.send_response(304 if archive else 204)
            handler.end_headers()
        else:
            handler.send_response(200)
            handler.send_header("ETag", etag)
            handler.send_header("filename", f"{etag}.tar.gz")
            handler.send_header("Content-Length", str(len(archive)))
            handler.end_headers()
            handler.wfile.write(archive)
        self._asked.release()


@pytest.fixture(scope="module")
def models() -> Iterator[ModelServer]:
    server = ModelServer()
    yield server
    server.close()


@pytest.fixture(scope="module")
def website(models: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The website and a real Rasa that has its model from the tests."""
    settings = settings_of(tmp_path_factory.mktemp("model_faults"))
    prepare_database(settings, print)
    rasa = next(each for each in make_processes(settings) if each.name == "rasa")
    rasa.environment["MODELS_URL"] = models.url
    rasa.start()
    try:
        for running in start_website(settings):
            yield Service(settings, {**running.processes, "rasa": rasa})
    finally:
        rasa.stop()


def _with_crisis_component(archive: bytes, content: bytes) -> bytes:
    """The archive with another file of the crisis detector."""
    changed, found = io.BytesIO(), False
    with (
        tarfile.open(fileobj=io.BytesIO(archive)) as old,
        tarfile.open(fileobj=changed, mode="w:gz", compresslevel=1) as new,
    ):
        for member in old:
            file = old.extractfile(member)
            if member.name.endswith("crisis.joblib"):
                file, found = io.BytesIO(content), True
                member.size = len(content)
            new.addfile(member, file)
    assert found, "the archive has no crisis detector"
    return changed.getvalue()


def _dumped(layer: LearnedLayer) -> bytes:
    file = io.BytesIO()
    joblib.dump(layer, file)
    return file.getvalue()


# The first three leave Rasa without a model; with the others it fails at every message.
FAULTS = {
    "no model": lambda archive: b"",
    "half an archive": lambda archive: archive[: len(archive) // 2],
    "no archive": lambda archive: b"<html>502 Bad Gateway</html>",
    "a crisis detector that cannot be read": lambda archive: _with_crisis_component(archive, b"rubbish"),
    "a crisis detector that fails": lambda archive: _with_crisis_component(archive, _dumped(LearnedLayer())),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_danger_gets_contacts_and_questions_get_an_answer(
    website: Service, models: ModelServer, model: CurrentModel, fault: Any
):
    models.serve(fault(model.path.read_bytes()))
    client = website.open()
    for said in in_danger_by_kind():
        ask_in_danger(client, said)
    answer = client.say(QUESTION)
    assert answer["answered_by"] == "fallback"
    assert "503-555-0140" in answer["messages"][0]["text"]
    assert answer["messages"][1]["type"] == "contacts"


def test_a_whole_model_brings_the_answers_back(website: Service, models: ModelServer, model: CurrentModel):
    models.serve(model.path.read_bytes())
    wait_until_ready(website.url, list(website.processes.values()))
