"""Reads topics: from the text of a file, and from the responses of a Rasa domain."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from bot.topics.names import id_of, plain_name, response_of
from bot.topics.topic import FollowUps, Guideline, Safety, Sending, Topic
from bot.yaml_reading import YamlError, read_yaml

BULLET = "- "


class FileError(Exception):
    """A file of words cannot be read; the message says which one and why."""


class TopicError(FileError):
    """Something that belongs to a topic is not as it must be; the message says what, and what to write instead."""


@lru_cache(maxsize=256)
def topic_in_file(label: str, source: str) -> Topic:
    """A topic from the text of its file.

    Args:
        label: such as "faq/gifts".

    Raises:
        FileError: the text is no such file.
    """
    try:
        document = read_yaml(source)
    except YamlError as error:
        raise FileError(f"the file of {label} is no YAML: {error}") from error
    entry, response = parts(label, document)
    return topic_of(label, response, tuple(questions_in(entry["examples"])), edit_token(source))


def topic_of(name: str, response: Mapping[str, Any], questions: tuple[str, ...] = (), token: str = "") -> Topic:
    """A topic from its response.

    Args:
        name: any name of the topic.
        response: the first variant of the response: `text`, `metadata`.

    Raises:
        TopicError: a part of the metadata cannot be used.
    """
    topic = id_of(name)
    if topic is None:
        raise TopicError(f"{name!r} is no topic's name")
    metadata = response.get("metadata") or {}
    if not isinstance(metadata, Mapping):
        raise TopicError(f"{topic}: the metadata must be a list of names with their values")
    values = {key: _read(topic, key, value) for key, value in metadata.items()}
    answer = str(response.get("text") or "").strip("\n")
    return Topic(
        id=topic,
        title=values.pop("title", "") or plain_name(topic),
        answer=answer,
        questions=questions,
        token=token,
        **values,
    )


def parts(label: str, document: Any) -> tuple[Any, Any]:
    """Where a file has its questions (`examples` of an entry) and its answer (`text` of a response).

    Raises:
        FileError: it does not have them.
    """
    try:
        entry = next(entry for entry in document["nlu"] if entry["intent"] == label)
        response = document["responses"][response_of(label)][0]
        _ = entry["examples"], response["text"]
    except (KeyError, IndexError, TypeError, StopIteration) as error:
        raise FileError(f"the file of {label} has no questions and answer where they belong ({error})") from error
    return entry, response


def questions_in(examples: str) -> list[str]:
    """The questions of a block of examples."""
    lines = (line.strip() for line in examples.splitlines())
    return [line.removeprefix(BULLET).strip() for line in lines if line.startswith(BULLET)]


def edit_token(text: str) -> str:
    """Names a state of a file, so that an editor notices that it was changed by somebody else."""
    return hashlib.sha256(text.encode()).hexdigest()


def _read(topic: str, key: str, value: Any) -> Any:
    reader = _READERS.get(key)
    if reader is None:
        near = get_close_matches(str(key), _READERS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(_READERS)}"
        raise TopicError(f"{topic}: there is no part {key!r}; {hint}")
    try:
        return reader(value)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise TopicError(f"{topic}: {key} {error.args[0] if error.args else 'cannot be used'}") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("must be a text")
    return value.strip()


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise TypeError("must be a list of names, such as [one, another]")
    return tuple(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("must be true or false")
    return value


def _guideline(value: Any) -> tuple[Guideline, ...]:
    shape = "must be a list of {source: ..., says: ...}; [] if none was found"
    if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
        raise TypeError(shape)
    if any(set(each) != {"source", "says"} for each in value):
        raise TypeError(shape)
    return tuple(Guideline(str(each["source"]), str(each["says"])) for each in value)


def _sending(value: Any) -> Sending:
    if value not in {each.value for each in Sending}:
        raise ValueError(f"must be one of {', '.join(each.value for each in Sending)}")
    return Sending(value)


def _safety(value: Any) -> Safety:
    levels = {level.name.lower(): level for level in Safety}
    if value not in levels:
        raise ValueError(f"must be one of {', '.join(levels)}")
    return levels[value]


def _follow_ups(value: Any) -> FollowUps:
    if not isinstance(value, Mapping) or set(value) - {"leads_to", "answers"}:
        raise TypeError("may hold leads_to and answers")
    leads_to = value.get("leads_to") or {}
    if not isinstance(leads_to, Mapping) or not all(isinstance(each, str) for each in leads_to.values()):
        raise TypeError("leads_to must name a topic for each follow-up, such as {text: same}")
    return FollowUps(MappingProxyType(dict(leads_to)), _names(value.get("answers") or []))


_READERS: dict[str, Callable[[Any], Any]] = {
    "title": _text,
    "guideline": _guideline,
    "why": _text,
    "encouragement": _text,
    "encouragement_young": _text,
    "drafts": _names,
    "policy_link": _flag,
    "console_forms": _names,
    "sending": _sending,
    "safety": _safety,
    "names_day": _flag,
    "follow_ups": _follow_ups,
}
