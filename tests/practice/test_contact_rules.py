"""The contact policy as a table of cases: tests/practice/contact_policy.txt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.practice.contact_rules import Decision, Reason, Verdict, decide, needs_therapist
from bot.practice.practice_file import import_record
from bot.practice.purposes import Purpose
from bot.practice.record import Channel, ChannelKind, PracticeRecord, Status
from tests.practice.conftest import DEMO_FILE

CASES = Path(__file__).with_name("contact_policy.txt")
SAMPLES = {path.stem.partition("_")[2]: path for path in Path(__file__).with_name("samples").glob("*.yml")}
FILES = {"demo": DEMO_FILE, **SAMPLES}


def cases() -> Iterator[object]:
    practice = ""
    for number, line in enumerate(CASES.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("@"):
            practice = line[1:]
        elif line and not line.startswith("#"):
            columns = [column.strip() for column in line.split("|")]
            yield pytest.param(practice, *columns, id=f"line {number}: {' '.join(columns[:4])}")


@pytest.fixture(scope="module")
def records() -> dict[str, PracticeRecord]:
    return {name: import_record(path.read_text(encoding="utf-8")) for name, path in FILES.items()}


def test_there_are_at_least_120_cases():
    assert len(list(cases())) >= 120


@pytest.mark.parametrize(
    ("practice", "moment", "therapist", "asked", "purpose", "verdict", "why", "channel", "expectation"),
    cases(),
)
def test_the_policy_answers(
    records: dict[str, PracticeRecord],
    practice: str,
    moment: str,
    therapist: str,
    asked: str,
    purpose: str,
    verdict: str,
    why: str,
    channel: str,
    expectation: str,
):
    record = records[practice]
    now = datetime.strptime(moment, "%a %d %b %Y %H:%M").replace(tzinfo=ZoneInfo(record.timezone))
    assert f"{now:%a}" == moment[:3], "the case names a wrong weekday"
    decision = decide(
        record.policy_for(therapist_id(record, therapist)),
        Purpose(purpose),
        None if asked == "-" else ChannelKind(asked),
        now,
    )
    to_use = decision.channel.kind.value if decision.channel else "-"
    told = (decision.verdict.value, decision.reason.value, to_use, expected(decision))
    assert told == (verdict, why, channel, expectation)


def therapist_id(record: PracticeRecord, name: str) -> str | None:
    if name == "-":
        return None
    return next(each.id for each in record.therapists if each.id.endswith(name))


def expected(decision: Decision) -> str:
    parts = [when(decision)]
    if decision.meanwhile:
        parts.append("voicemail")
    if decision.away:
        parts.append(f"{decision.away.cover_name} covers")
    return ", ".join(parts)


def when(decision: Decision) -> str:
    if decision.unsure_holiday:
        return "holiday: not said"
    if decision.reply:
        return f"answer by {decision.reply.due:%a %d %b %H:%M}" if decision.reply.due else "no reply time"
    if decision.open_until:
        return f"until {decision.open_until:%H:%M}"
    return f"from {decision.opens_at:%a %d %b %H:%M}" if decision.opens_at else "-"


NOW = datetime(2026, 11, 18, 10, 0, tzinfo=ZoneInfo("America/Los_Angeles"))


def record_with(demo: PracticeRecord, *channels: Channel) -> PracticeRecord:
    return replace(demo, channels=channels, statements=(), therapists=())


@pytest.mark.parametrize("purpose", [Purpose.CANCEL, Purpose.FEELINGS, Purpose.PHOTOS])
def test_a_practice_that_has_not_said_what_a_channel_is_for_is_not_guessed_at(demo: PracticeRecord, purpose: Purpose):
    silent = record_with(
        demo,
        Channel(ChannelKind.PHONE, Status.OFFERED, address="503-555-0140"),
        Channel(ChannelKind.EMAIL, Status.OFFERED, address="office@example.org"),
    )
    for asked in (None, ChannelKind.EMAIL, ChannelKind.TEXT):
        decision = decide(silent.policy_for(None), purpose, asked, NOW)
        assert (decision.verdict, decision.reason) == (Verdict.NOT_RECORDED, Reason.NOT_SAID)


def test_practical_matters_without_any_permitted_channel_are_asked_by_phone(demo: PracticeRecord):
    record = record_with(demo, Channel(ChannelKind.PHONE, Status.OFFERED, address="503-555-0140", purposes=("urgent",)))
    decision = decide(record.policy_for(None), Purpose.BILLING, None, NOW)
    assert (decision.verdict, decision.reason) == (Verdict.NOT_RECORDED, Reason.NO_CHANNEL)


def test_a_practice_whose_phone_is_not_for_urgent_things_sends_nobody_there(demo: PracticeRecord):
    record = record_with(demo, Channel(ChannelKind.PHONE, Status.OFFERED, address="503-555-0140", purposes=("admin",)))
    decision = decide(record.policy_for(None), Purpose.URGENT, ChannelKind.PHONE, NOW)
    assert (decision.verdict, decision.channel) == (Verdict.CALL_NOW, None)


@pytest.mark.parametrize(
    ("purpose", "asked", "needed"),
    [
        (Purpose.CANCEL, ChannelKind.TEXT, True),
        (Purpose.FEELINGS, ChannelKind.PORTAL, True),
        (Purpose.CANCEL, ChannelKind.PHONE, False),
        (Purpose.EMERGENCY, ChannelKind.TEXT, False),
        (Purpose.PHOTOS, ChannelKind.EMAIL, False),
    ],
)
def test_the_therapist_is_asked_for_only_where_the_answer_depends_on_it(
    demo: PracticeRecord, purpose: Purpose, asked: ChannelKind, needed: bool
):
    assert needs_therapist(demo, purpose, asked, NOW) is needed


def test_a_changed_fact_changes_the_next_answer(demo: PracticeRecord):
    texts = Channel(ChannelKind.TEXT, Status.OFFERED, address="503-555-0142", purposes=("billing",))
    okafor, reyes = demo.therapists
    open_to_texts = replace(reyes, channels=(*reyes.channels, texts))
    before = decide(demo.policy_for(reyes.id), Purpose.BILLING, ChannelKind.TEXT, NOW)
    changed = replace(demo, therapists=(okafor, open_to_texts))
    after = decide(changed.policy_for(reyes.id), Purpose.BILLING, ChannelKind.TEXT, NOW)
    assert (before.verdict, after.verdict) == (Verdict.OTHER_CHANNEL, Verdict.YES)
