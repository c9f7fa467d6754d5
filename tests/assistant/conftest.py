"""A real agent in this process: the trained model, tracker store and response writer, with a database of its own."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from bot.conversations.store import ID_PREFIX, open_conversation
from bot.database.engine import Database
from bot.publishing.fresh_database import prepare_database
from bot.publishing.train import CurrentModel
from bot.running.processes import Process, free_ports, make_processes
from bot.settings import PROJECT_ROOT, Settings


@dataclass
class Assistant:
    """The agent, with the loop it runs in and the database it keeps its trackers in."""

    agent: Any
    loop: asyncio.AbstractEventLoop
    settings: Settings
    actions: Process

    def tracker(self, conversation_id: str) -> Any:
        return self.loop.run_until_complete(self.agent.tracker_store.retrieve(conversation_id))


@dataclass
class Talk:
    """One client's conversation with the agent."""

    assistant: Assistant
    id: str = field(default_factory=lambda: ID_PREFIX + uuid.uuid4().hex)
    last_output: Any = None

    def __post_init__(self) -> None:
        with Database(self.assistant.settings.database_url).session() as session:
            open_conversation(session, self.id, "test", datetime(2026, 11, 22))

    def say(self, text: str, country: str | None = None) -> list[dict[str, Any]]:
        """The messages that answer a text, or a button's payload; `country` is chosen on the page."""
        from rasa.core.channels.channel import UserMessage

        from bot.assistant.website_channel import WebsiteOutput

        self.last_output = output = WebsiteOutput()
        message = UserMessage(text, output, self.id, input_channel="website", metadata={"country": country})
        self.assistant.loop.run_until_complete(self.assistant.agent.handle_message(message))
        return output.messages

    def answer(self, text: str) -> str:
        """The words of the answer, its messages one after the other."""
        return "\n".join(each["text"] or "" for each in self.say(text))

    @property
    def tracker(self) -> Any:
        return self.assistant.tracker(self.id)

    def slot(self, name: str) -> Any:
        return self.tracker.get_slot(name)

    @property
    def form(self) -> str | None:
        return self.tracker.active_loop_name


def payloads(messages: list[dict[str, Any]]) -> list[str]:
    """Payloads of all buttons."""
    return [button["payload"] for each in messages for button in each.get("buttons") or []]


def notes(messages: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [each["note"] for each in messages if "note" in each]


@pytest.fixture(scope="session")
def assistant(model: CurrentModel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The live model, loaded as `rasa run` loads it, and a running action server."""
    yield from load_assistant(model.path, tmp_path_factory.mktemp("assistant"))


def load_assistant(model: Path, state: Path) -> Iterator[Assistant]:
    from rasa.core.agent import load_agent
    from rasa.core.utils import AvailableEndpoints

    settings, _ = free_ports(Settings.from_environment({"STATE_DIR": str(state), "ACTIONS_PORT": "15155"}))
    prepare_database(settings, lambda line: None)
    actions = next(each for each in make_processes(settings) if each.name == "actions")
    actions_url = f"http://127.0.0.1:{settings.actions_port}"
    with pytest.MonkeyPatch.context() as environment, actions.started():
        _wait_until_alive(settings)
        environment.setenv("DATABASE_URL", settings.database_url)
        environment.setenv("ACTIONS_URL", f"{actions_url}/webhook")
        environment.setenv("RASA_TELEMETRY_ENABLED", "false")
        environment.setenv("HF_HUB_OFFLINE", "1")
        environment.setenv("MODELS_URL", "http://127.0.0.1:9/")
        environment.setenv("MODELS_TOKEN", "-")
        endpoints = AvailableEndpoints.read_endpoints(str(PROJECT_ROOT / "bot" / "running" / "endpoints.yml"))
        # A model server would take precedence over the archive.
        endpoints.model = None
        loop = asyncio.new_event_loop()
        agent = loop.run_until_complete(load_agent(model_path=str(model), endpoints=endpoints))
        try:
            yield Assistant(agent, loop, settings, actions)
        finally:
            loop.close()


def alive(assistant: Assistant) -> None:
    """Wait until its action server answers."""
    _wait_until_alive(assistant.settings)


def _wait_until_alive(settings: Settings) -> None:
    patient = requests.Session()
    patient.mount("http://", HTTPAdapter(max_retries=Retry(connect=12, backoff_factor=0.05)))
    assert patient.get(f"http://127.0.0.1:{settings.actions_port}/health", timeout=30).ok


@pytest.fixture
def talk(assistant: Assistant) -> Talk:
    """A new conversation."""
    return Talk(assistant)


@pytest.fixture
def new_talk(assistant: Assistant) -> Callable[[], Talk]:
    return lambda: Talk(assistant)
