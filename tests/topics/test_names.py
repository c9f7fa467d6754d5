"""A topic's names are converted in one place, there and back."""

from __future__ import annotations

import re

import pytest

from bot.settings import PROJECT_ROOT
from bot.topics.catalogue import labels
from bot.topics.names import group_of, id_of, is_outside, label_of, payload_of, plain_name, response_of


@pytest.mark.parametrize("label", labels(PROJECT_ROOT / "data"))
def test_every_name_leads_back_to_the_id(label: str):
    topic = id_of(label)
    assert topic is not None
    assert label_of(topic) == label
    assert {id_of(name) for name in (label, response_of(topic), payload_of(topic))} == {topic}
    assert "/".join(group_of(topic)) == label
    assert is_outside(topic) == label.startswith("out_of_scope")


@pytest.mark.parametrize(
    "name",
    ["greet", "utter_greet", "utter_faq", "faq", "faq/", "/greet", "utter_/faq/gifts", "faq/Gifts", "faq/a/b"],
)
def test_other_names_are_no_topics(name: str):
    assert id_of(name) is None


def test_a_topic_without_a_title_is_called_by_its_name():
    assert plain_name("out_of_scope/small_talk") == "Small talk"


def test_no_other_module_converts_names_by_hand():
    by_hand = re.compile(r"""f"(?:utter_|/)?faq/\{|["']utter_faq|["'](?:utter_)?(?:faq|out_of_scope)/["']""")
    paths = [path for folder in ("bot", "actions") for path in (PROJECT_ROOT / folder).rglob("*.py")]
    assert [str(path) for path in paths if path.name != "names.py" and by_hand.search(path.read_text("utf-8"))] == []
