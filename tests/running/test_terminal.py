"""The assistant in a terminal: `make talk`, and Rasa's own commands run as any Rasa user runs them from this folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.publishing.fresh_database import prepare_database
from bot.publishing.train import CurrentModel
from bot.settings import PROJECT_ROOT, Settings
from bot.yaml_reading import load_yaml
from tests.conftest import Service

pytestmark = pytest.mark.integration

# What a shell on a new machine has: none of the variables that `make run` sets.
SET_BY_RUN = ("ACTIONS_URL", "MODELS_URL", "MODELS_TOKEN")
SECONDS = 300


def run(arguments: list[str], said: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if name not in SET_BY_RUN}
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore", "TF_CPP_MIN_LOG_LEVEL": "3"}
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=PROJECT_ROOT,
        env={**bare, **quiet, **environment},
        input=said,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("terminal")
    prepare_database(Settings.from_environment({"STATE_DIR": str(folder)}), print)
    return str(folder)


def test_rasa_shell_answers(model: CurrentModel, state: str):
    said = "May I text my therapist?\n/stop\n"
    shell = run(["rasa", "shell", "--quiet", "--model", str(model.path)], said, STATE_DIR=state)
    assert shell.returncode == 0, shell.stderr[-2000:]
    assert "You may text Dr. Maya Okafor" in shell.stdout


def test_rasa_test_passes(model: CurrentModel, state: str, tmp_path: Path):
    command = ["rasa", "test", "core", "--stories", "tests/test_stories.yml", "--fail-on-prediction-errors"]
    tested = run([*command, "--model", str(model.path), "--out", str(tmp_path)], STATE_DIR=state)
    assert tested.returncode == 0, (tested.stdout + tested.stderr)[-2000:]
    assert "all good" in (tmp_path / "failed_test_stories.yml").read_text("utf-8")


def test_rasa_data_validate_finds_no_fault(state: str):
    validated = run(["rasa", "data", "validate"], STATE_DIR=state)
    assert validated.returncode == 0, (validated.stdout + validated.stderr)[-2000:]
    assert "No story structure conflicts found" in validated.stdout + validated.stderr


def test_make_talk_shows_what_a_client_sees(service: Service):
    settings = service.settings
    where = {"WEBSITE_HOST": settings.website_host, "WEBSITE_PORT": str(settings.website_port)}
    said = "Can I text her my journal?\nhelp me prepare for my session\n1\nI want to kill myself\n\n"
    talk = run(["bot.running.talk"], said, **where)
    assert talk.returncode == 0, talk.stderr[-2000:]
    for shown in (
        "This chat is automated.",
        "I am the automated assistant of Harbor Lane Therapy",
        "Question 1 of 4",
        "  1. Something about how we stay in touch",
        "Question 2 of 4",
        "emergency: 911",
        "988 Suicide & Crisis Lifeline: 988",
    ):
        assert shown in talk.stdout, talk.stdout


def test_the_terminal_and_the_service_answer_with_the_same_parts():
    terminal, service = load_yaml(PROJECT_ROOT / "endpoints.yml"), load_yaml(PROJECT_ROOT / "bot/running/endpoints.yml")
    assert {key: service[key] for key in ("nlg", "tracker_store")} == {
        key: terminal[key] for key in ("nlg", "tracker_store")
    }
    assert "$" not in (PROJECT_ROOT / "endpoints.yml").read_text("utf-8")
