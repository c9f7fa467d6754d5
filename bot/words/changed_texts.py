"""The text that a change of words took away and brought, as the audit log keeps it.

All of it is the practice's own: what comes from the review list is saved in staff's own words only
(bot.conversations.review.in_own_words).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from bot.topics.reading import topic_in_file
from bot.words import history
from bot.words.wording_file import SUBJECT, wording_of


@dataclass(frozen=True)
class ChangedText:
    """Attributes:
    what: "answer", "questions", a part of a topic, or the label of another text.
    before, after: whole texts; of questions only those that went and came, a line each.
    """

    what: str
    before: str
    after: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def changed_texts(subject: str, before: str, after: str) -> list[ChangedText]:
    """What differs between two states of a file.

    Args:
        subject: a topic's label, or SUBJECT with the name of a file of other words.
        before, after: the file's text.

    Raises:
        bot.topics.reading.FileError: a state cannot be read.
    """
    differing = _of_wording if subject.startswith(SUBJECT) else _of_topic
    return list(differing(subject, before, after))


def _of_topic(label: str, before: str, after: str) -> Iterator[ChangedText]:
    old, new = topic_in_file(label, before), topic_in_file(label, after)
    found = history.difference(old, new)
    if found.answer:
        yield ChangedText("answer", old.answer, new.answer)
    if found.added or found.removed:
        yield ChangedText("questions", "\n".join(found.removed), "\n".join(found.added))
    for part, pieces in found.parts:
        texts = ("".join(each.text for each in pieces if each.change != gone) for gone in ("added", "removed"))
        yield ChangedText(part, *texts)


def _of_wording(subject: str, before: str, after: str) -> Iterator[ChangedText]:
    name = subject.removeprefix(SUBJECT)
    old = {each.key: each for each in wording_of(name, before).texts}
    new = {each.key: each for each in wording_of(name, after).texts}
    for key in {**old, **new}:
        was, now = (each[key].text if key in each else "" for each in (old, new))
        if was != now:
            yield ChangedText((new.get(key) or old[key]).label, was, now)
