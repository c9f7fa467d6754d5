"""Where contacts stand."""

from __future__ import annotations

import pytest

from bot.danger.finding import NOTHING, Finding
from bot.dialogue.contacts_first import Place, contacts_first, place_of
from bot.helplines.directory import Wanted, contacts_for
from bot.helplines.lines import shipped
from bot.helplines.reply import contacts_message
from bot.messages import Message, text_message


@pytest.mark.parametrize(
    ("finding", "place"),
    [
        (NOTHING, Place.NOWHERE),
        (Finding("policy", None, "a rule"), Place.BESIDE),
        (Finding("distress", "distress", "a rule"), Place.BESIDE),
        (Finding("crisis", "suicide", "a rule"), Place.TAKE_OVER),
        (Finding("emergency", "overdose", "a rule"), Place.TAKE_OVER),
    ],
)
def test_the_tier_decides(finding: Finding, place: Place):
    assert place_of(finding) is place


def test_contacts_come_first_and_all_else_keeps_its_order():
    contacts = contacts_message(
        Finding("crisis", "suicide", None), contacts_for("US", shipped().lines, Wanted("suicide")), None
    )
    texts: list[Message] = [text_message("one"), text_message("two")]
    assert contacts_first([texts[0], contacts, texts[1]]) == [contacts, *texts]
