"""What a client who does not know how to begin may tap: under the greeting, and after an answer that did not help."""

from __future__ import annotations

from bot.conversations.store import Exchange
from bot.messages import Button
from bot.practice.record import ChannelKind, PracticeRecord
from bot.topics.names import label_of, payload_of
from bot.topics.reading import FileError
from bot.website.words import ENGLISH, words
from bot.words.files import UnknownTopicError, WordFiles

MOST_ALTERNATIVES = 2


def starting_points(record: PracticeRecord | None, files: WordFiles, language: str = ENGLISH) -> list[Button]:
    """Of each line of `starting_points` in website.yml the first that this practice offers.

    Args:
        record: None if it cannot be read; then nothing is offered that a practice may not have.
    """
    titles, known, found = words(language)["starting_titles"], set(files.labels()), []
    for line in words()["starting_points"]:
        for topic, channel in line.items():
            if label_of(topic) in known and (channel is None or _offers(record, ChannelKind(channel))):
                found.append(Button(title=titles[topic], payload=payload_of(topic)))
                break
    return found


def _offers(record: PracticeRecord | None, channel: ChannelKind) -> bool:
    """Whether the practice, or any of its therapists, uses a way of contact."""
    if record is None:
        return False
    return any(record.policy_for(each).channels[channel].offered for each in (None, *(t.id for t in record.therapists)))


def alternatives(exchange: Exchange, files: WordFiles) -> list[Button]:
    """The topics that a message may have been about, besides those that it was answered with, likeliest first."""
    if exchange.understood is None:
        return []
    messages = (exchange.answer or {}).get("messages", [])
    answered = {message.get("topic") for message in messages}
    found: list[Button] = []
    for topic, _ in exchange.understood.topics:
        if topic in answered or len(found) == MOST_ALTERNATIVES:
            continue
        try:
            title = files.read(label_of(topic)).title
        except (FileError, UnknownTopicError, OSError):
            # A topic that was dropped since.
            continue
        found.append(Button(title=title, payload=payload_of(topic)))
    return found
