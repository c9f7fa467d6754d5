"""The whole contact policy on one page, for a therapist or for the practice, to read, print or save as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot import deadlines
from bot.helplines.lines import Line, shipped
from bot.practice import spoken
from bot.practice.facts import describe
from bot.practice.record import STATEMENT_KEYS, Channel, ChannelKind, ContactPolicy, PracticeRecord, Status
from bot.practice.store import NoRecordError
from bot.practice.wording import Speaker, reply_time, uses, wording
from bot.website.in_time import within
from bot.website.linked import Linker
from bot.website.pages import page_of_the_practice
from bot.website.problems import Problem
from bot.website.services import services
from bot.website.widget import embedding

blueprint = Blueprint("policy_card", __name__)

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)


@blueprint.get("/policy")
@within(deadlines.READ)
def practice() -> Response:
    return _card(None)


@blueprint.get("/policy/card.css")
def stylesheet() -> Response:
    content = (embedding.FOLDER / "pages" / "policy.css").read_bytes()
    response = Response(content, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/policy/<therapist_id>")
@within(deadlines.READ)
def therapist(therapist_id: str) -> Response:
    return _card(therapist_id)


def _card(therapist_id: str | None) -> Response:
    try:
        record = services().live.current()
    except NoRecordError:
        raise Problem(500, "failed") from None
    if services().stages.being_set_up:
        return page_of_the_practice()
    if therapist_id is not None and record.therapist(therapist_id) is None:
        raise Problem(404, "not_found")
    response = Response(
        render(record, therapist_id, datetime.now(timezone.utc), services().contacts.lines()),
        content_type="text/html; charset=utf-8",
    )
    response.headers["Content-Security-Policy"] = POLICY
    return response


def render(record: PracticeRecord, therapist_id: str | None, now: datetime, lines: Sequence[Line] | None = None) -> str:
    """The page.

    Args:
        therapist_id: None for the practice as a whole, where each rule that differs stands by name.
        now: aware.
        lines: helplines, whose numbers become links; those shipped if absent.
    """
    words, policy = wording("policy_card"), record.policy_for(therapist_id)
    speaker = Speaker(policy)
    missing = [key for key in STATEMENT_KEYS if policy.statement(key).status is Status.NOT_RECORDED]

    def tell(keys: list[str]) -> list[str]:
        return [describe(key, record, therapist_id, now) for key in keys if key not in missing]

    sections = [{"heading": each["heading"], "sentences": tell(each["facts"])} for each in words["sections"]]
    about = [wording("facts")["facts"][key]["about"] for key in _shown(words) if key in missing]
    return (
        environment()
        .get_template("policy.html")
        .render(
            words=words,
            linked=Linker(record, shipped().lines if lines is None else lines).linked,
            title=speaker.fill(words["title" if policy.therapist else "title_practice"]),
            lead=speaker.fill(words["lead"]),
            emergency=[speaker.fill(words["emergency_first"]), *tell(words["emergency_facts"])],
            ways=_ways(record, policy, speaker),
            not_used=_not_used(record, policy, speaker),
            sections=[section for section in sections if section["sentences"]],
            missing=speaker.fill(words["missing"], about="; ".join(about)) if about else "",
            dates=describe("policy_dates", record, therapist_id, now),
            therapists=record.therapists if len(record.therapists) > 1 else (),
            current=therapist_id,
        )
    )


def _shown(words: dict[str, Any]) -> list[str]:
    return [*words["emergency_facts"], *(key for section in words["sections"] for key in section["facts"])]


def _policies(record: PracticeRecord, policy: ContactPolicy) -> list[ContactPolicy]:
    """The policies that the page is about: one therapist's, or those of all."""
    if policy.therapist or not record.therapists:
        return [policy]
    return [record.policy_for(each.id) for each in record.therapists]


def _ways(record: PracticeRecord, policy: ContactPolicy, speaker: Speaker) -> list[dict[str, str]]:
    """A row for each way in use; where it is not the same with every therapist, with the names of whose it is."""
    policies, rows = _policies(record, policy), []
    preferred = {channel.kind for channel in policy.offered if channel.preferred}
    for kind in sorted(ChannelKind, key=lambda kind: kind not in preferred):
        names: dict[Channel, list[str]] = {}
        for each in policies:
            if each.channels[kind].offered:
                shown = replace(each.channels[kind], preferred=False, rules=None, confidentiality=None)
                names.setdefault(shown, []).append(each.therapist.name if each.therapist else "")
        for channel, whose in names.items():
            for_all = len(whose) == len(policies)
            rows.append(_way(channel, speaker, "" if for_all else spoken.listing(whose)))
    return rows


def _way(channel: Channel, speaker: Speaker, whose: str) -> dict[str, str]:
    words = wording("policy_card")
    # Nobody waits for an answer to a video call: it is a booked session.
    is_video = channel.kind is ChannelKind.VIDEO
    name = spoken.sentence_case(channel.name or wording("facts")["channels"][channel.kind.value]["name"])
    return {
        "name": speaker.fill(words["only_with"], way=name, names=whose) if whose else name,
        "address": channel.address or words["no_address"],
        "uses": uses(channel.purposes) if channel.purposes else words["no_purposes"],
        "reply": reply_time(channel.reply) if channel.reply else "" if is_video else words["no_reply"],
    }


def _not_used(record: PracticeRecord, policy: ContactPolicy, speaker: Speaker) -> str:
    """The ways that nobody uses whom the page is about."""
    policies = _policies(record, policy)
    refused = [
        policy.channels[kind]
        for kind in ChannelKind
        if kind is not ChannelKind.LETTER and all(each.channels[kind].status is Status.NOT_OFFERED for each in policies)
    ]
    return speaker.fill(wording("policy_card")["not_used"], ways=speaker.plurals(refused)) if refused else ""


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Renders the printable pages."""
    environment = Environment(
        loader=FileSystemLoader(embedding.FOLDER / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment
