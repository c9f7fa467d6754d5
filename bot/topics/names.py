"""A topic's id, and the names that Rasa gives it: converted here and nowhere else.

| id                  | label               | response                  | payload              |
|---------------------|---------------------|---------------------------|----------------------|
| gifts               | faq/gifts           | utter_faq/gifts           | /faq/gifts           |
| out_of_scope/advice | out_of_scope/advice | utter_out_of_scope/advice | /out_of_scope/advice |
"""

from __future__ import annotations

import re

FAQ, OUT_OF_SCOPE = "faq", "out_of_scope"
# The intents whose answers Rasa looks up; data/nlu has a folder of topics for each.
RETRIEVAL_INTENTS = (FAQ, OUT_OF_SCOPE)
FAQ_PREFIX, OUT_OF_SCOPE_PREFIX = f"{FAQ}/", f"{OUT_OF_SCOPE}/"
# The action that gives the answer to whichever topic was asked about.
ANSWER_ACTION = f"utter_{FAQ}"
_NAME = re.compile(rf"(?:utter_|/)?((?:{FAQ}|{OUT_OF_SCOPE})/[a-z0-9_]+)")


def id_of(name: str) -> str | None:
    """The topic's id from its label, response or payload; None if the name is no topic's."""
    found = _NAME.fullmatch(name)
    return found[1].removeprefix(FAQ_PREFIX) if found else None


def label_of(topic: str) -> str:
    """What it is called in training data and in what Rasa understood."""
    return topic if "/" in topic else f"{FAQ_PREFIX}{topic}"


def response_of(topic: str) -> str:
    """The response in Rasa's domain that holds its answer."""
    return f"utter_{label_of(topic)}"


def payload_of(topic: str) -> str:
    """What a button sends to ask about it."""
    return f"/{label_of(topic)}"


def group_of(topic: str) -> tuple[str, str]:
    """Its retrieval intent, which is its folder under data/nlu, and its name there."""
    group, _, name = label_of(topic).partition("/")
    return group, name


def plain_name(topic: str) -> str:
    """The id as people read it, for a topic without a title."""
    return group_of(topic)[1].replace("_", " ").capitalize()


def is_outside(topic: str) -> bool:
    """Whether these are questions that the assistant does not answer, with the words in which it says so."""
    return topic.startswith(OUT_OF_SCOPE_PREFIX)
