"""First set-up, for administrators: a record of one's own, a checklist, ten answers to read, and "go live"."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import holidays
import phonenumbers
from babel import Locale
from babel.dates import get_timezone_name
from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from bot.helplines.directory import Wanted, contacts_for
from bot.practice.leftovers import is_demo, leftovers
from bot.practice.lined_yaml import PracticeFileError
from bot.practice.practice_file import document, record_of
from bot.practice.record import Channel, ChannelKind, PracticeRecord, Status
from bot.practice.store import load_record, save_record
from bot.staff import audit
from bot.staff.roles import Role
from bot.topics.topic import Topic
from bot.website.console.access import allowed, services, signed_in
from bot.website.console.words import words
from bot.website.stage import BEGUN, WENT_LIVE, Stage, stage_of
from bot.words.preview import filled, paragraphs

blueprint = Blueprint("set_up", __name__)
HOME = "staff.set_up.page"

# Old names of the tz database that stand beside the zones people live in.
_OLD = ("Etc/", "US/", "Canada/", "Brazil/", "Chile/", "Mexico/", "SystemV/", "posix/", "right/")


@dataclass(frozen=True)
class Step:
    """A line of the checklist.

    Attributes:
        key: its words in data/wording/console/set_up.yml.
        task: the form of facts where it is done.
        needed: whether the practice cannot go live without it.
    """

    key: str
    task: str
    done: bool
    needed: bool = True


@dataclass(frozen=True)
class Read:
    """An answer as clients will read it."""

    topic: Topic
    paragraphs: list[str]


@blueprint.get("/set-up")
@allowed(Role.ADMINISTRATOR)
def page() -> str:
    return _page()


@blueprint.post("/set-up/begin")
@allowed(Role.ADMINISTRATOR)
def begin() -> str | Response | tuple[str, int]:
    """Put an empty record of the practice's own in place of the demo's; every version stays in the history."""
    typed = {key: " ".join(request.form.get(key, "").split()) for key in ("name", "country", "timezone", "phone")}
    try:
        record = _first_record(typed)
    except PracticeFileError as error:
        fields = {problem.path[-1] if problem.path else "": problem.reason for problem in error.problems}
        return _page(typed, {("phone" if key == "address" else key): says for key, says in fields.items()}), 422
    except phonenumbers.NumberParseException:
        return _page(typed, {"phone": words("set_up")["wrong_phone"]}), 422
    with services().database.session() as database:
        if not is_demo(load_record(database)):
            flash(words("set_up")["begun_already"], "error")
            return redirect(url_for(HOME))
        save_record(database, record, signed_in().name, words("set_up")["note"])
        audit.record(database, signed_in().name, BEGUN, record.name)
    flash(words("set_up")["begun"])
    return redirect(url_for(HOME))


@blueprint.post("/set-up/go-live")
@allowed(Role.ADMINISTRATOR)
def go_live() -> Response:
    """Let clients be answered, by somebody who has read these answers and no others."""
    with services().database.session() as database:
        record = load_record(database)
        steps, answers = checklist(record), _answers(record)
        if any(step.needed and not step.done for step in steps):
            return _say("not_done")
        if request.form.get("read") != _digest(answers, record) or not request.form.get("sure"):
            return _say("read_again")
        audit.record(database, signed_in().name, WENT_LIVE, record.name, {"read": _digest(answers, record)})
    flash(words("set_up")["live"])
    return redirect(url_for(HOME))


def checklist(record: PracticeRecord) -> list[Step]:
    """The few things that are needed to go live, in the order in which people know them."""
    policy = record.policy_for(None)
    said = {each.key for each in record.statements if each.status is not Status.NOT_RECORDED}
    ways = [each for each in policy.channels.values() if each.status is not Status.NOT_RECORDED]
    own = not any(leftovers(record))
    return [
        Step("phone", "phone", bool(record.phone)),
        Step("therapists", "therapists", bool(record.therapists)),
        Step("hours", "hours", record.hours is not None),
        Step("channels", "text", len(ways) > 1),
        Step("urgent", "emergencies", "urgent_process" in said),
        Step("complaints", "complaints", bool(said & {"complaints_contact", "complaints_body"})),
        Step("cancel", "sessions", bool(said & {"cancel_channel", "cancellation_window"}), needed=False),
        Step("own", "practice", own),
    ]


def _page(typed: dict[str, str] | None = None, errors: dict[str, str] | None = None) -> str:
    with services().database.session() as database:
        record = load_record(database)
        stage = _stage(database)
    steps, answers = checklist(record), _answers(record)
    return render_template(
        "set_up/page.html",
        stage=stage.value,
        practice=record.name,
        steps=steps,
        left=sum(step.needed and not step.done for step in steps),
        said=words("set_up"),
        answers=answers,
        read=_digest(answers, record),
        leftovers=list(leftovers(record)),
        countries=_countries(),
        zones=_zones(),
        typed=typed or {"name": "", "country": "US", "timezone": "", "phone": ""},
        errors=errors or {},
    )


def _stage(database: Session) -> Stage:
    return stage_of(database, services().live.current())


def _first_record(typed: dict[str, str]) -> PracticeRecord:
    """What is known at the first minute; all else is not recorded, and clients are told so.

    Raises:
        PracticeFileError, phonenumbers.NumberParseException: what was typed cannot be used.
    """
    number = phonenumbers.parse(phonenumbers.convert_alpha_characters_in_number(typed["phone"]), typed["country"])
    if not phonenumbers.is_possible_number(number):
        raise phonenumbers.NumberParseException(phonenumbers.NumberParseException.NOT_A_NUMBER, typed["phone"])
    emergency = contacts_for(typed["country"], services().contacts.lines(), Wanted("suicide")).emergency_number
    phone = Channel(ChannelKind.PHONE, Status.OFFERED, address=typed["phone"])
    record = PracticeRecord(typed["name"], typed["country"], typed["timezone"], emergency, channels=(phone,))
    return record_of(document(record))


def _answers(record: PracticeRecord) -> list[Read]:
    files, hours = services().word_files, services().retention.hours()
    now, found = datetime.now(timezone.utc), []
    previewed: list[str] = words("set_up")["previewed"]
    for topic in files.topics():
        if topic.id in previewed:
            found.append(Read(topic, paragraphs(filled(topic.answer, record, None, now, hours))))
    return sorted(found, key=lambda each: previewed.index(each.topic.id))


def _digest(answers: list[Read], record: PracticeRecord) -> str:
    """Names the words of the answers, but for what the hour changes in them."""
    content = "\n".join(f"{each.topic.id} {each.topic.token}" for each in answers)
    return hashlib.sha256((content + repr(record)).encode()).hexdigest()[:20]


@lru_cache(maxsize=1)
def _countries() -> list[tuple[str, str]]:
    """(code, name) of the countries whose public holidays are known, by name."""
    known, names = holidays.list_supported_countries(), Locale("en").territories
    return sorted(((code, str(names[code])) for code in known if code in names), key=lambda each: each[1])


@lru_cache(maxsize=1)
def _zones() -> list[tuple[str, str]]:
    """(name, what people call it) of the time zones, such as "New York (Eastern Time)"."""
    found = []
    for name in available_timezones():
        if "/" in name and not name.startswith(_OLD):
            called = get_timezone_name(ZoneInfo(name), width="long", zone_variant="generic", locale="en")
            found.append((name, f"{name.rpartition('/')[2].replace('_', ' ')} ({called})"))
    return [("", words("set_up")["choose"]), *sorted(found, key=lambda each: each[1])]


def _say(key: str) -> Response:
    flash(words("set_up")[key], "error")
    return redirect(url_for(HOME))
