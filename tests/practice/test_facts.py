from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timezone

import pytest

from bot.practice.facts import FACT_KEYS, UnknownFactError, describe
from bot.practice.practice_file import import_record
from bot.practice.record import STATEMENT_KEYS, PracticeRecord, Statement, Status

# A Saturday afternoon in Oregon, five days before Thanksgiving.
NOW = datetime(2026, 11, 21, 23, 0, tzinfo=timezone.utc)
BARE = {"practice_name", "practice_phone", "emergency_number"}
EMPTY = import_record(
    "practice: {name: Elm Street, country: GB, timezone: Europe/London, emergency_number: '999'}\n"
    "channels: {phone: {address: 020 7946 0000}}\n"
)
# What a record cannot be without, so that there is no gap to admit.
ALWAYS_KNOWN = {"channels", "phone", "timezone"}

PLACEHOLDERS = [
    "channels",
    "permitted_uses",
    "phone",
    "preferred_channel",
    "office_hours",
    "open_now",
    "after_hours_handling",
    "timezone",
    "holidays",
    "response_times",
    "emergency_number",
    "crisis_lines",
    "urgent_process",
    "cover",
    "absence_notice",
    "between_session_support",
    "booking_method",
    "cancellation_window",
    "cancel_channel",
    "late_cancel_fee",
    "late_grace",
    "no_show_fee",
    "reminders",
    "reminder_opt_out",
    "contact_fees",
    "text_allowed",
    "text_number",
    "email_allowed",
    "email_address",
    "postal_address",
    "email_encryption",
    "portal",
    "telehealth_platform",
    "backup_phone",
    "dropped_call_plan",
    "message_readers",
    "record_policy",
    "records_request",
    "recording_policy",
    "jurisdiction",
    "consent_forms",
    "revocation_method",
    "minors_policy",
    "age_of_consent",
    "third_party_policy",
    "social_media_policy",
    "search_engine_policy",
    "reviews_policy",
    "gift_policy",
    "post_therapy_policy",
    "public_encounter_policy",
    "complaints_contact",
    "complaints_body",
    "licensing_body",
    "text_therapy",
    "languages",
    "relay",
    "accessibility",
    "client_location",
    "why_boundaries",
    "confidentiality_limits",
    "policy_dates",
    "practice_name",
    "practice_phone",
]


def test_every_placeholder_of_the_answers_is_a_fact():
    assert set(PLACEHOLDERS) <= FACT_KEYS


# These stand beside what says whether the channel is used at all, and add nothing where it is not.
BESIDE_A_CHANNEL = {"text_reply", "email_reply", "portal_reply", "reply_if_written_now"}


@pytest.mark.parametrize("key", sorted(FACT_KEYS - BARE - BESIDE_A_CHANNEL))
@pytest.mark.parametrize("therapist_id", [None, "maya-okafor", "daniel-reyes", "gone"])
def test_a_fact_is_whole_sentences(demo: PracticeRecord, key: str, therapist_id: str | None):
    told = describe(key, demo, therapist_id, NOW)
    assert told[0].isupper()
    assert told.endswith(".")
    assert not set("{}[]") & set(told)
    assert "  " not in told
    assert ".." not in told


@pytest.mark.parametrize("key", sorted(FACT_KEYS - BARE - ALWAYS_KNOWN - BESIDE_A_CHANNEL))
def test_a_fact_that_nobody_recorded_is_said_to_be_unknown_and_how_to_ask(key: str):
    told = describe(key, EMPTY, None, NOW)
    assert "Elm Street has not said" in told
    assert "020 7946 0000" in told


@pytest.mark.parametrize(
    ("therapist_id", "key", "told"),
    [
        ("maya-okafor", "text_reply", "Text messages are usually answered within 1 business day."),
        ("maya-okafor", "email_reply", ""),
        ("daniel-reyes", "portal_reply", "Portal messages are answered within 2 business days."),
        ("daniel-reyes", "text_reply", ""),
    ],
)
def test_reply_time_of_a_channel_is_told_where_it_is_used(demo: PracticeRecord, therapist_id, key, told):
    assert describe(key, demo, therapist_id, NOW).replace("Harbor Lane Portal", "Portal") == told


@pytest.mark.parametrize(
    ("therapist_id", "told"),
    [
        (
            "maya-okafor",
            "If you send something now by voicemail or by text message, you can usually expect an answer by "
            "Tuesday, November 24 at 5:00 pm. If you send something now through the Harbor Lane Portal, you can "
            "usually expect an answer by Wednesday, November 25 at 5:00 pm.",
        ),
        ("gone", "by voicemail"),
    ],
)
def test_what_is_written_now_has_a_day_for_its_answer(demo: PracticeRecord, therapist_id: str, told: str):
    assert told in describe("reply_if_written_now", demo, therapist_id, NOW)


def test_without_a_reply_time_no_day_is_named():
    assert describe("reply_if_written_now", EMPTY, None, NOW) == ""


@pytest.mark.parametrize("key", STATEMENT_KEYS)
def test_not_offered_is_said_and_is_no_gap(key: str):
    told = describe(key, replace(EMPTY, statements=(Statement(key, Status.NOT_OFFERED),)), None, NOW)
    assert told.endswith(".")
    assert "has not said" not in told


def test_an_unknown_fact_is_refused(demo: PracticeRecord):
    with pytest.raises(UnknownFactError):
        describe("shoe_size", demo, None, NOW)


@pytest.mark.parametrize(
    ("key", "therapist_id", "told"),
    [
        (
            "text_allowed",
            "maya-okafor",
            "You may text Dr. Maya Okafor at 503-555-0142. Text messages are for booking, moving or "
            "canceling a session. Please write only your first name and what you need moved, nothing about "
            "therapy. Text messages are not private. They can be seen on your phone and on hers.",
        ),
        (
            "text_allowed",
            "daniel-reyes",
            "Text messages are not used with Daniel Reyes. The best way to reach Daniel Reyes is through the "
            "Harbor Lane Portal (https://portal.harborlane.example.org).",
        ),
        (
            "text_number",
            None,
            "The number for text messages to Dr. Maya Okafor is 503-555-0142. There is no number for text "
            "messages to Daniel Reyes, because texts are not used.",
        ),
        (
            "reminders",
            None,
            "Reminders go out by email two days before a session. For Dr. Maya Okafor: Reminders go out by "
            "text the day before a session.",
        ),
        (
            "office_hours",
            "daniel-reyes",
            "Open hours are Tuesday to Thursday 11:00 am to 7:00 pm; Saturday 9:00 am to 1:00 pm. "
            "Closed: Monday, Friday and Sunday.",
        ),
        (
            "holidays",
            None,
            "Harbor Lane Therapy is closed on public holidays. The next one is Thanksgiving Day on Thursday, "
            "November 26. It is also closed on Friday, November 27 (the day after Thanksgiving), on "
            "Thursday, December 24 from noon (Christmas Eve) and from Monday, December 28 to "
            "Thursday, December 31 (winter break).",
        ),
        (
            "cover",
            "maya-okafor",
            "Dr. Maya Okafor is away from Monday, December 14 to Friday, December 18 (vacation). During that "
            "time, Daniel Reyes covers (503-555-0140). When your therapist is away, another therapist of the "
            "practice covers. Call the office and the front desk puts you through.",
        ),
        (
            "open_now",
            None,
            "Harbor Lane Therapy is closed now. It opens again Monday, November 23 at 9:00 am.",
        ),
        ("emergency_number", None, "911"),
        ("practice_phone", "maya-okafor", "503-555-0140"),
    ],
)
def test_the_demo_practice_tells(demo: PracticeRecord, key: str, therapist_id: str | None, told: str):
    assert describe(key, demo, therapist_id, NOW) == told


def test_one_therapist_alone_is_meant_without_being_named(demo: PracticeRecord):
    solo = replace(demo, therapists=demo.therapists[:1])
    assert describe("text_allowed", solo, None, NOW).startswith("You may text Dr. Maya Okafor at 503-555-0142.")


def test_a_policy_past_its_review_says_so(demo: PracticeRecord):
    overdue = replace(demo, review_by=date(2026, 11, 1))
    assert "due for a new look by November 1, 2026" in describe("policy_dates", overdue, None, NOW)


# What is a client's right, whatever a practice does: it is never said not to be there.
RIGHTS = ["records_request", "complaints_contact", "complaints_body", "licensing_body", "relay", "reminder_opt_out"]


@pytest.mark.parametrize("key", [*RIGHTS, "confidentiality_limits"])
def test_a_right_is_not_refused(key: str):
    told = describe(key, replace(EMPTY, statements=(Statement(key, Status.NOT_OFFERED),)), None, NOW)
    assert not {"cannot", "nobody", "no"} & set(told.lower().replace(",", "").replace(".", "").split())
    assert key == "confidentiality_limits" or "020 7946 0000" in told


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (datetime(2026, 8, 28, 12, tzinfo=timezone.utc), "This policy holds from September 1, 2026 (version 4)."),
        (NOW, "This policy has been in force since September 1, 2026 (version 4)."),
    ],
)
def test_a_policy_that_holds_later_says_from_when(demo: PracticeRecord, now: datetime, told: str):
    assert describe("policy_dates", demo, None, now).startswith(told)


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("America/Los_Angeles", "Pacific time"),
        ("America/Toronto", "Eastern time"),
        ("America/Denver", "Mountain time"),
        ("Europe/London", "UK time"),
        ("Europe/Berlin", "Central European time"),
        ("Asia/Kolkata", "India time"),
    ],
)
def test_times_name_the_zone_that_people_know(demo: PracticeRecord, zone: str, said: str):
    assert describe("timezone", replace(demo, timezone=zone), None, NOW) == f"All times are {said}."


def test_an_absence_is_told_wherever_an_answer_is_promised(demo: PracticeRecord):
    away = datetime(2026, 12, 15, 18, 0, tzinfo=timezone.utc)
    for key in ("response_times", "text_reply", "portal_reply", "reply_if_written_now"):
        told = describe(key, demo, "maya-okafor", away)
        assert "Dr. Maya Okafor is away from Monday, December 14 to Friday, December 18" in told
        assert "Daniel Reyes covers (503-555-0140)" in told
