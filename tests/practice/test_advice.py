"""The words of "may I send this?" and "when will they answer?"."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.practice.advice import advise, tell_reply
from bot.practice.contact_rules import decide
from bot.practice.purposes import Purpose, expand
from bot.practice.record import Channel, ChannelKind, PracticeRecord, ReplyTime, ReplyUnit, Status
from bot.practice.replies import expected_reply

PORTLAND = ZoneInfo("America/Los_Angeles")
WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=PORTLAND)
FRIDAY_NIGHT = datetime(2026, 11, 20, 21, 10, tzinfo=PORTLAND)
WHILE_AWAY = datetime(2026, 12, 15, 10, 0, tzinfo=PORTLAND)
SAFETY = "Please do not use this for an emergency. If anyone is in danger, call 911."


def told(
    record: PracticeRecord,
    therapist_id: str | None,
    asked: ChannelKind | None,
    purpose: Purpose,
    now: datetime,
) -> list[str]:
    policy = record.policy_for(therapist_id)
    return advise(decide(policy, purpose, asked, now), policy, now).split("\n\n")


def test_yes_with_rules_expected_reply_privacy_and_safety(demo: PracticeRecord):
    assert told(demo, "maya-okafor", ChannelKind.TEXT, Purpose.CANCEL, FRIDAY_NIGHT) == [
        "Yes, you may cancel a session by text message to 503-555-0142. Please write only your first name "
        "and what you need moved, nothing about therapy.",
        "If you get in touch now, you can usually expect an answer by Tuesday, November 24 at 5:00 pm. That "
        "is not a promise. If you hear nothing by then, call 503-555-0140.",
        "Text messages are not private. They can be seen on your phone and on hers. Please cancel or move a "
        "session at least 24 hours before it starts. A session canceled with less than 24 hours of notice "
        "costs the full session fee.",
        SAFETY,
    ]


def test_better_by_another_channel_says_why_and_where(demo: PracticeRecord):
    answer, *_, safety = told(demo, "maya-okafor", ChannelKind.TEXT, Purpose.HOMEWORK, WEDNESDAY)
    assert answer == (
        "Text messages with Dr. Maya Okafor are only for booking, moving or canceling a session. You can "
        "send an exercise or a journal page through the Harbor Lane Portal "
        "(https://portal.harborlane.example.org) instead. A message can have up to 2,000 "
        "characters and three files."
    )
    assert safety == SAFETY


def test_kept_for_the_session_says_so_kindly(demo: PracticeRecord):
    answer, *_ = told(demo, "maya-okafor", ChannelKind.PORTAL, Purpose.FEELINGS, WEDNESDAY)
    assert answer.startswith("Portal messages are not for this. Please keep this for your session.")
    assert "bring them along" in answer


def test_an_emergency_is_told_first_whom_to_call_and_nothing_else_to_read(demo: PracticeRecord):
    answer, *rest = told(demo, "daniel-reyes", ChannelKind.TEXT, Purpose.EMERGENCY, WEDNESDAY)
    assert answer.startswith("Please do not send a message. Call 911 now.")
    assert rest == [demo.policy_for(None).statement("crisis_lines").text]


def test_an_urgent_matter_at_night_says_that_nobody_answers(demo: PracticeRecord):
    answer, times, *_ = told(demo, "daniel-reyes", ChannelKind.PORTAL, Purpose.URGENT, FRIDAY_NIGHT)
    assert answer.startswith("If anyone is in danger, call 911 now. If it cannot wait, please call 503-555-0140")
    assert times == (
        "Nobody answers the phone now. It is answered again Monday, November 23 at 9:00 am. You can leave a voicemail."
    )


def test_while_the_therapist_is_away_the_one_who_covers_is_named(demo: PracticeRecord):
    _, times, *_ = told(demo, "maya-okafor", ChannelKind.PHONE, Purpose.SOMETHING_HAPPENED, WHILE_AWAY)
    assert times.endswith(
        "Dr. Maya Okafor is away from Monday, December 14 to Friday, December 18 (vacation). During that "
        "time, Daniel Reyes covers (503-555-0140)."
    )


def test_a_gap_is_admitted_with_what_is_sure(demo: PracticeRecord):
    channels = tuple(channel for channel in demo.channels if channel.kind is not ChannelKind.LETTER)
    gap = replace(demo, channels=channels, therapists=())
    answer, *_ = told(gap, None, ChannelKind.LETTER, Purpose.DOCUMENTS, WEDNESDAY)
    assert answer == (
        "Harbor Lane Therapy has not said whether you may send a document by letter. You can ask by phone: "
        "503-555-0140. What is sure: you can send a document through the Harbor Lane Portal "
        "(https://portal.harborlane.example.org)."
    )


@pytest.mark.parametrize(
    ("therapist_id", "kind", "asked_after", "answer"),
    [
        (
            "maya-okafor",
            ChannelKind.TEXT,
            timedelta(hours=14),
            "You wrote yesterday at 9:10 pm. By the policy of Harbor Lane Therapy, you can usually expect an "
            "answer by Tuesday, November 24 at 5:00 pm. That is not a promise. If you hear nothing by then, "
            "call 503-555-0140.",
        ),
        (
            "daniel-reyes",
            ChannelKind.PORTAL,
            timedelta(0),
            "You wrote today at 9:10 pm. By the policy of Harbor Lane Therapy, expect an answer by "
            "Wednesday, November 25 at 7:00 pm. If you hear nothing by then, call 503-555-0140.",
        ),
        (
            "maya-okafor",
            ChannelKind.VOICEMAIL,
            timedelta(days=5),
            "You called Friday, November 20 at 9:10 pm. By the policy of Harbor Lane Therapy, an answer was "
            "due by yesterday at 5:00 pm. Please call 503-555-0140.",
        ),
    ],
)
def test_when_they_will_answer(
    demo: PracticeRecord, therapist_id: str, kind: ChannelKind, asked_after: timedelta, answer: str
):
    policy = demo.policy_for(therapist_id)
    reply = expected_reply(policy, kind, FRIDAY_NIGHT)
    assert tell_reply(reply, policy, FRIDAY_NIGHT + asked_after) == answer


def test_an_unknown_reply_time_and_unknown_hours_are_admitted(demo: PracticeRecord):
    email = Channel(ChannelKind.EMAIL, Status.OFFERED, address="a@example.org", purposes=("admin",))
    silent = replace(demo, channels=(demo.channels[0], email), therapists=(), hours=None)
    assert tell_reply(
        expected_reply(silent.policy_for(None), ChannelKind.EMAIL, WEDNESDAY),
        silent.policy_for(None),
        WEDNESDAY,
    ) == ("Harbor Lane Therapy has not said how soon emails are answered. You can ask by phone: 503-555-0140.")
    timed = replace(email, reply=ReplyTime(2, ReplyUnit.BUSINESS_DAYS))
    policy = replace(silent, channels=(demo.channels[0], timed)).policy_for(None)
    assert tell_reply(expected_reply(policy, ChannelKind.EMAIL, WEDNESDAY), policy, WEDNESDAY) == (
        "Emails are answered within 2 business days, but Harbor Lane Therapy has not said when it is open, "
        "so no day can be named. You can ask by phone: 503-555-0140."
    )


def test_a_public_holiday_that_the_practice_is_silent_about_is_named(demo: PracticeRecord):
    policy = replace(demo, closed_on_public_holidays=None).policy_for("maya-okafor")
    told_reply = tell_reply(expected_reply(policy, ChannelKind.TEXT, WEDNESDAY), policy, WEDNESDAY)
    eve = datetime(2026, 11, 25, 10, 0, tzinfo=PORTLAND)
    told_on_eve = tell_reply(expected_reply(policy, ChannelKind.TEXT, eve), policy, eve)
    assert "public holiday" not in told_reply
    assert "Thanksgiving Day is a public holiday, and Harbor Lane Therapy has not said whether it is open." in (
        told_on_eve
    )


def test_who_has_already_written_is_told_of_an_absence(demo: PracticeRecord):
    policy = demo.policy_for("maya-okafor")
    answer = tell_reply(expected_reply(policy, ChannelKind.TEXT, WHILE_AWAY), policy, WHILE_AWAY)
    assert "Dr. Maya Okafor is away from Monday, December 14 to Friday, December 18" in answer
    assert "Daniel Reyes covers" in answer


@pytest.mark.parametrize(("permitted", "meanwhile"), [(True, ChannelKind.VOICEMAIL), (False, None)])
def test_a_voicemail_is_suggested_only_for_what_it_is_for(demo: PracticeRecord, permitted: bool, meanwhile: object):
    policy = demo.policy_for("daniel-reyes")
    voicemail = policy.channels[ChannelKind.VOICEMAIL]
    assert Purpose.BILLING in expand(voicemail.purposes or ())
    if not permitted:
        other = replace(voicemail, purposes=frozenset({"booking"}))
        policy = replace(policy, channels={**policy.channels, ChannelKind.VOICEMAIL: other})
    decision = decide(policy, Purpose.BILLING, ChannelKind.PHONE, FRIDAY_NIGHT)
    assert decision.meanwhile == (policy.channels[ChannelKind.VOICEMAIL] if meanwhile else None)
