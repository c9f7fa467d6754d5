"""The forms of the facts against five sample practices: what is untouched stays, what is typed is what is saved."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

from bot.practice.editing import changed
from bot.practice.fields import Change
from bot.practice.lined_yaml import PracticeFileError
from bot.practice.practice_file import document, import_record, record_of
from bot.practice.record import STATEMENT_KEYS, ChannelKind, PracticeRecord, Status
from bot.staff.roles import Role
from bot.website.console.facts import tasks
from bot.website.console.facts.parts import Document
from bot.website.console.facts.parts import Path as FieldPath
from bot.website.console.facts.permissions import may_edit
from bot.website.console.facts.plain_words import describe_change
from bot.website.console.facts.previews import Previewer
from bot.website.console.words import words
from bot.words.files import WordFiles

FILES = [Path("bot/database/demo_practice.yml"), *sorted(Path("tests/practice/samples").glob("*.yml"))]
PREVIEWER = Previewer(WordFiles(Path("data")), datetime(2026, 11, 20, 20, 0, tzinfo=timezone.utc), 24)


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def sample(request: pytest.FixtureRequest) -> PracticeRecord:
    return import_record(request.param.read_text("utf-8"))


@pytest.fixture(scope="module")
def demo() -> Document:
    return document(import_record(FILES[0].read_text("utf-8")))


def everything(path: FieldPath) -> bool:
    return True


def forms(content: Document) -> Iterator[tasks.Form]:
    for task in tasks.names():
        yield tasks.form(task, content)
        for therapist in tasks.therapists(content) if task not in tasks.FOR_ALL else ():
            yield tasks.form(task, content, therapist)


def type_in(
    content: Document, form: tasks.Form, typed: dict[str, str | list[str]], role: Role = Role.THERAPIST
) -> Document:
    """The document after somebody changed these controls of a form and left the others."""

    def may(path: FieldPath) -> bool:
        return may_edit(role, path)

    posted = {**form.show(content), **{name: [each] if isinstance(each, str) else each for name, each in typed.items()}}
    edited = copy.deepcopy(content)
    form.write(edited, form.typed(content, posted, may), may)
    return edited


@pytest.mark.parametrize("role", Role)
def test_a_form_that_is_opened_and_saved_changes_nothing(sample: PracticeRecord, role: Role):
    content = document(sample)
    for form in forms(content):
        assert record_of(type_in(content, form, {}, role)) == sample, (form.task, form.therapist)


def test_the_forms_hold_the_whole_record(sample: PracticeRecord):
    """Without a word in any form, nothing is left of the record but that there are therapists."""
    content = document(sample)
    for form in list(forms(content)):
        if form.task != "replies":
            form.write(content, {}, everything)
    kept = {key: value for key, value in content.items() if value not in ({}, "not recorded")}
    left = {key: each for key, each in kept.items() if each and key != "therapists"}
    assert left == {}
    assert all(not any(each.values()) for each in kept["therapists"].values())


def test_each_statement_has_one_place():
    content = {"therapists": {}}
    keys = [
        part.path[-1] for task in tasks.names() for part in tasks.form(task, content).parts if "statements" in part.path
    ]
    assert sorted(keys) == sorted(STATEMENT_KEYS)


def test_each_channel_has_a_form():
    assert set(tasks.CHANNELS) == {kind.value for kind in ChannelKind}
    assert set(tasks.CHANNELS) < set(tasks.names())


@pytest.mark.parametrize(
    ("task", "therapist", "typed", "changes"),
    [
        ("phone", None, {"channels.phone.address": "503-555-0177"}, [("channels.phone.address", "503-555-0177")]),
        (
            "hours",
            None,
            {"hours.friday.1.opens": "14:00", "hours.friday.1.closes": "16:00"},
            [("hours.friday", "09:00-13:00, 14:00-16:00")],
        ),
        ("hours", None, {"hours.monday.1.closes": "00:00"}, [("hours.monday", "09:00-12:30, 13:30-24:00")]),
        (
            "text",
            "maya-okafor",
            {"therapists.maya-okafor.channels.text.status": "not_offered"},
            [
                ("therapists.maya-okafor.channels.text", "not offered"),
                *[(f"therapists.maya-okafor.channels.text.{key}", None) for key in ("address", "purposes", "rules")],
                *[(f"therapists.maya-okafor.channels.text.{key}", None) for key in ("confidentiality", "reply")],
            ],
        ),
        (
            "text",
            None,
            {"channels.text.note": "Call us instead."},
            [
                ("channels.text", None),
                ("channels.text.status", "not offered"),
                ("channels.text.rules", "Call us instead."),
            ],
        ),
        ("email", None, {"channels.email.status": ""}, "channels.email"),
        (
            "email",
            None,
            {"channels.email.preferred": "yes"},
            [("channels.email.preferred", True), ("channels.phone.preferred", None)],
        ),
        (
            "email",
            None,
            {"channels.email.purposes": ["billing", "scheduling"]},
            [("channels.email.purposes", ["scheduling", "billing"])],
        ),
        (
            "replies",
            None,
            {
                "channels.email.reply_value": "24",
                "channels.email.reply_unit": "hours",
                "channels.email.reply_guaranteed": "yes",
            },
            [("channels.email.reply", "24 hours, guaranteed")],
        ),
        (
            "records",
            None,
            # The words were typed, and the choice above them passed over.
            {"statements.litigation_policy.text": "Ask Ruth."},
            [("statements.litigation_policy", "Ask Ruth.")],
        ),
        (
            "records",
            None,
            {"statements.record_policy.status": "not_offered"},
            [("statements.record_policy", "not offered")],
        ),
        (
            "closures",
            None,
            {"closures.0.remove": "yes", "practice.closed_on_public_holidays": ""},
            "closures and practice.closed_on_public_holidays",
        ),
        (
            "therapists",
            "daniel-reyes",
            {"therapists.daniel-reyes.aliases": "Dan\n\n Danny "},
            [("therapists.daniel-reyes.aliases", ["Dan", "Danny"])],
        ),
    ],
)
def test_what_is_typed_is_what_is_saved(
    demo: Document,
    task: str,
    therapist: str | None,
    typed: dict[str, str | list[str]],
    changes: list[tuple[str, object]] | str,
):
    found = changed(demo, type_in(demo, tasks.form(task, demo, therapist), typed))
    if isinstance(changes, str):
        roots = {".".join(each.field.split(".")[:2]) for each in found}
        assert roots == set(changes.split(" and "))
    else:
        assert {each.field: each.after for each in found} == dict(changes)


@pytest.mark.parametrize(
    ("task", "typed", "control", "fault"),
    [
        (
            "practice",
            {"practice.timezone": "Portland"},
            "practice.timezone",
            "This is not a time zone; write one such as",
        ),
        ("practice", {"practice.name": ""}, "practice.name", "This cannot be empty."),
        ("practice", {"practice.region": "Kent"}, "practice.region", "Use one of these codes: "),
        ("practice", {"policy.review_by": "soon"}, "policy.review_by", "Write a day as 2026-12-24."),
        ("phone", {"channels.phone.address": "12"}, "channels.phone.address", "12 is not a telephone number in US."),
        ("phone", {"channels.phone.status": "not_offered"}, "", "The practice needs a phone with a number"),
        ("email", {"channels.email.purposes": []}, "channels.email.purposes", "Tick at least one"),
        ("email", {"channels.email.reply_value": "soon"}, "channels.email.reply_value", "a number from 1 to 999"),
        ("replies", {"channels.email.reply_value": "0"}, "channels.email.reply_value", "a number from 1 to 999"),
        ("hours", {"hours.friday.0.opens": ""}, "hours.friday", "Give an opening and a closing time"),
        ("hours", {"hours.friday.0.closes": "08:00"}, "hours.friday", "09:00-08:00 ends before it begins."),
        ("closures", {"closures.3.reason": "training"}, "closures.3.first", "Choose the first day."),
        (
            "closures",
            {"closures.0.remove": "yes", "closures.1.until": "11:00"},
            "closures.1.until",
            "This is before the other time.",
        ),
        (
            "records",
            {"statements.record_policy.text": ""},
            "statements.record_policy.text",
            "Write what clients should read",
        ),
    ],
)
def test_a_fault_stands_beside_its_field_in_plain_words(
    demo: Document, task: str, typed: dict[str, str | list[str]], control: str, fault: str
):
    form = tasks.form(task, demo)
    edited = type_in(demo, form, typed)
    with pytest.raises(PracticeFileError) as caught:
        changed(demo, edited)
    posted = {**form.show(demo), **{name: [each] if isinstance(each, str) else each for name, each in typed.items()}}
    found = form.faults(caught.value.problems, posted)
    assert list(found) == [control]
    assert fault in found[control]


def test_reception_cannot_change_policy_even_by_hand(demo: Document):
    form = tasks.form("email", demo)
    typed = {
        "channels.email.rules": "Anything goes.",
        "channels.email.status": "not_offered",
        "channels.email.address": "a@b.example",
    }
    (change,) = changed(demo, type_in(demo, form, typed, Role.RECEPTION))
    assert change == Change("channels.email.address", "office@harborlane.example.org", "a@b.example")


@pytest.mark.parametrize(
    ("path", "daily"),
    [
        ("hours.monday", True),
        ("therapists.maya-okafor.hours", True),
        ("therapists.maya-okafor.absences", True),
        ("closures", True),
        ("channels.phone.address", True),
        ("therapists.maya-okafor.channels.text.address", True),
        ("channels.phone.purposes", False),
        ("channels.phone.reply", False),
        ("channels.phone", False),
        ("statements.cover", False),
        ("practice.emergency_number", False),
        ("therapists.maya-okafor.name", False),
        ("therapists.maya-okafor", False),
    ],
)
def test_reception_changes_the_daily_facts_and_a_therapist_all(path: str, daily: bool):
    assert may_edit(Role.RECEPTION, tuple(path.split("."))) is daily
    assert may_edit(Role.THERAPIST, tuple(path.split(".")))


def test_every_form_has_answers_that_can_be_read_aloud(sample: PracticeRecord):
    content = document(sample)
    for form in forms(content):
        for answer in PREVIEWER.answers(sample, form.task, form.therapist):
            for text in (answer.text, *(each for _, each in answer.by_therapist)):
                assert text
                assert not set("{}[]") & set(text), (form.task, text)
                assert "None" not in text, (form.task, text)


def test_the_answer_follows_what_is_typed(demo: Document):
    form = tasks.form("text", demo, "maya-okafor")
    edited = type_in(demo, form, {"therapists.maya-okafor.channels.text.status": "not_offered"})
    first, *_ = PREVIEWER.answers(record_of(edited), "text", "maya-okafor")
    assert first.question == "May my therapist and I text each other?"
    assert "Text messages are not used with Dr. Maya Okafor." in first.text


@pytest.mark.parametrize(
    ("change", "label", "before", "after"),
    [
        (Change("channels.phone.address", "1", "2"), "Phone · Number or address", "1", "2"),
        (
            Change("therapists.maya-okafor.channels.text.purposes", ["scheduling"], ["billing", "forms"]),
            "Dr. Maya Okafor · Texting · What it may be used for",
            "booking, moving or canceling a session",
            "bills and forms",
        ),
        (Change("channels.text", "not offered", None), "Texting", "not offered", "not recorded"),
        (Change("hours.friday", "closed", "09:00-13:00"), "Opening hours · Friday", "closed", "09:00-13:00"),
        (Change("statements.gift_policy", None, "No."), "Gifts", "not recorded", "No."),
        (Change("practice.closed_on_public_holidays", True, False), "Closed on public holidays", "yes", "no"),
    ],
)
def test_a_change_is_told_in_plain_words(demo: Document, change: Change, label: str, before: str, after: str):
    words_of_it = describe_change(change, tasks.therapists(demo), "US")
    assert (words_of_it.label, words_of_it.before, words_of_it.after) == (label, before, after)


def test_a_closure_is_told_as_added_or_taken_out():
    old = {
        "days": "2026-12-14 to 2026-12-18",
        "reason": "vacation",
        "cover": {"name": "Daniel Reyes", "contact": "503-555-0140"},
    }
    new = {"days": "2026-12-24", "from": "12:00"}
    found = describe_change(
        Change("therapists.maya-okafor.absences", [old], [new]), {"maya-okafor": "Dr. Maya Okafor"}, "US"
    )
    assert found.label == "Dr. Maya Okafor · time away"
    assert found.removed == ("December 14, 2026 to December 18, 2026, vacation; Daniel Reyes covers (503-555-0140)",)
    assert found.added == ("December 24, 2026 from 12:00",)


def test_every_field_of_the_record_has_words(sample: PracticeRecord):
    content = document(sample)
    known = {*words("facts")["details"].values(), *words("facts")["statements"].values()}
    assert known
    for change in changed(document(import_record(FILES[0].read_text("utf-8"))), content):
        label = describe_change(change, tasks.therapists(content), sample.country).label
        assert "_" not in label, label


def test_a_channel_that_is_off_keeps_what_the_record_has_besides(demo: Document):
    content = copy.deepcopy(demo)
    content["channels"]["text"] = {"status": "not offered", "address": "503-555-0142"}
    edited = type_in(content, tasks.form("text", content), {"channels.text.note": "Please call."})
    assert record_of(edited).channels[2].status is Status.NOT_OFFERED
    assert edited["channels"]["text"] == {"status": "not offered", "address": "503-555-0142", "rules": "Please call."}
