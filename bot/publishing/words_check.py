"""Checks words without Rasa: unknown facts, empty answers, parts that name nothing, and what no client may read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.database.engine import Database
from bot.language.near_duplicates import plain
from bot.lint.known import Known
from bot.lint.lint import lint
from bot.practice.filling import placeholders
from bot.practice.known import known_of
from bot.practice.store import NoRecordError, load_record
from bot.settings import PROJECT_ROOT, Settings
from bot.topics.catalogue import Catalogue
from bot.topics.checking import wrong_references
from bot.topics.names import id_of
from bot.topics.reading import TopicError
from bot.topics.topic import Topic
from bot.words.checks import known_facts
from bot.words.files import WordFiles
from bot.words.wording_file import CRISIS, FILES, PUBLISHED, read_wording

# What the response writer fills into single responses (bot/assistant/response_writer.py).
FILLED: dict[str, tuple[str, ...]] = {
    "utter_greet": ("greeting",),
    "utter_again": ("answer_again",),
    "utter_may_i_send": ("advice",),
    "utter_draft": ("where_to_send",),
    "utter_which_topic": ("first", "second"),
}


def word_faults(responses: dict[str, list[dict[str, Any]]], known: Known | None = None) -> list[str]:
    """What is wrong with the responses and what belongs to topics, each with its topic or name; empty if nothing is.

    Args:
        responses: by name, as in the domain.
        known: what the practice has recorded, by which numbers in answers are judged.
    """
    faults = []
    for name, variants in responses.items():
        for variant in variants:
            text = variant.get("text")
            if text is not None or id_of(name):
                found = _answer_faults(text or "", FILLED.get(name, ()))
                faults += [f"{id_of(name) or name}: {fault}" for fault in found]
            said = [text or "", *(str(button.get("title", "")) for button in variant.get("buttons") or [])]
            faults += [f"{id_of(name) or name}: {fault}" for each in said for fault in unsayable(each, known)]
    try:
        topics = Catalogue.of_responses(responses)
    except TopicError as error:
        return [*faults, str(error)]
    faults += [f"{topic.id}: {fault}" for topic in topics.values() for fault in _belonging_faults(topic, known)]
    return faults + wrong_references(topics)


def _answer_faults(text: str, filled: tuple[str, ...]) -> list[str]:
    return _unknown_facts(text, filled) if text.strip() else ["the answer is empty"]


def double_questions() -> list[str]:
    """Questions that stand in two topics, of which the assistant could learn neither."""
    seen: dict[str, str] = {}
    found = []
    for topic in WordFiles(PROJECT_ROOT / "data").topics():
        for question in dict.fromkeys(plain(each) for each in topic.questions):
            if question in seen:
                found.append(f"{topic.id}: “{question}” is a question of {seen[question]} too. Take it out of one")
            seen[question] = topic.id
    return found


def live_word_faults(known: Known | None = None) -> list[str]:
    """What may not be said in the words that need no publishing; whoever changes their files by hand is told."""
    files = WordFiles(PROJECT_ROOT / "data")
    names = [name for name in FILES if name not in PUBLISHED]
    # The crisis reply speaks to people in every country, with their numbers.
    return [
        f"{name}: {each.key}: {fault}"
        for name in names
        for each in read_wording(files, name).texts
        for fault in unsayable(each.text, None if name == CRISIS else known)
    ]


def unsayable(text: str, known: Known | None) -> Iterator[str]:
    """What a text says that no client may read, in plain words."""
    return (str(slip) for slip in lint(text, known) if slip.stops)


def known_now(settings: Settings) -> Known | None:
    """What the practice has recorded; None if there is no record, or the database cannot be read."""
    try:
        with Database(settings.database_url).session() as session:
            return known_of(load_record(session))
    except (SQLAlchemyError, NoRecordError):
        return None


def _belonging_faults(topic: Topic, known: Known | None) -> list[str]:
    said = topic.encouragement + topic.encouragement_young
    braces = [f"encouragement takes in no facts, such as {{{name}}}" for name in placeholders(said)]
    texts = (topic.title, topic.why, topic.encouragement, topic.encouragement_young)
    return _unknown_facts(topic.why) + braces + [fault for text in texts for fault in unsayable(text, known)]


def _unknown_facts(text: str, filled: tuple[str, ...] = ()) -> list[str]:
    unknown = [name for name in placeholders(text) if name not in known_facts() and name not in filled]
    return [f"there is no fact {{{name}}} to fill in" for name in unknown]
