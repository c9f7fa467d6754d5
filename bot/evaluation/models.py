"""Trained Rasa models, loaded in this process without network, and what they make of a message."""

from __future__ import annotations

import asyncio
import logging
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.danger.finding import NOTHING, Finding
from bot.topics.names import FAQ, FAQ_PREFIX, RETRIEVAL_INTENTS, id_of

# Acts in which the assistant shows its candidates as buttons: the intent is then nlu_fallback.
OFFERING_ACTS = ("offer", "unsure")
# Messages that go through Rasa together.
PORTION = 500

Say = Callable[[str], None]


@dataclass(frozen=True)
class Understood:
    """What a model decides about a message, told in the same way for every model.

    Attributes:
        answered: topics it answers, first the main one; none when it asks back, refuses, or routes a crisis.
        offered: topics it shows as buttons.
        ranking: topics by likelihood, before anything is rejected.
        confidence: of the first of the ranking, 0 to 1.
        finding: what the crisis detector says; plain Rasa has none.
    """

    answered: tuple[str, ...]
    offered: tuple[str, ...]
    ranking: tuple[str, ...]
    confidence: float
    finding: Finding


def read_ours(parsed: dict[str, Any]) -> Understood:
    """What this project's model decides, from Rasa's parse."""
    decided, told = parsed["understanding"], parsed["crisis"]
    finding = Finding(told["tier"], told["kind"], told["rule"])
    labels = [decided["label"], *decided["also"]] if decided["act"] == "answer" else []
    candidates = decided["candidates"] if decided["act"] in OFFERING_ACTS else []
    routed = finding.takes_over
    return Understood(
        () if routed else tuple(map(_topic, labels)),
        () if routed else tuple(map(_topic, candidates)),
        _ranking(parsed["response_selector"][FAQ]["ranking"]),
        decided.get("confidence", 0.0),
        finding,
    )


def read_plain(parsed: dict[str, Any]) -> Understood:
    """What plain Rasa's default pipeline decides: one response selector over all retrieval intents."""
    selector = parsed["response_selector"]["default"]
    key = selector["response"]["intent_response_key"] or ""
    looked_up = parsed["intent"]["name"] in RETRIEVAL_INTENTS and key.startswith(FAQ_PREFIX)
    ranking = [item for item in selector["ranking"] if item["intent_response_key"].startswith(FAQ_PREFIX)]
    confidence = ranking[0]["confidence"] if ranking else 0.0
    return Understood((_topic(key),) if looked_up else (), (), _ranking(ranking), confidence, NOTHING)


class ModelError(Exception):
    """A model cannot be measured; the message says which, and what to do."""


class Model:
    """A model archive, ready to parse.

    Raises:
        ModelError: it cannot be loaded, or, when it parses, does not fit the code.
    """

    def __init__(self, path: Path, reader: Callable[[dict[str, Any]], Understood] = read_ours) -> None:
        self.path = path
        self._reader = reader
        # Recorded warnings are not shown; Rasa's libraries reset the filters, so ignoring them is not enough.
        with warnings.catch_warnings(record=True):
            keep_quiet()
            from rasa.core.agent import Agent

            with self._fitting():
                self._agent = Agent.load(str(path))
        self._known: dict[str, Understood] = {}

    def understand(self, texts: Sequence[str], say: Say | None = None) -> list[Understood]:
        """What the model makes of each message; each text is parsed once, many in one pass through Rasa's graph."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        for start in range(0, len(new), PORTION):
            portion = new[start : start + PORTION]
            self._known.update(zip(portion, map(self._reader, self._parse(portion)), strict=True))
            if say:
                say(f"  {start + len(portion)} of {len(new)} messages")
        return [self._known[text] for text in texts]

    def findings_by_turn(self, conversations: Iterable[Sequence[str]]) -> list[list[Finding]]:
        """What the crisis detector says of each message of a client, who has written those before it."""
        from rasa.shared.core.events import ActionExecuted, UserUttered

        found = []
        for texts in conversations:
            events: list[Any] = []
            findings = []
            for text in texts:
                parsed = self._parse([text], events)[0]
                findings.append(self._reader(parsed).finding)
                events += [ActionExecuted("action_listen"), UserUttered(text, parse_data=parsed)]
            found.append(findings)
        return found

    def seconds(self, texts: Sequence[str]) -> list[float]:
        """How long each message takes to parse.

        Raises:
            ModelError: it does not fit the code.
        """

        async def each() -> list[float]:
            taken = []
            for text in texts:
                started = time.perf_counter()
                await self._agent.parse_message(text)
                taken.append(time.perf_counter() - started)
            return taken

        with self._fitting():
            return asyncio.run(each())

    def _parse(self, texts: Sequence[str], before: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """What `Agent.parse_message` gives for each text after the events before it, without its warnings."""
        from rasa.core.channels.channel import UserMessage
        from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
        from rasa.shared.core.trackers import DialogueStateTracker

        processor = self._agent.processor
        target = processor.model_metadata.nlu_target
        tracker = DialogueStateTracker.from_events("measured", list(before))
        messages = [UserMessage(text) for text in texts]
        inputs = {PLACEHOLDER_MESSAGE: messages, PLACEHOLDER_TRACKER: tracker}
        with self._fitting():
            parsed = processor.graph_runner.run(inputs=inputs, targets=[target])[target]
        return [message.as_dict(only_output_properties=True) for message in parsed]

    @contextmanager
    def _fitting(self) -> Iterator[None]:
        """Within the block Rasa loads or runs the model's components; what stops one of them is a ModelError."""
        from rasa.engine.exceptions import GraphComponentException
        from rasa.shared.exceptions import RasaException

        try:
            yield
        except (RasaException, GraphComponentException) as error:
            reason = type(error.__cause__ or error).__name__
            raise ModelError(f"{self.path.name} does not fit the code ({reason}): run `make train`") from error


def _topic(label: str) -> str:
    return id_of(label) or label


def _ranking(items: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(_topic(item["intent_response_key"]) for item in items)


def keep_quiet() -> None:
    """Rasa and TensorFlow say much while they load, and Rasa's own log shows the text of messages."""
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    for name in ("rasa", "tensorflow"):
        logging.getLogger(name).setLevel(logging.ERROR)
