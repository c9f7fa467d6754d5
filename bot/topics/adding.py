"""Adds a topic: its file, with what is known so far."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from bot.topics.checking import DATA
from bot.topics.names import label_of, response_of
from bot.topics.reading import TopicError, topic_in_file
from bot.topics.topic import Topic

_ID = re.compile(r"[a-z][a-z0-9_]{1,39}")
# In Rasa's training data, [word](entity) and [word]{"entity": ...} mark a word.
_MARKED = re.compile(r"\[[^\]]*\]\s*[({]")
_TEMPLATE = """\
version: "3.1"

nlu:
- intent: {label}
  examples: |
{examples}

responses:
  {response}:
  - metadata:
      title: {title}
    text: |
{answer}
"""


def add_topic(topic: str, title: str, questions: Sequence[str] = (), answer: str = "", data: Path = DATA) -> Topic:
    """Write the file of a new topic.

    Args:
        topic: its id, such as "parking".
        title: its question in a client's words; the first of its questions too.
        answer: the words of its answer; empty lines part its paragraphs.

    Raises:
        TopicError: the id cannot be used, there is such a topic, or the words make no such file.
    """
    if not _ID.fullmatch(topic):
        raise TopicError(f"{topic!r} cannot be a topic's id: write small letters, digits and _, such as parking")
    path = data / "nlu" / f"{label_of(topic)}.yml"
    if path.exists():
        raise TopicError(f"there is a topic {topic!r} already: {path}")
    asked = list(dict.fromkeys(" ".join(each.split()) for each in (title, *questions)))
    source = _TEMPLATE.format(
        label=label_of(topic),
        examples="\n".join(f"    - {each}" for each in asked),
        response=response_of(topic),
        title=_quoted(" ".join(title.split())),
        answer="\n".join(f"      {line}".rstrip() for line in answer.strip().splitlines()),
    )
    made = topic_in_file(label_of(topic), source)
    if (made.title, list(made.questions)) != (asked[0], asked) or any(_MARKED.search(each) for each in asked):
        raise TopicError("title and questions must be plain text")
    with path.open("x", encoding="utf-8") as file:
        file.write(source)
    return made


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
