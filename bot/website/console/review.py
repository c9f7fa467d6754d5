"""The review list: what clients asked and the assistant did not understand, or answered without helping.

Staff say a question of the list in their own words, and it becomes a training question of a topic. The client's words,
redacted before they come here, go with the client's conversation; so they never get into the training data.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from bot.conversations.review import (
    DANGER,
    LABELLED,
    OPEN,
    REJECTED,
    ReviewQuestion,
    find_question,
    in_own_words,
    review_questions,
    settle_question,
)
from bot.language.grouping import grouped
from bot.staff import audit
from bot.staff.roles import Role
from bot.topics.names import id_of, label_of
from bot.website.console.access import allowed, signed_in
from bot.website.console.questions import remarks_on
from bot.website.console.word_editing import editor, in_words, word_files
from bot.website.console.words import words
from bot.words.checks import stopping
from bot.words.files import UnknownTopicError

blueprint = Blueprint("review", __name__)
HOME = "staff.review.page"
# Groups on one page; the next ones come up as these are decided.
SHOWN = 40


@dataclass(frozen=True)
class Choice:
    """One of the likeliest topics. `share` is the assistant's confidence in per cent."""

    label: str
    title: str
    share: int


@dataclass(frozen=True)
class Item:
    """A question of the list as the page shows it.

    Attributes:
        text: what staff wrote to be learned in its place; empty at first.
        problem: why it could not be made a training question.
    """

    question: ReviewQuestion
    text: str
    choices: tuple[Choice, ...]
    problem: str = ""


@blueprint.get("/review")
@allowed(Role.RECEPTION)
def page() -> str:
    state = request.args.get("state")
    return _page(state if state in (REJECTED, DANGER) else OPEN)


@blueprint.post("/review/<int:number>/accept")
@allowed(Role.RECEPTION)
def accept(number: int) -> str | Response | tuple[str, int]:
    """Make it a training question of a topic."""
    label = request.form.get("label") or request.form.get("other", "")
    try:
        title = word_files().read(label).title
    except UnknownTopicError:
        return _refused(number, words("review")["choose_topic"])
    text = " ".join(request.form.get("text", "").split())
    with editor() as mine:
        theirs = _existing(mine.session, number).words
    if not in_own_words(text, theirs):
        return _refused(number, words("review")["own_words" if text else "write_it"])
    remarks = remarks_on(text, label)
    known = [remark.kind for remark in stopping(remarks)] == ["same"]
    if stopping(remarks) and not known:
        return _refused(number, " ".join(each.text for each in in_words(stopping(remarks))))
    with editor() as mine:
        _existing(mine.session, number)
        if not known:
            mine.add_question(label, text)
        settle_question(mine.session, number, LABELLED, id_of(label) or label)
        audit.record(mine.session, mine.name, "review.accept", label, {"question": number})
    said = [words("review")["known" if known else "accepted"].format(title=title)]
    said += [] if known else [each.text for each in in_words(remarks)]
    return _settled(" ".join(said))


@blueprint.post("/review/<int:number>/reject")
@allowed(Role.RECEPTION)
def reject(number: int) -> str | Response:
    return _settle(number, REJECTED, "rejected")


@blueprint.post("/review/<int:number>/danger")
@allowed(Role.RECEPTION)
def danger(number: int) -> str | Response:
    """Keep it out of what is taught, for whoever improves how danger is recognised."""
    return _settle(number, DANGER, "danger")


@blueprint.post("/review/<int:number>/put-back")
@allowed(Role.RECEPTION)
def put_back(number: int) -> str | Response:
    return _settle(number, OPEN, "put_back")


def _settle(number: int, state: str, word: str) -> str | Response:
    with editor() as mine:
        _existing(mine.session, number)
        settle_question(mine.session, number, state)
        audit.record(mine.session, signed_in().name, f"review.{word}", str(number))
    return _settled(words("review")[word])


def _settled(said: str) -> str | Response:
    if "HX-Request" in request.headers:
        return render_template("review/settled.html", said=said)
    flash(said, "success")
    return redirect(url_for(".page"))


def _refused(number: int, problem: str) -> str | tuple[str, int]:
    with editor() as mine:
        question = _existing(mine.session, number)
    text = request.form.get("text", "")
    titles = _titles()
    if "HX-Request" in request.headers:
        return render_template("review/item.html", item=_item(question, titles, text, problem), **_around(titles))
    return _page(OPEN, number, text, problem), 422


def _page(state: str, number: int | None = None, text: str = "", problem: str = "") -> str:
    with editor() as mine:
        questions = review_questions(mine.session, state)
    titles = _titles()
    groups = [
        [_item(each, titles, text, problem) if each.id == number else _item(each, titles) for each in group]
        for group in grouped(questions, lambda question: question.words)
    ]
    # Groups that many asked come first.
    groups.sort(key=lambda group: -sum(item.question.not_understood + item.question.unhelpful for item in group))
    return render_template(
        "review/page.html",
        state=state,
        groups=groups[:SHOWN],
        more=len(groups) - SHOWN,
        number=len(questions),
        **_around(titles),
    )


def _around(titles: dict[str, str]) -> dict[str, object]:
    return {"topics": [("", words("topics")["no_topic"]), *titles.items()]}


def _titles() -> dict[str, str]:
    return {topic.label: topic.title for topic in word_files().topics()}


def _item(question: ReviewQuestion, titles: dict[str, str], text: str | None = None, problem: str = "") -> Item:
    labelled = [(label_of(topic), share) for topic, share in question.topics]
    choices = tuple(Choice(label, titles[label], round(share * 100)) for label, share in labelled if label in titles)
    return Item(question, text or "", choices, problem)


def _existing(session: Session, number: int) -> ReviewQuestion:
    found = find_question(session, number)
    if found is None:
        abort(404)
    return found
