"""Holds the must-pass dialogues with a real agent that has the model, and a practice of its own."""

from __future__ import annotations

import asyncio
import uuid
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bot.conversations.store import ID_PREFIX, open_conversation
from bot.database.engine import Database
from bot.evaluation.dialogues import Dialogue, faults_of, load_dialogues
from bot.messages import Message
from bot.publishing.fresh_database import prepare_database
from bot.settings import PROJECT_ROOT, Settings


class Stage:
    """An agent with a model, loaded as `rasa run` loads it, and a new database with the demo practice.

    The database comes from the environment, as in a running Rasa. The actions run in this process.
    """

    def __init__(self, model: Path) -> None:
        from rasa.core.agent import load_agent
        from rasa.core.utils import AvailableEndpoints

        self._database = Database(Settings.from_environment().database_url)
        self._loop = asyncio.new_event_loop()
        endpoints = AvailableEndpoints.read_endpoints(str(PROJECT_ROOT / "bot" / "running" / "endpoints.yml"))
        # It would take precedence over the archive.
        endpoints.model = None
        endpoints.action = _actions_here()
        self.agent = self._loop.run_until_complete(load_agent(model_path=str(model), endpoints=endpoints))

    def hold(self, dialogue: Dialogue) -> list[str]:
        """Hold a dialogue in a conversation of its own; what went wrong, empty if nothing did."""
        conversation = ID_PREFIX + uuid.uuid4().hex
        with self._database.session() as session:
            open_conversation(session, conversation, "rehearsal", datetime.now(timezone.utc).replace(tzinfo=None))
        return [fault for turn in dialogue.turns for fault in faults_of(turn, self._say(conversation, turn.says))]

    def _say(self, conversation: str, text: str) -> list[Message]:
        from rasa.core.channels.channel import UserMessage

        from bot.assistant.website_channel import WebsiteOutput

        output = WebsiteOutput()
        message = UserMessage(text, output, conversation, input_channel="website")
        self._loop.run_until_complete(self.agent.handle_message(message))
        return output.messages


def _actions_here() -> Any:
    """The project's actions as an endpoint that asks no server: a candidate is judged by what clients would read."""
    from rasa.utils.endpoints import EndpointConfig
    from rasa_sdk.executor import ActionExecutor

    executor = ActionExecutor()
    executor.register_package("actions")

    class ActionsHere(EndpointConfig):  # type: ignore[misc]
        async def request(self, *_arguments: Any, json: Any = None, **_more: Any) -> Any:
            return await executor.run(json)

    return ActionsHere("actions", enable_selective_domain=True)


def set_stage() -> None:
    """Prepare the database, and import what loading a model needs, which takes seconds."""
    import rasa.core.agent  # noqa: F401

    prepare_database(Settings.from_environment(), lambda line: None)


def rehearse(model: Path) -> dict[str, list[str]]:
    """The must-pass dialogues that the model fails, by name, with what went wrong.

    Raises:
        DialoguesError: there is none to hold.
    """
    stage = Stage(model)
    if not stage.agent.is_ready():
        return {"loading": [f"{model.name} cannot be loaded"]}
    held = {each.name: stage.hold(each) for each in load_dialogues()}
    return {name: faults for name, faults in held.items() if faults}
