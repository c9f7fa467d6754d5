from __future__ import annotations

import json

import pytest

from bot.crisis.directory import contacts_for, countries
from bot.crisis.finding import KINDS, NOTHING, TIERS, Finding
from bot.crisis.lines import shipped
from bot.crisis.patterns import MASK, load_patterns
from bot.crisis.reply import QUICK_EXIT_KINDS, KnownPractice, contacts_message
from bot.crisis.wording_lint import lint_echo, lint_text

LINES = shipped().lines
PRACTICE = KnownPractice("Mill Road Practice", "US", "911")
FINDINGS = [Finding(tier, kind, "a.rule") for tier in TIERS[2:] for kind in KINDS] + [Finding("policy", None, "a.rule")]
IDS = [f"{finding.tier}-{finding.kind}" for finding in FINDINGS]


@pytest.mark.parametrize("country", [*countries(LINES), "XX"])
@pytest.mark.parametrize("finding", FINDINGS, ids=IDS)
def test_reply_is_safe_in_every_tier_kind_and_country(finding: Finding, country: str) -> None:
    message = contacts_message(finding, contacts_for(finding.kind, country, LINES), PRACTICE)
    text = message["text"].replace(_poison_name(message), "")
    assert lint_text(text) == []
    assert "{" not in message["text"]
    assert "Nobody at Mill Road Practice reads it." in message["text"]
    assert len(message["contacts"]) >= 2
    assert message["emergency_number"] in message["text"]


def _poison_name(message: dict[str, object]) -> str:
    contacts = message["contacts"]
    assert isinstance(contacts, list)
    return next((contact["name"] for contact in contacts if contact["category"] == "poison"), "\0")


@pytest.mark.parametrize("finding", FINDINGS, ids=IDS)
def test_reply_has_the_shape_of_the_api(finding: Finding) -> None:
    message = contacts_message(finding, contacts_for(finding.kind, "US", LINES), PRACTICE)
    assert set(message) >= {"type", "tier", "kind", "emergency_number", "contacts", "text"}
    assert message["type"] == "contacts"
    for contact in message["contacts"]:
        assert set(contact) >= {"name", "phone", "sms", "url", "hours", "note", "tel_link", "sms_link"}
    assert json.loads(json.dumps(message)) == message


@pytest.mark.parametrize("kind", KINDS)
def test_reply_to_an_emergency_begins_with_the_number(kind: str) -> None:
    message = contacts_message(Finding("emergency", kind, "r"), contacts_for(kind, "GB", LINES))
    assert message["text"].startswith("Call 999 now.")


@pytest.mark.parametrize("kind", KINDS)
def test_reply_offers_the_quick_exit_where_somebody_may_look(kind: str) -> None:
    message = contacts_message(Finding("crisis", kind, "r"), contacts_for(kind, "US", LINES))
    assert message["quick_exit"] is (kind in QUICK_EXIT_KINDS)
    assert ("browsing history" in message["text"]) is (kind in QUICK_EXIT_KINDS)


def test_reply_to_an_overdose_names_the_poison_line_where_there_is_one() -> None:
    american = contacts_message(Finding("emergency", "overdose", "r"), contacts_for("overdose", "US", LINES))
    norwegian = contacts_message(Finding("emergency", "overdose", "r"), contacts_for("overdose", "NO", LINES))
    assert "1-800-222-1222" in american["text"]
    assert "poison" not in norwegian["text"].lower()


def test_reply_uses_the_practice_number_only_in_its_country() -> None:
    practice = KnownPractice("P", "US", "1-202-555-0143")
    at_home = contacts_message(Finding("crisis", "suicide", "r"), contacts_for("suicide", "US", LINES), practice)
    abroad = contacts_message(Finding("crisis", "suicide", "r"), contacts_for("suicide", "GB", LINES), practice)
    assert at_home["emergency_number"] == "1-202-555-0143"
    assert at_home["emergency_link"] == "tel:+12025550143"
    assert abroad["emergency_number"] == "999"


def test_reply_without_practice_and_country() -> None:
    message = contacts_message(Finding("crisis", "suicide", "r"), contacts_for("suicide", None, LINES))
    assert "Nobody reads it." in message["text"]
    assert "your local emergency number" in message["text"]
    assert message["emergency_number"] == ""


def test_reply_to_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no reply to a finding of tier 'none'"):
        contacts_message(NOTHING, contacts_for(None, "US", LINES))


@pytest.mark.parametrize("kind", KINDS)
def test_reply_never_repeats_what_the_client_wrote(kind: str) -> None:
    text = contacts_message(Finding("crisis", kind, "r"), contacts_for(kind, "US", LINES), PRACTICE)["text"]
    messages = [text for pattern in load_patterns() if pattern.kind != MASK for text in pattern.fires]
    assert [problem for message in messages for problem in lint_echo(text, message)] == []
