"""The answers of the assistant, topic by topic: find one, correct it, see it as a client will."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace

from flask import Blueprint, Response, flash, json, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot.dialogue.which_therapist import ask_which_therapist
from bot.practice.filling import placeholders
from bot.practice.wording import wording
from bot.releases.archives import MODELS, live_notes
from bot.staff.roles import Role
from bot.topics.names import group_of, plain_name
from bot.topics.topic import Topic
from bot.website.console.access import allowed, now, services, signed_in
from bot.website.console.fact_forms import form_of, forms_of
from bot.website.console.word_editing import Said, editor, in_words, index_ahead, known, topic_or_404
from bot.website.console.words import words
from bot.website.pages import PAGE_POLICY, WIDGET_URL
from bot.words import drafts, going_live, history
from bot.words.checks import MOST_ANSWER_CHARACTERS, Remark, check_answer, stopping
from bot.words.files import ChangedMeanwhileError
from bot.words.live import live_since
from bot.words.preview import facts_now, filled, paragraphs
from bot.words.safety import check_safety, topic_needs_two
from bot.words.topic_file import clean

blueprint = Blueprint("topics", __name__)
HOME = "staff.topics.page"
# Where words go live: another subject's page, and its button.
PUBLISH, PUBLISH_NOW = "staff.publish.page", "staff.publish.start"
# Somebody whose draft is younger than this is probably typing.
TYPING = timedelta(minutes=15)


@dataclass(frozen=True)
class Listed:
    """A topic in the list. `hit` is a question in which the search was found."""

    topic: Topic
    changed: bool
    draft: bool
    hit: str


@dataclass(frozen=True)
class Conflict:
    """What somebody else saved while an answer was being edited."""

    theirs: str
    saved_by: str
    saved_at: datetime
    pieces: tuple[history.Piece, ...]


@blueprint.get("/words")
@allowed(Role.RECEPTION)
def page() -> str:
    wanted, state = " ".join(request.args.get("q", "").split()), request.args.get("state", "")
    with editor() as mine:
        changed = history.changed_topics(mine.session, mine.files, mine.at, live_since(MODELS))
        drafted = {draft.subject for draft in drafts.of_account(mine.session, mine.account_id)}
        topics = mine.files.topics()
    listed = [
        Listed(topic, topic.label in changed, topic.label in drafted, hit)
        for topic in topics
        if (hit := _hit(topic, wanted)) is not None
    ]
    if state in ("changed", "draft"):
        listed = [each for each in listed if getattr(each, state)]
    return render_template("topics/list.html", listed=listed, q=wanted, state=state, changed=len(changed), **_publish())


@blueprint.get("/words/<group>/<name>")
@allowed(Role.RECEPTION)
def topic(group: str, name: str) -> str:
    return show(topic_or_404(f"{group}/{name}"))


@blueprint.post("/words/<group>/<name>/answer")
@allowed(Role.RECEPTION)
def save(group: str, name: str) -> AnyResponse | tuple[str, int]:
    found, text = topic_or_404(f"{group}/{name}"), request.form.get("text", "")
    remarks = remarks_on(found, text)
    if stopping(remarks):
        return show(found, text, remarks=in_words(remarks), based_on=request.form.get("based_on")), 422
    try:
        with editor() as mine:
            saved = mine.save_answer(found.label, text, request.form.get("based_on", ""))
    except ChangedMeanwhileError:
        current = topic_or_404(found.label)
        with editor() as mine:
            drafts.keep(mine.session, mine.account_id, current.label, text, current.token, mine.at)
        return show(current, text, conflict=_conflict(current, text)), 409
    flash(words("topics")["saved"].format(title=saved.title), "success")
    if request.form.get("then") == "publish":
        with editor() as mine:
            changes = going_live.pending(mine.session, mine.files, mine.at, MODELS)
        if [each.subject for each in changes] == [found.label] and changes[0].is_agreed and is_only(changes[0]):
            # The browser sends the form on to where publishing begins, which checks the role and the page's age itself.
            return redirect(url_for(PUBLISH_NOW, seen=going_live.digest(changes)), code=307)
        flash(words("topics")["look_first"])
        return redirect(url_for(PUBLISH))
    return redirect(url_for(".topic", group=group, name=name))


@blueprint.post("/words/<group>/<name>/check")
@allowed(Role.RECEPTION)
def check(group: str, name: str) -> str:
    """Keep what was typed as a draft, and say what is wrong with it."""
    found = topic_or_404(f"{group}/{name}")
    text, based_on = request.form.get("text", ""), request.form.get("based_on", "") or found.token
    with editor() as mine:
        if clean(text) == found.answer and based_on == found.token:
            drafts.throw_away(mine.session, mine.account_id, found.label)
            kept_at = None
        else:
            drafts.keep(mine.session, mine.account_id, found.label, text, based_on, mine.at)
            kept_at = mine.at
    remarks = in_words(remarks_on(found, text))
    if "HX-Request" in request.headers:
        return render_template("topics/checked.html", topic=found, remarks=remarks, draft_at=kept_at, shown=now())
    return show(found, text, remarks=remarks, draft_at=kept_at, based_on=based_on)


@blueprint.post("/words/<group>/<name>/draft/throw-away")
@allowed(Role.RECEPTION)
def throw_away(group: str, name: str) -> AnyResponse:
    found = topic_or_404(f"{group}/{name}")
    with editor() as mine:
        drafts.throw_away(mine.session, mine.account_id, found.label)
    flash(words("topics")["thrown_away"], "success")
    return redirect(url_for(".topic", group=group, name=name))


@blueprint.get("/words/<group>/<name>/preview")
@allowed(Role.RECEPTION)
def preview(group: str, name: str) -> Response:
    """The answer in the chat as a client would read it now: what is being typed, else what is saved."""
    found = topic_or_404(f"{group}/{name}")
    with editor() as mine:
        draft = drafts.kept(mine.session, mine.account_id, found.label)
    text, buttons = _as_client_reads(draft.text if draft else found.answer, request.args.get("therapist") or None)
    help_ = services().contacts.help()
    # Another key than the chat on the practice's own pages has: neither takes up the other's conversation.
    api = request.url_root.rstrip("/") + "//"
    html = render_template(
        "topics/preview.html",
        api=api,
        practice=SimpleNamespace(name=help_["practice"], phone=help_["phone"]),
        emergency=help_["emergency_number"],
        paragraphs=paragraphs(text),
        key=f"practice-chat {api}",
        state=json.dumps(_conversation(found.title, text, buttons)),
        widget_url=WIDGET_URL,
    )
    response = Response(html, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = PAGE_POLICY
    return response


def is_only(change: going_live.Pending) -> bool:
    """Whether all of a change is by who is signed in, who has just read it."""
    return change.authors <= {signed_in().name} and all(each.author != history.FILE for each in change.steps)


def remarks_on(found: Topic, text: str) -> list[Remark]:
    """What is wrong with an answer of a topic, and whether a second person has to agree to it."""
    remarks = [*check_safety(found, text), *check_answer(text, known())]
    if clean(text) != found.answer and topic_needs_two(found, replace(found, answer=clean(text))):
        remarks.append(Remark("second_person", {}, False))
    return sorted(remarks, key=lambda remark: not remark.stops)


def show(
    found: Topic,
    text: str | None = None,
    *,
    remarks: list[Said] | None = None,
    conflict: Conflict | None = None,
    draft_at: datetime | None = None,
    based_on: str | None = None,
    question: str = "",
    question_remarks: list[Said] | None = None,
) -> str:
    """The page of a topic.

    Args:
        text: what stands in the answer's field; the draft, or else the answer, if absent.
        based_on: the state of the file that the text was typed over; the present one if absent.
        question: what stands in the field for a new question.
    """
    index_ahead()
    with editor() as mine:
        typing = drafts.others_at(mine.session, mine.account_id, found.label, mine.at - TYPING)
        changed = found.label in history.changed_topics(mine.session, mine.files, mine.at, live_since(MODELS))
        everywhere = mine.files.topics()
        retired = mine.files.retired(found.label)
        draft = drafts.kept(mine.session, mine.account_id, found.label) if text is None else None
    if draft:
        text, draft_at = draft.text, draft.saved_at
        # A draft of an earlier state: saving it must not undo what somebody saved since.
        conflict = _conflict(found, text) if draft.based_on != found.token else None
    text = found.answer if text is None else text
    notes = live_notes()
    record, hours, layout = services().live.current(), services().retention.hours(), words("topics")
    return render_template(
        "topics/topic.html",
        topic=found,
        group=group_of(found.id)[0],
        name=group_of(found.id)[1],
        text=text,
        based_on=based_on or found.token,
        remarks=in_words(remarks_on(found, text)) if remarks is None else remarks,
        conflict=conflict,
        draft_at=draft_at,
        typing=typing,
        changed=changed,
        others=[
            ("", layout["no_topic"]),
            *((each.label, each.title) for each in everywhere if each.label != found.label),
        ],
        retired=retired,
        question=question,
        question_remarks=question_remarks or [],
        therapists=[("", layout["nobody_named"]), *((each.id, each.name) for each in record.therapists)],
        used=forms_of(placeholders(text)),
        form_of=form_of,
        facts=facts_now(record, datetime.now(timezone.utc), hours),
        most=MOST_ANSWER_CHARACTERS,
        shown=now(),
        live=notes.model if notes else "",
        may_edit_parts=signed_in().may(Role.THERAPIST),
        **_publish(),
    )


def _hit(topic: Topic, wanted: str) -> str | None:
    """The first question that holds the words; "" if title or answer do; None if nothing does."""
    parts = wanted.casefold().split()

    def holds(text: str) -> bool:
        return all(part in text.casefold() for part in parts)

    if not parts or holds(f"{topic.title} {plain_name(topic.id)} {topic.answer}"):
        return ""
    return next((question for question in topic.questions if holds(question)), None)


def _conflict(current: Topic, text: str) -> Conflict:
    with editor() as mine:
        last = history.note_state(mine.session, current.label, mine.files.source(current.label), mine.at)
    return Conflict(current.answer, last.author, last.saved_at, history.compare(current.answer, clean(text)))


def _as_client_reads(text: str, therapist: str | None) -> tuple[str, list[str]]:
    """The filled answer and the titles of its buttons; the question for the therapist where the chat asks it first."""
    record, hours = services().live.current(), services().retention.hours()
    moment = datetime.now(timezone.utc)

    def answer(whose: str | None) -> str:
        return filled(text, record, whose, moment, hours)

    if therapist is None and ask_which_therapist(record, answer):
        names = [each.name for each in record.therapists]
        return wording("sending")["which_therapist"], [*names, wording("sending")["which_therapist_unsure"]]
    return answer(therapist), []


def _conversation(question: str, text: str, buttons: list[str]) -> dict[str, object]:
    """A conversation in the form in which the chat keeps it in its tab: the question and its answer."""
    message = {"type": "text", "text": text, "buttons": [{"title": each, "payload": "/inform"} for each in buttons]}
    return {
        "id": "preview",
        "token": "preview",
        "expires": 0,
        "notice": {"version": "", "text": ""},
        "entries": [
            {"id": "question", "kind": "mine", "text": question, "state": "sent"},
            {"id": "answer", "kind": "assistant", "message": message},
        ],
        "open": True,
        "draft": "",
    }


def _publish() -> dict[str, str | bool]:
    return {"publish": url_for(PUBLISH), "may_publish": signed_in().may(Role.THERAPIST)}
