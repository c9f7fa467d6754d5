"""Try a question: what a client would be told now, and why. The question is neither kept nor counted nor logged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timezone

from flask import Blueprint, render_template, request

from bot.conversations.rasa_client import RasaUnavailableError
from bot.danger.finding import Finding, for_a_strict_place
from bot.dialogue.one_message import OneMessage
from bot.practice.facts import describe
from bot.practice.wording import wording
from bot.releases.archives import MODELS
from bot.staff.roles import Role
from bot.topics.names import group_of
from bot.topics.topic import Topic
from bot.website.chat.reading import clean_text
from bot.website.chat.steps.ask import without_slashes
from bot.website.console.access import allowed, services
from bot.website.console.fact_forms import forms_of
from bot.website.console.word_editing import editor, word_files
from bot.website.console.words import words
from bot.website.console.would_say import LiveWords, Teller, WouldSay
from bot.website.problems import MOST_CHARACTERS
from bot.website.stage import Stage
from bot.words import drafts, history
from bot.words.checks import SETTING_KEYS
from bot.words.files import UnknownTopicError
from bot.words.topic_file import clean

blueprint = Blueprint("try_question", __name__)
HOME = "staff.try_question.page"


@dataclass(frozen=True)
class Waiting:
    """What would be said with words that wait: a draft, or what is saved and not published.

    Attributes:
        is_draft: it is a draft of whoever is signed in.
        now: what is said now. pieces: what would be said then, against it.
    """

    is_draft: bool
    now: str
    pieces: tuple[history.Piece, ...]


@dataclass(frozen=True)
class Linked:
    """A topic with the address of its page, and a share if one was weighed."""

    topic: Topic
    share: float | None = None

    @property
    def place(self) -> dict[str, str]:
        group, name = group_of(self.topic.id)
        return {"group": group, "name": name}


@blueprint.get("/try")
@allowed(Role.RECEPTION)
def page() -> str:
    """The box, with the title of the topic in it from whose answer somebody comes."""
    try:
        text = word_files().read(request.args.get("topic", "")).title
    except UnknownTopicError:
        text = ""
    return _page(text)


@blueprint.post("/try")
@allowed(Role.RECEPTION)
def answer() -> str | tuple[str, int]:
    """What would be said to what was typed."""
    said, typed = words("try_question"), request.form.get("message", "")
    text = clean_text(typed).strip()
    if not text:
        return _page(typed, said["empty"]), 422
    if len(text) > MOST_CHARACTERS:
        return _page(typed, said["too_long"].format(most=MOST_CHARACTERS)), 422
    gate = services().gate.check(text)
    gate = for_a_strict_place(gate) if services().settings.strict_place else gate
    try:
        parse = services().rasa.parse(without_slashes(text))
    except RasaUnavailableError:
        return _page(typed, said["no_rasa"]), 503
    if "understanding" not in parse:
        # A model that is no model of this project's, or is still being loaded.
        return _page(typed, said["no_rasa"]), 503
    teller = _teller()
    told = teller.would_say(parse, gate)
    return _page(typed, told=told, waiting=_waiting(teller, told, OneMessage(parse)), teller=teller)


def _teller() -> Teller:
    found = services()
    return Teller(
        LiveWords.read(word_files(), MODELS),
        found.live.current(),
        found.contacts,
        datetime.now(timezone.utc),
        found.retention.hours(),
        found.words.privacy.values(wording("website")["privacy"]),
        found.settings.strict_place,
    )


def _waiting(teller: Teller, told: WouldSay, message: OneMessage) -> list[Waiting]:
    """What a draft or a saved answer of the topic would change, in the words that clients read."""
    if not told.topics:
        return []
    live = told.topics[0]
    with editor() as mine:
        draft = drafts.kept(mine.session, mine.account_id, live.label)
    try:
        saved = word_files().read(live.label).answer
    except UnknownTopicError:
        saved = live.answer
    texts = {"saved": saved} if saved != live.answer else {}
    if draft and clean(draft.text) not in (saved, live.answer):
        texts["draft"] = clean(draft.text)
    waiting = []
    for which, text in texts.items():
        changed = replace(live, answer=text)
        now, then = teller.answer(live, message)[0], teller.answer(changed, message)[0]
        if now == then:
            # Something is worked out or asked in the answer's place: the answer itself differs.
            now, then = teller.answer_itself(live, message), teller.answer_itself(changed, message)
        waiting.append(Waiting(which == "draft", now, history.compare(now, then)))
    return waiting


def _page(
    typed: str,
    problem: str = "",
    told: WouldSay | None = None,
    waiting: list[Waiting] | None = None,
    teller: Teller | None = None,
) -> str:
    facts = told.facts if told else []
    return render_template(
        "try_question/page.html",
        typed=typed,
        problem=problem,
        most=MOST_CHARACTERS,
        being_set_up=services().stages.now() is Stage.SETTING_UP,
        told=told,
        kind=_kind(told.found if told else None),
        topics=[Linked(each) for each in told.topics] if told else [],
        nearest=[Linked(topic, share) for topic, share in told.nearest] if told else [],
        facts=forms_of(facts),
        facts_say={name: _says(teller, name) for name in facts} if teller else {},
        words_known=teller is None or teller.words.is_known,
        waiting=waiting or [],
        said=words("try_question"),
    )


def _kind(found: Finding | None) -> str:
    """What contacts are for, in plain words."""
    if found is None:
        return ""
    other = words("try_question")["kinds"].get(found.rule)
    return str(other or wording("crisis_notice")["kinds"][found.kind or "none"])


def _says(teller: Teller, name: str) -> str:
    """What a fact says now; empty for what is no fact of the practice."""
    return "" if name in SETTING_KEYS else describe(name, teller.record, None, teller.now)
