"""What belongs to a topic is read from its response, and a fault is named with what to write instead."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from bot.settings import PROJECT_ROOT
from bot.topics.catalogue import Catalogue
from bot.topics.reading import _READERS, FileError, TopicError, topic_in_file, topic_of
from bot.topics.topic import PARTS, SHOWN, Sending, Topic, behaviour


def gifts(**metadata: Any) -> Topic:
    return topic_of("faq/gifts", {"text": "Ask first.\n", "metadata": {"title": "A gift?", **metadata}})


def test_what_is_not_said_is_not_there():
    topic = topic_of("utter_faq/gifts", {"text": "Ask first.\n"})
    assert (topic.id, topic.title, topic.answer, topic.why, topic.drafts) == ("gifts", "Gifts", "Ask first.", "", ())
    assert topic.guideline is None
    assert gifts(guideline=[]).guideline == ()
    assert topic.sending is Sending.NEVER


def test_all_parts_are_known_everywhere():
    assert set(PARTS) == set(_READERS) <= {each.name for each in fields(Topic)}
    assert set(PARTS) > SHOWN


def test_only_what_is_shown_leaves_the_behaviour_as_it_is():
    assert behaviour({"title": "A", "why": "B", "drafts": [], "sending": "always"}) == {"sending": "always"}
    assert behaviour(None) == {}


@pytest.mark.parametrize(
    ("metadata", "says"),
    [
        ({"wy": "Because."}, "gifts: there is no part 'wy'; did you mean 'why'?"),
        ({"why": ["Because."]}, "gifts: why must be a text"),
        ({"drafts": "cancel"}, "gifts: drafts must be a list of names"),
        ({"policy_link": "yes"}, "gifts: policy_link must be true or false"),
        ({"safety": "some"}, "gifts: safety must be one of none, second_person, emergency_number, crisis"),
        ({"sending": "sometimes"}, "gifts: sending must be one of never, with_channel, always"),
        ({"guideline": [{"source": "texting"}]}, "gifts: guideline must be a list of"),
        ({"follow_ups": {"leads": {}}}, "gifts: follow_ups may hold leads_to and answers"),
        ({"follow_ups": {"leads_to": {"text": 1}}}, "gifts: follow_ups leads_to must name a topic"),
        ({"follow_ups": ["text"]}, "gifts: follow_ups may hold leads_to and answers"),
    ],
)
def test_a_fault_is_named(metadata: dict[str, Any], says: str):
    with pytest.raises(TopicError) as refused:
        gifts(**metadata)
    assert str(refused.value).startswith(says)


@pytest.mark.parametrize("source", ["nlu: [", "version: '3.1'", "nlu: []\nresponses: {}", "- a list"])
def test_a_file_that_is_no_topic_is_named(source: str):
    with pytest.raises(FileError, match="faq/gifts"):
        topic_in_file("faq/gifts", source)


def test_files_and_model_give_the_same_topics():
    from bot.releases.fingerprints import responses

    files, model = Catalogue.of_files(PROJECT_ROOT / "data"), Catalogue.of_responses(responses())
    assert list(files) == list(model)
    for topic, other in zip(files.values(), model.values(), strict=True):
        assert {part: getattr(topic, part) for part in (*PARTS, "answer")} == {
            part: getattr(other, part) for part in (*PARTS, "answer")
        }
