"""The questions of a topic, from which the assistant learns to recognise it: add, move, retire, bring back."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.staff.roles import Role
from bot.website.console.access import allowed, services
from bot.website.console.topics import show
from bot.website.console.word_editing import (
    Said,
    editor,
    in_words,
    is_held_out,
    question_index,
    topic_or_404,
    word_files,
)
from bot.website.console.words import words
from bot.words.checks import Remark, check_question, stopping
from bot.words.editing import Editor
from bot.words.files import UnknownTopicError
from bot.words.topic_file import QuestionError

blueprint = Blueprint("questions", __name__)


def remarks_on(question: str, label: str) -> list[Remark]:
    """What is wrong with a question for a topic."""
    gate = services().gate
    return check_question(question, label, question_index(), lambda text: gate.check(text).takes_over, is_held_out)


def agreed(question: str, remarks: list[Remark]) -> bool:
    """Whether the question may be added: nothing stops it, and whoever adds it has read the hints."""
    seen = request.form.get("seen", "") == " ".join(question.split())
    return not stopping(remarks) and (seen or not remarks)


@blueprint.post("/words/<group>/<name>/questions")
@allowed(Role.RECEPTION)
def add(group: str, name: str) -> Response | tuple[str, int]:
    found, question = topic_or_404(f"{group}/{name}"), request.form.get("question", "")
    remarks = remarks_on(question, found.label)
    if not agreed(question, remarks):
        said = in_words(remarks)
        return show(found, question=question, question_remarks=said), 422
    return _done(group, name, lambda mine: mine.add_question(found.label, question), "added")


@blueprint.post("/words/<group>/<name>/questions/check")
@allowed(Role.RECEPTION)
def check(group: str, name: str) -> str:
    """What is wrong with the question that is being typed."""
    found, question = topic_or_404(f"{group}/{name}"), request.form.get("question", "")
    said: list[Said] = in_words(remarks_on(question, found.label)) if question.strip() else []
    return render_template("topics/question_checked.html", question=question, question_remarks=said)


@blueprint.post("/words/<group>/<name>/questions/change")
@allowed(Role.RECEPTION)
def change(group: str, name: str) -> Response:
    """Move or retire the questions that were ticked."""
    found, ticked = topic_or_404(f"{group}/{name}"), request.form.getlist("ticked")
    retire, to = request.form.get("do") == "retire", request.form.get("to", "")
    problem = "" if ticked else "tick_one"
    if not retire and not problem:
        problem = _target_problem(found.label, to)
    if problem:
        flash(words("topics")[problem], "error")
        return redirect(url_for("staff.topics.topic", group=group, name=name, _anchor="questions"))

    def edit(mine: Editor) -> None:
        if retire:
            mine.retire_questions(found.label, ticked)
        else:
            mine.move_questions(found.label, ticked, to)

    title = "" if retire else word_files().read(to).title
    return _done(group, name, edit, "retired" if retire else "moved", number=str(len(ticked)), title=title)


@blueprint.post("/words/<group>/<name>/questions/bring-back")
@allowed(Role.RECEPTION)
def bring_back(group: str, name: str) -> Response:
    found, question = topic_or_404(f"{group}/{name}"), request.form.get("question", "")
    return _done(group, name, lambda mine: mine.bring_back(found.label, question), "brought_back")


def _done(group: str, name: str, edit: Callable[[Editor], object], word: str, **values: str) -> Response:
    try:
        with editor() as mine:
            edit(mine)
        flash(words("topics")[word].format(**values), "success")
    except QuestionError as error:
        flash(words("topics")["question_errors"][error.reason].format(question=error.question), "error")
    return redirect(url_for("staff.topics.topic", group=group, name=name, _anchor="questions"))


def _target_problem(label: str, to: str) -> str:
    try:
        word_files().source(to)
    except UnknownTopicError:
        return "choose_topic"
    return "choose_topic" if to == label else ""
