"""The load generator, against a small server of its own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.bench import machine
from bot.bench.load import measure, to_our_rasa, to_plain_rasa
from bot.evaluation.plain import FEW, PlainModel, default_config, progress
from tests.serving import serving

WAIT = 0.05


class Answers(BaseHTTPRequestHandler):
    """Waits, then answers; refuses the message "fail"."""

    def do_POST(self) -> None:
        said = self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(WAIT)
        body = b'{"messages": [{}]}' if self.path.startswith("/webhooks/website") else b"[{}]"
        self.send_response(500 if b'"fail"' in said else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Nothing is logged."""


@pytest.fixture
def server() -> Iterator[str]:
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Answers)) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("to", [to_our_rasa, to_plain_rasa])
def test_measure_tells_how_long_clients_wait(server: str, to) -> None:
    waits = measure(5, 3, ["a", "b"], to(server))
    assert waits.failed == 0
    assert waits.median >= 1000 * WAIT
    assert waits.slow >= waits.median


def test_measure_counts_what_was_not_answered(server: str) -> None:
    assert measure(2, 2, ["a", "fail"], to_our_rasa(server)).failed == 2


def test_machine_is_described() -> None:
    assert "cores" in machine.describe()
    assert machine.load().startswith("load before")


def test_default_config_is_rasas_own() -> None:
    config = default_config()
    assert "DIETClassifier" in config
    assert "ResponseSelector" in config
    assert "FallbackClassifier" in config


def test_default_config_may_be_trained_for_fewer_epochs() -> None:
    assert default_config().count("epochs: 100") == default_config(FEW).count(f"epochs: {FEW}\n") == 4


def test_fewer_epochs_are_said() -> None:
    few = PlainModel("a.tar.gz", 10, FEW, 1.0, 1.0, "2026-11-22")
    assert few.about == "plain Rasa, 5 of 100 epochs"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("INFO rasa.engine.training.hooks - Starting to train component 'DIETClassifier'.\n", "DIETClassifier"),
        ("Epochs:   7%|\u258b         | 7/100 [03:38<45:58, 29.66s/it, t_loss=4.64, i_acc=0.975]\n", "epoch 7/100"),
        ("INFO rasa.engine.training.hooks - Finished training component 'DIETClassifier'.\n", ""),
    ],
)
def test_progress_of_plain_training_is_told(line: str, told: str) -> None:
    assert progress(line) == told
