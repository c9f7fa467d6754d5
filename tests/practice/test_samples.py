"""Five other kinds of practice in five countries: all load, tell every fact, and admit their gaps."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from bot.practice.advice import advise
from bot.practice.contact_rules import Verdict, decide
from bot.practice.facts import FACT_KEYS, describe
from bot.practice.practice_file import export_record, import_record
from bot.practice.purposes import Purpose
from bot.practice.record import HOW_TO, STATEMENT_KEYS, ChannelKind, PracticeRecord, Status

SAMPLES = sorted(Path(__file__).with_name("samples").glob("*.yml"))
# These stand beside what says whether a channel is used at all, and add nothing where it is not.
BESIDE_A_CHANNEL = {"text_reply", "email_reply", "portal_reply", "reply_if_written_now"}
BARE = {"practice_name", "practice_phone", "emergency_number"}
MOMENTS = [
    datetime(2026, 11, 18, 18, 0, tzinfo=timezone.utc),
    datetime(2026, 12, 25, 3, 0, tzinfo=timezone.utc),
]


@pytest.fixture(scope="session", params=SAMPLES, ids=lambda path: path.stem)
def sample(request: pytest.FixtureRequest) -> PracticeRecord:
    return import_record(request.param.read_text(encoding="utf-8"))


def therapist_ids(record: PracticeRecord) -> list[str | None]:
    return [None, *(therapist.id for therapist in record.therapists)]


def test_there_are_five_kinds_in_five_countries():
    records = [import_record(path.read_text(encoding="utf-8")) for path in SAMPLES]
    assert {record.country for record in records} == {"US", "GB", "CA", "AU", "DE"}


def test_an_export_read_again_is_the_same_record(sample: PracticeRecord):
    assert import_record(export_record(sample)) == sample


@pytest.mark.parametrize("now", MOMENTS)
def test_every_fact_is_whole_sentences(sample: PracticeRecord, now: datetime):
    for key in FACT_KEYS - BARE - BESIDE_A_CHANNEL:
        for therapist_id in therapist_ids(sample):
            told = describe(key, sample, therapist_id, now)
            assert told.endswith("."), (key, told)
            assert told[0].isupper() or told[0].isdigit(), (key, told)
            assert "None" not in told, (key, told)
            assert "  " not in told, (key, told)
            assert not set("{}[]") & set(told), (key, told)


# Who covers is told from the absences too, and which way to take from the channels; both have tests of their own.
@pytest.mark.parametrize("key", [key for key in STATEMENT_KEYS if key != "cover" and key not in HOW_TO])
def test_what_is_not_recorded_is_admitted_and_nothing_else_is(sample: PracticeRecord, key: str):
    for therapist_id in therapist_ids(sample)[1:]:
        statement = sample.policy_for(therapist_id).statement(key)
        told = describe(key, sample, therapist_id, MOMENTS[0])
        if statement.status is Status.NOT_RECORDED:
            assert f"{sample.name} has not said" in told
            assert sample.phone in told
        else:
            assert "has not said" not in told
        if statement.text:
            assert statement.text in told


@pytest.mark.parametrize("now", MOMENTS)
@pytest.mark.parametrize("purpose", Purpose)
def test_every_question_gets_an_answer_that_names_the_emergency_number(
    sample: PracticeRecord, purpose: Purpose, now: datetime
):
    for therapist_id in therapist_ids(sample):
        policy = sample.policy_for(therapist_id)
        for asked in (None, *ChannelKind):
            decision = decide(policy, purpose, asked, now)
            told = advise(decision, policy, now)
            assert sample.emergency_number in told
            assert "None" not in told
            assert not set("{}[]") & set(told)


@pytest.mark.parametrize("purpose", [purpose for purpose in Purpose if purpose is not Purpose.SOCIAL])
def test_no_answer_sends_a_client_to_a_channel_that_the_policy_does_not_permit(
    sample: PracticeRecord, purpose: Purpose
):
    for therapist_id in therapist_ids(sample):
        policy = sample.policy_for(therapist_id)
        for asked in (None, *ChannelKind):
            decision = decide(policy, purpose, asked, MOMENTS[0])
            for channel in filter(None, (decision.channel, *decision.others)):
                assert channel.offered
                assert channel.permits(purpose) is Status.OFFERED
            if decision.verdict is Verdict.YES and asked:
                assert decision.channel == policy.channels[asked]
