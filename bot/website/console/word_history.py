"""Earlier versions of a topic: what each changed, and the way back."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.staff.roles import Role
from bot.website.console.access import allowed
from bot.website.console.word_editing import editor, topic_or_404
from bot.website.console.words import words
from bot.words import history
from bot.words.files import ChangedMeanwhileError
from bot.words.topic_file import QuestionError

blueprint = Blueprint("word_history", __name__)
# Versions on the page.
SHOWN = 50


@dataclass(frozen=True)
class Step:
    """A version with what it changed."""

    version: history.Version
    difference: history.Difference | None


@blueprint.get("/words/<group>/<name>/versions")
@allowed(Role.RECEPTION)
def page(group: str, name: str) -> str:
    found = topic_or_404(f"{group}/{name}")
    with editor() as mine:
        versions = mine.versions(found.label, SHOWN + 1)
    earlier = [*versions[1:], None]
    steps = [
        Step(each, history.difference(history.topic_in(before), history.topic_in(each)) if before else None)
        for each, before in zip(versions, earlier, strict=True)
    ]
    return render_template(
        "word_history/page.html",
        topic=found,
        group=group,
        name=name,
        steps=steps[:SHOWN],
        kinds=words("topics")["kinds"],
        parts=words("topics")["parts"],
    )


@blueprint.post("/words/<group>/<name>/versions/<int:number>/restore")
@allowed(Role.RECEPTION)
def restore(group: str, name: str, number: int) -> Response:
    found = topic_or_404(f"{group}/{name}")
    try:
        with editor() as mine:
            mine.restore(found.label, number, request.form.get("based_on", ""))
    except history.UnknownVersionError:
        abort(404)
    except QuestionError as error:
        flash(words("topics")["question_errors"][error.reason].format(question=error.question), "error")
        return redirect(url_for(".page", group=group, name=name))
    except ChangedMeanwhileError:
        flash(words("topics")["changed_meanwhile"], "error")
        return redirect(url_for(".page", group=group, name=name))
    flash(words("topics")["restored"], "success")
    return redirect(url_for("staff.topics.topic", group=group, name=name))
