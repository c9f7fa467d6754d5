"""All topics: those of a model, from the responses of its domain, or those that stand in the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.topics.names import RETRIEVAL_INTENTS, id_of
from bot.topics.reading import topic_in_file, topic_of
from bot.topics.topic import SAME, Topic


class Catalogue(Mapping[str, Topic]):
    """Topics by id, those that the assistant answers first."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._topics = {topic.id: topic for topic in topics}
        self._answering = {what: each.id for each in self._topics.values() for what in each.follow_ups.answers}

    @classmethod
    def of_responses(cls, responses: Mapping[str, list[dict[str, Any]]]) -> Catalogue:
        """The topics among the responses of a domain.

        Raises:
            bot.topics.reading.TopicError: what belongs to one of them cannot be used.
        """
        found = [(name, variants) for name, variants in responses.items() if variants and id_of(name)]
        return cls(topic_of(name, variants[0]) for name, variants in found)

    @classmethod
    def of_files(cls, data: Path) -> Catalogue:
        """The topics in a data folder.

        Raises:
            bot.topics.reading.FileError: a file cannot be read.
        """
        return cls(topic_in_file(label, (data / "nlu" / f"{label}.yml").read_text("utf-8")) for label in labels(data))

    def __getitem__(self, topic: str) -> Topic:
        return self._topics[topic]

    def __iter__(self) -> Iterator[str]:
        return iter(self._topics)

    def __len__(self) -> int:
        return len(self._topics)

    def title(self, topic: str) -> str:
        """The topic's question in the client's words; its id for a topic that is not there."""
        found = self.get(topic)
        return found.title if found else topic

    def answering(self, what: str) -> str | None:
        """The topic that answers a follow-up about a channel, TIMES or COUNTRY after any other topic."""
        return self._answering.get(what)

    def after(self, topic: str, what: str) -> str | None:
        """The topic that answers a follow-up after this one; None if nothing does."""
        found = self.get(topic)
        there = found.follow_ups.leads_to.get(what) if found else None
        return topic if there == SAME else there or self.answering(what)


def labels(data: Path) -> list[str]:
    """The labels of all topics in a data folder, those that the assistant answers first."""
    return [
        f"{group}/{path.stem}" for group in RETRIEVAL_INTENTS for path in sorted((data / "nlu" / group).glob("*.yml"))
    ]
