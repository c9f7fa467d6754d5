"""A record that contradicts itself is told so, in plain words with the field to mend; sound ones are clean."""

# ruff: noqa: E501 - a table of faults, one a line

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.practice.check import check, report
from bot.practice.practice_file import import_record
from tests.practice.conftest import DEMO_FILE

TODAY = date(2026, 11, 28)
SAMPLES = sorted(Path(__file__).with_name("samples").glob("*.yml"))
OKAFOR = "therapists.maya-okafor"

# (name, what is replaced in the demo's file, by what, field to mend, words of the finding)
FAULTS = [
    ("text may cancel, only the phone is named", "text 503-555-0142, call the office, or use the portal. What", "call the office. What", "channels.text.purposes", "names only other ways"),
    ("email may book, and is not named", "Book with the front desk by phone, by email, or in the portal.", "Book by phone.", "channels.email.purposes", "book a session"),
    ("sent to email that is not used", "Book by phone, by text message, or in the portal.", "Book by phone, text message, portal or email.", f"{OKAFOR}.statements.booking_method", "not open"),
    ("records by email, which is not for records", "To see your record, call the office, or send a request", "To see your record, email us, call the office, or send a request", "statements.records_request", "not open"),
    ("consent taken back by letter", "in person, by phone, or in the portal under Settings.", "in person, by phone, by letter, or in the portal.", "statements.revocation_method", "not open"),
    ("support by video call that nobody uses", "  video:\n    name: the video room in the Harbor Lane Portal\n    address: https://portal.harborlane.example.org/video\n    purposes: [clinical]\n    rules: Video is for booked sessions. Your link is in the portal ten minutes before the session.\n    confidentiality: Video sessions are encrypted and are not recorded.\n", "  video: not offered\n", "statements.telehealth_procedure", "video is not offered"),
    ("letters that nobody takes", "  letter:\n    address: 18 Harbor Lane, Suite 3, Portland, OR 97209\n    purposes: [billing, forms, documents, records]\n    rules: Letters are opened by the front desk.\n    reply: 10 business days\n", "  letter: not offered\n", "statements.records_request", "letter"),
    ("a number from elsewhere", "call 503-555-0140 and say it is urgent", "call 503-555-0199 and say it is urgent", "statements.urgent_process", "503-555-0199"),
    ("an old number in a rule", "Leave your name, your number and one sentence", "Call 503-555-0177 for that. Leave your name", "channels.voicemail.rules", "503-555-0177"),
    ("an old mail address", "Reminders go out by email two days before a session.", "Reminders go out from hello@oldname.example.org two days before.", "statements.reminders", "hello@oldname.example.org"),
    ("somebody who has left", "Only Dr. Okafor reads your texts", "Only Dr. Whitman reads your texts", f"{OKAFOR}.statements.message_readers", "Dr. Whitman"),
    ("a stranger in the licensing", "Dr. Okafor is licensed by", "Dr. Lindqvist is licensed by", "statements.licensing_body", "Dr. Lindqvist"),
    ("another state", "The therapists here are licensed in Oregon.", "The therapists here are licensed in California.", "statements.jurisdiction", "California"),
    ("to be in another state", "You need to be\n    in Oregon.", "You need to be\n    in Washington.", "statements.client_location", "Washington"),
    ("a zone of another country", "timezone: America/Los_Angeles", "timezone: Europe/London", "practice.timezone", "not a time zone of United States"),
    ("an emergency number of another country", 'emergency_number: "911"', 'emergency_number: "999"', "practice.emergency_number", "999"),
    ("away without cover", "        cover:\n          name: Daniel Reyes\n          contact: 503-555-0140\n", "", f"{OKAFOR}.absences", "nobody is named who covers"),
    ("cover without a number", "          name: Daniel Reyes\n          contact: 503-555-0140\n", "          name: Daniel Reyes\n", f"{OKAFOR}.absences", "not said how to reach Daniel Reyes"),
    ("covers herself", "          name: Daniel Reyes\n", "          name: Dr. Okafor\n", f"{OKAFOR}.absences", "cover for their own time away"),
    ("both away at once", "2027-01-05 to 2027-01-07", "2026-12-16 to 2026-12-17", f"{OKAFOR}.absences", "away at that time too"),
    ("review before the start", "review_by: 2027-09-01", "review_by: 2026-08-01", "policy.review_by", "comes before"),
    ("review long due", "review_by: 2027-09-01", "review_by: 2026-10-01", "policy.review_by", "was due on October 1, 2026"),
    ("a closure twice", "  - days: 2026-11-27\n", "  - days: 2026-11-27\n  - days: 2026-11-27\n", "closures", "in the list twice"),
    ("closures that meet", "2026-12-28 to 2026-12-31", "2026-12-24 to 2026-12-31", "closures", "in the list twice"),
    ("closed on a holiday anyway", "  - days: 2026-11-27\n", "  - days: 2026-11-26\n", "closures", "Thanksgiving Day"),
    ("away twice", "      - days: 2026-12-14 to 2026-12-18\n", "      - days: 2026-12-16\n        cover: {name: Daniel Reyes, contact: 503-555-0140}\n      - days: 2026-12-14 to 2026-12-18\n", f"{OKAFOR}.absences", "in the list twice"),
    ("no right to the record", "  records_request: >-\n    To see your record, call the office, or send a request in the portal or by letter. The front desk answers within\n    ten business days.\n", "  records_request: not offered\n", "statements.records_request", "cannot be refused"),
    ("no complaints", "  complaints_body: >-\n    You may also complain to the Oregon board that licenses your therapist. The front desk gives you the name\n    and address, and asks no questions.\n", "  complaints_body: not offered\n", "statements.complaints_body", "cannot be refused"),
    ("no relay calls", "  relay: Relay calls are welcome at 503-555-0140. You can also reach relay services by dialing 711.\n", "  relay: not offered\n", "statements.relay", "cannot be refused"),
    ("no limits of confidentiality", "  confidentiality_limits: >-\n    What you say stays private, with limits: someone in danger, a child or an older person being harmed, or a\n    court order. The form you signed lists them, and your therapist goes through them with you.\n", "  confidentiality_limits: not offered\n", "statements.confidentiality_limits", "cannot be refused"),
    ("two windows", "canceled with less than 24 hours of notice", "canceled with less than 48 hours of notice", "statements.late_cancel_fee", "48 hours"),
    ("urgent by email", "purposes: [scheduling, billing, forms]", "purposes: [scheduling, billing, forms, urgent]", "channels.email.purposes", "Urgent"),
    ("free and billed", "  contact_fees: >-\n    Short calls and messages are free. A call over 15 minutes is billed by the quarter hour, and your therapist\n    tells you before it starts to cost.\n", "  contact_fees: not offered\n", "statements.contact_fees", None),
    ("encrypted and not", "Email is not fully private. The front desk", "Emails are encrypted. The front desk", "statements.email_encryption", "encrypted"),
    ("one name for two", "aliases: [Daniel, Mr. Reyes", "aliases: [Daniel, Maya, Mr. Reyes", "therapists.daniel-reyes.aliases", "Maya"),
    ("hours that mean days", "    reply: 2 business days\n  portal:", "    reply: 48 business hours\n  portal:", "channels.email.reply", "2 business days"),
]  # fmt: skip


@pytest.mark.parametrize("path", [DEMO_FILE, *SAMPLES], ids=lambda path: path.stem)
def test_a_sound_record_is_clean(path: Path):
    assert check(import_record(path.read_text("utf-8")), TODAY).contradictions == ()


def test_there_are_at_least_thirty_faults():
    assert len(FAULTS) >= 30


@pytest.mark.parametrize(("old", "new", "field", "words"), [fault[1:] for fault in FAULTS], ids=[f[0] for f in FAULTS])
def test_a_fault_is_named_with_its_field(demo_text: str, old: str, new: str, field: str, words: str | None):
    assert old in demo_text
    text = demo_text.replace(old, new, 1)
    if words is None:
        words = "speak of a cost"
        text = text.replace("Calls are short;", "Calls are billed by the minute;")
    found = check(import_record(text), TODAY).contradictions
    assert any(each.field == field and words in each.message for each in found), [str(each) for each in found]


def test_what_is_missing_is_listed_and_is_no_contradiction(demo_text: str):
    checked = check(import_record(demo_text), TODAY)
    assert [each.field for each in checked.gaps] == ["statements.litigation_policy", "statements.policy_changes"]
    assert "Nothing contradicts itself." in report(checked)
