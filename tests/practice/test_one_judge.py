"""Whatever way a client takes to ask whether they may use a channel for something, the answer is the same.

Each (practice, therapist, channel, purpose) is asked as "may I send this?", as a topic's answer, on the policy card, as
a draft and in the console's preview, and what is read there is compared with what the record permits, which a slow and
obvious reference works out anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timezone
from functools import cache
from pathlib import Path

import pytest

from bot.dialogue.notes import where_to_send
from bot.dialogue.sending_answers import may_i_send
from bot.practice.facts import describe
from bot.practice.practice_file import import_record
from bot.practice.purposes import GROUPS, Purpose
from bot.practice.record import ChannelKind, PracticeRecord
from bot.practice.wording import wording
from bot.website.policy_card import render
from tests.practice.conftest import DEMO_FILE

FILES = [DEMO_FILE, *sorted(Path(__file__).with_name("samples").glob("*.yml"))]
# A Wednesday on which every practice is open, and nobody of the demo is away.
NOW = datetime(2026, 11, 18, 19, 0, tzinfo=timezone.utc)
ANSWERS = {
    ChannelKind.TEXT: "text_allowed",
    ChannelKind.EMAIL: "email_allowed",
}
HOW_TO = {
    Purpose.BOOKING: "booking_method",
    Purpose.CANCEL: "cancel_channel",
    Purpose.RECORDS: "records_request",
    Purpose.CONSENT: "revocation_method",
}
# What a draft is for, by its name.
DRAFTS = {Purpose.CANCEL: "cancel", Purpose.RESCHEDULE: "reschedule", Purpose.RUNNING_LATE: "running_late"}
WRITTEN = (ChannelKind.TEXT, ChannelKind.EMAIL, ChannelKind.PORTAL)
# Purposes for which a channel may be permitted and still not be the way: it cannot carry the thing, or comes too late.
BY_HAND = {
    (kind, purpose)
    for kind in (ChannelKind.PHONE, ChannelKind.VOICEMAIL)
    for purpose in (Purpose.DOCUMENTS, Purpose.PHOTOS, Purpose.HOMEWORK)
}


@cache
def practice(path: Path) -> PracticeRecord:
    return import_record(path.read_text("utf-8"))


def therapists(record: PracticeRecord) -> list[str | None]:
    return [None, *(each.id for each in record.therapists)]


def asked() -> Iterator[tuple[PracticeRecord, str | None, ChannelKind, Purpose]]:
    for path in FILES:
        record = practice(path)
        for therapist in therapists(record):
            for kind in ChannelKind:
                for purpose in Purpose:
                    yield record, therapist, kind, purpose


def permitted(record: PracticeRecord, therapist: str | None, kind: ChannelKind, purpose: Purpose) -> bool | None:
    """Whether the record permits it, looked up by hand; None where nobody has said."""
    own = record.therapist(therapist)
    own_channel = next((each for each in own.channels if each.kind is kind), None) if own else None
    general = next((each for each in record.channels if each.kind is kind), None)
    channel = own_channel or general
    if channel is None or channel.status.value == "not_recorded":
        return None
    if channel.status.value == "not_offered":
        return False
    purposes = channel.purposes
    if purposes is None and general is not None and general.offered:
        purposes = general.purposes
    if purposes is None:
        return None
    return any(purpose in GROUPS.get(name, ()) or name == purpose.value for name in purposes)


def test_every_combination_is_judged_as_the_record_says():
    """May I send this?"""
    count = 0
    wrong = []
    for record, therapist, kind, purpose in asked():
        count += 1
        if purpose in (Purpose.EMERGENCY, Purpose.URGENT, Purpose.SOCIAL) or kind in (
            ChannelKind.VIDEO,
            ChannelKind.SOCIAL_MEDIA,
        ):
            continue
        told = may_i_send(record, therapist, purpose.value, kind.value, NOW)
        is_open = permitted(record, therapist, kind, purpose)
        said_yes = told.startswith("Yes, ")
        if therapist is None and len(record.therapists) > 1:
            yes = [permitted(record, each.id, kind, purpose) is True for each in record.therapists]
            if said_yes and not all(yes) and (kind, purpose) not in BY_HAND:
                wrong.append((record.name, therapist, kind, purpose, told))
            continue
        expected = is_open is True and (kind, purpose) not in BY_HAND
        too_slow = is_open and "may be read too late" in told
        if said_yes is not expected and not too_slow:
            wrong.append((record.name, therapist, kind, purpose, told))
    assert count >= 3000
    assert not wrong, wrong[:5]


def uses_said(text: str, plural: str) -> set[Purpose] | None:
    """The purposes that an answer says a channel is for; None where it says nothing about it."""
    names = wording("facts")["uses"]
    subject = rf"(?:^|[.] )[^.]*\b{re.escape(plural)}\b[^.]*? are for"
    match = re.search(rf"{subject} ([^.]+)[.]", text, re.IGNORECASE)
    if match is None:
        return None
    said = match[1]
    found: set[Purpose] = set()
    # The longest words first: "forms" stands inside the words for practical things.
    for name, words in sorted(names.items(), key=lambda item: -len(item[1])):
        if words in said:
            said = said.replace(words, "")
            found |= set(GROUPS.get(name, ())) or {Purpose(name)}
    assert not re.search(r"[a-z]{4,}", said.replace(" and ", "")), (text, said)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_topics_answer_says_the_same_uses_as_the_check(path: Path):
    record = practice(path)
    for therapist in [each.id for each in record.therapists]:
        for kind, fact in ANSWERS.items():
            plural = wording("facts")["channels"][kind.value]["plural"]
            told = describe(fact, record, therapist, NOW)
            listed = uses_said(describe("permitted_uses", record, therapist, NOW), plural)
            said = uses_said(told, plural)
            assert listed is None or said is None or listed == said
            for purpose in Purpose:
                if purpose in (Purpose.EMERGENCY, Purpose.URGENT, Purpose.SOCIAL):
                    continue
                answer = may_i_send(record, therapist, purpose.value, kind.value, NOW)
                if "not used with" in told:
                    assert not answer.startswith("Yes"), (told, answer)
                elif said is not None:
                    is_yes = answer.startswith("Yes") or "may be read too late" in answer
                    assert is_yes is (purpose in said), (purpose, told, answer)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_which_way_to_take_is_open_when_it_is_asked_about(path: Path):
    """What a topic's answer points to ("to cancel, call or use the portal") is what the check permits."""
    record = practice(path)
    words = {
        ChannelKind.PHONE: r"\bcall\b|\bphone\b",
        ChannelKind.TEXT: r"\btext",
        ChannelKind.EMAIL: r"\bemail",
        ChannelKind.PORTAL: r"\bportal\b|\bapp\b",
        ChannelKind.LETTER: r"\bletter\b",
    }
    for therapist in [each.id for each in record.therapists]:
        for purpose, fact in HOW_TO.items():
            told = describe(fact, record, therapist, NOW)
            if "has not said" in told:
                continue
            for kind, pattern in words.items():
                named = bool(re.search(pattern, told, re.IGNORECASE))
                answer = may_i_send(record, therapist, purpose.value, kind.value, NOW)
                slow = kind is ChannelKind.LETTER and purpose in (Purpose.BOOKING, Purpose.CANCEL)
                assert answer.startswith("Yes") is named or slow, (record.name, purpose, kind, told, answer)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_draft_is_sent_by_what_the_check_permits(path: Path):
    record = practice(path)
    for therapist in [each.id for each in record.therapists]:
        for purpose, draft in DRAFTS.items():
            for kind in WRITTEN:
                where = where_to_send(draft, record, therapist, NOW, {"channel": kind.value})
                answer = may_i_send(record, therapist, purpose.value, kind.value, NOW)
                assert where.startswith("The best way to send it is") is answer.startswith("Yes"), (where, answer)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_card_shows_a_way_where_the_check_permits_it(path: Path):
    record = practice(path)
    for therapist in therapists(record):
        page = re.sub(r"\s+", " ", render(record, therapist, NOW))
        rows = re.findall(r"<tr\b[^>]*>(.+?)</tr>", page)
        not_used = (re.search(r"Not used: (.+?)\.<", page) or ["", ""])[1]
        for kind in (ChannelKind.TEXT, ChannelKind.EMAIL):
            plural = wording("facts")["channels"][kind.value]["plural"]
            whom = [therapist] if therapist else [each.id for each in record.therapists]
            in_use = [each for each in whom if record.policy_for(each).channels[kind].offered]
            addresses = {record.policy_for(each).channels[kind].address for each in in_use}
            for address in addresses:
                assert any(str(address) in row for row in rows), (record.name, therapist, kind)
            assert not (in_use and re.search(rf"\b{plural}", not_used)), (record.name, therapist, kind, not_used)


def test_a_purpose_that_a_statement_gives_to_other_ways_is_closed_everywhere(demo_text: str):
    """A text may not cancel where the practice says "to cancel, call the office": a full fee hangs on it."""
    text = demo_text.replace(
        "To cancel or move a session, text 503-555-0142, call the office, or use the portal.",
        "To cancel, call the office.",
    )
    record = import_record(text)
    assert not may_i_send(record, "maya-okafor", "cancel", "text", NOW).startswith("Yes")
    assert "call the office" in describe("cancel_channel", record, "maya-okafor", NOW)
    assert "moving or canceling" not in describe("text_allowed", record, "maya-okafor", NOW)
    assert "text" not in where_to_send("cancel", record, "maya-okafor", NOW)
    assert "moving or canceling" not in render(record, "maya-okafor", NOW).partition("503-555-0142")[2][:300]


def test_what_a_statement_names_is_open_where_nobody_has_said_what_a_channel_is_for(demo_text: str):
    text = demo_text.replace("    purposes: [scheduling, billing, forms]\n", "").replace(
        "call the office, write an email, or use the portal", "call the office"
    )
    record = import_record(text)
    assert may_i_send(record, "daniel-reyes", "cancel", "phone", NOW).startswith("Yes")
    assert "has not said" not in may_i_send(record, "daniel-reyes", "cancel", "email", NOW)
    assert not may_i_send(record, "daniel-reyes", "cancel", "email", NOW).startswith("Yes")
    assert "has not said whether you may ask about a bill" in may_i_send(
        record, "daniel-reyes", "billing", "email", NOW
    )
