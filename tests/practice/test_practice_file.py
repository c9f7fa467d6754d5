from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.practice.practice_file import (
    PracticeFileError,
    document,
    export_record,
    import_record,
    read_document,
    record_of,
)
from bot.practice.record import ChannelKind, PracticeRecord, Statement, Status
from tests.practice.conftest import DEMO_FILE

SMALLEST = """\
practice:
  name: Elm Street Counselling
  country: GB
  timezone: Europe/London
  emergency_number: "999"
channels:
  phone:
    address: 020 7946 0000
"""


def test_an_export_read_again_is_the_same_record(demo: PracticeRecord):
    assert import_record(export_record(demo)) == demo


def test_an_export_holds_the_document(demo: PracticeRecord):
    assert read_document(export_record(demo)) == document(demo)
    assert record_of(document(demo)) == demo


def test_the_smallest_file_is_a_record_full_of_gaps():
    record = import_record(SMALLEST)
    policy = record.policy_for(None)
    assert record.phone == "020 7946 0000"
    assert policy.hours is None
    assert policy.channels[ChannelKind.TEXT].status is Status.NOT_RECORDED
    assert policy.statement("gift_policy").status is Status.NOT_RECORDED


def test_not_offered_and_not_recorded_stay_apart():
    text = SMALLEST + "  text: not offered\n  email: not recorded\n"
    text += "statements:\n  no_show_fee: not offered\n  gift_policy: not recorded\n"
    record = import_record(text)
    policy = import_record(export_record(record)).policy_for(None)
    assert policy.channels[ChannelKind.TEXT].status is Status.NOT_OFFERED
    assert policy.channels[ChannelKind.EMAIL].status is Status.NOT_RECORDED
    assert policy.statement("no_show_fee").status is Status.NOT_OFFERED
    assert policy.statement("gift_policy").status is Status.NOT_RECORDED


@pytest.mark.parametrize(
    ("replaced", "by", "problem"),
    [
        ("practice:", "practice: [", "not YAML"),
        ("name: Elm Street Counselling", f"name: {'x' * 201}", "line 2: name: has 201 characters; 200 is the most"),
        ("country: GB", "country: Britain", "line 3: country: write the country as its two letters"),
        ("country: GB", "country: GB\n  region: Kent", "line 4: region: is not a region of GB"),
        ("Europe/London", "Europe/Londres", "line 4: timezone: is not a time zone"),
        ("  name: Elm Street Counselling\n", "", "'name' is missing"),
        ("020 7946 0000", "12", "line 8: address: 12 is not a telephone number in GB"),
        ("phone:", "telephone:", "line 7: telephone: is not known here"),
        ("    address: 020 7946 0000", "    rules: Call us.", "the practice needs a phone with an address"),
        ("channels:", "hours: {monday: 9 to 5}\nchannels:", "line 6: monday: write 'closed', or times as"),
        (
            "channels:",
            "hours: {monday: 09:00-25:00}\nchannels:",
            "line 6: monday: 25:00 is not a time of day",
        ),
        ("channels:", "hours: {monday: 17:00-09:00}\nchannels:", "monday: 17:00-09:00 ends before it begins"),
        (
            "channels:",
            "hours: {monday: '09:00-13:00, 12:00-17:00'}\nchannels:",
            "monday: 12:00-17:00 begins before the time ahead of it ends",
        ),
        ("channels:", "hours: {monday: closed}\nchannels:", "no day has hours"),
        ("channels:", "closures: [{days: Christmas}]\nchannels:", "line 6: days: write the days as"),
        ("channels:", "closures: [{days: 2026-12-24 to 2026-12-01}]\nchannels:", "ends before it begins"),
        ("channels:", "closures: [{days: 2026-02-30}]\nchannels:", "days: write the days as"),
        ("channels:", "statements: {gifts: none}\nchannels:", "line 6: gifts: is not known here"),
        ("channels:", "statements: {gift_policy: 'a {b}'}\nchannels:", "must not contain { }"),
        ("channels:", "statements: {gift_policy: [a]}\nchannels:", "gift_policy: must be words"),
        ("channels:", "therapists: {Dr. Lee: {name: Lee}}\nchannels:", "a therapist's key has small letters"),
        ("channels:", "therapists: {lee: {role: nurse}}\nchannels:", "line 6: lee: 'name' is missing"),
        ("    address", "    reply: soon\n    address", "line 8: reply: write it as '24 hours'"),
        ("    address", "    reply: 0 days\n    address", "line 8: reply: write it as '24 hours'"),
        ("    address", "    purposes: [emergency]\n    address", "line 8: purposes: 'emergency' cannot be"),
        ("    address", "    purposes: admin\n    address", "line 8: purposes: must be a list such as"),
        ("    address", "    preferred: maybe\n    address", "line 8: preferred: write yes or no"),
        (
            "  phone:",
            "  email: {address: office}\n  phone:",
            "line 7: address: office is not an e-mail address",
        ),
        (
            "  phone:",
            "  portal: {address: http://x}\n  phone:",
            "is not a web address that begins with https",
        ),
        ("  phone:", "  email: no\n  phone:", "line 7: email: write 'not offered', 'not recorded', or its"),
        ("practice:", "practice:\n  name: Twice", "line 3: name: is here for a second time"),
    ],
)
def test_a_fault_is_named_with_its_line(replaced: str, by: str, problem: str):
    assert replaced in SMALLEST
    with pytest.raises(PracticeFileError) as caught:
        import_record(SMALLEST.replace(replaced, by, 1))
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("written", "read"),
    [("000", "000"), ("'000'", "000"), ("112", "112"), ("0x1F", "0x1F"), ("1.10", "1.10")],
)
def test_numbers_stay_as_they_were_written(written: str, read: str):
    record = import_record(SMALLEST.replace('"999"', written))
    assert record.emergency_number == read
    assert import_record(export_record(record)) == record


@pytest.mark.parametrize(
    "text",
    ["yes", "null", "7", "2026-01-01", "- a", "a: b", "# a", "'a", '"', "&a", "*a", "!a", "ü ß 🙂", "a\tb"],
)
def test_any_words_survive_export_and_import(text: str):
    record = import_record(SMALLEST)
    statement = Statement("gift_policy", Status.OFFERED, " ".join(text.split()))
    assert import_record(export_record(replace(record, statements=(statement,)))).statements == (statement,)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_but_never_breaks(data: st.DataObject):
    lines = DEMO_FILE.read_text(encoding="utf-8").splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        index = data.draw(st.integers(0, len(lines) - 1))
        damage = st.sampled_from(["", "  ", "- ", "-", ":", "x: 1", "{", "[", "? a", "&a *a", "!!int a", "\t", "1:"])
        lines[index] = data.draw(
            st.sampled_from([lines[index][2:], "  " + lines[index], data.draw(damage) + lines[index], "null"]) | damage
        )
    with suppress(PracticeFileError):
        import_record("\n".join(lines))


def test_all_faults_are_found_in_one_reading():
    faulty = SMALLEST.replace("GB", "??").replace("Europe/London", "nowhere") + "fees: 10\n"
    with pytest.raises(PracticeFileError) as caught:
        import_record(faulty)
    assert [problem.line for problem in caught.value.problems] == [3, 4, 9]


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b\n", "practice: 7\n"])
def test_what_is_no_record_is_refused(text: str):
    with pytest.raises(PracticeFileError):
        import_record(text)


def test_only_one_channel_is_preferred():
    text = SMALLEST + "    preferred: yes\n  voicemail:\n    preferred: yes\n"
    with pytest.raises(PracticeFileError, match="only one channel can be the preferred one"):
        import_record(text)


WITH_SIGN = "18 Harbor Lane, Suite #3, Portland, OR 97209"


def test_a_number_sign_that_would_cut_a_value_is_refused_with_the_remedy():
    text = DEMO_FILE.read_text("utf-8")
    cut = text.replace("address: 18 Harbor Lane, Suite 3, Portland", "address: 18 Harbor Lane, Suite #3, Portland")
    with pytest.raises(PracticeFileError) as caught:
        import_record(cut)
    (problem,) = caught.value.problems
    assert "Suite #3" in cut.splitlines()[problem.line - 1]
    assert 'put the whole value in "quotes"' in problem.message
    quoted = cut.replace("18 Harbor Lane, Suite #3, Portland, OR 97209", f'"{WITH_SIGN}"')
    letter = next(each for each in import_record(quoted).channels if each.kind.value == "letter")
    assert letter.address == WITH_SIGN
    import_record(text.replace("  region: OR", "  region: OR # our state"))
