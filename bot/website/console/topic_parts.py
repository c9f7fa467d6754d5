"""What goes with an answer: its title, the reason behind it, encouragement, buttons, and what may follow it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.practice.wording import wording
from bot.staff.roles import Role
from bot.topics.catalogue import Catalogue
from bot.topics.names import group_of, plain_name
from bot.topics.topic import COUNTRY, SAME, Sending, Topic
from bot.website.console.access import allowed
from bot.website.console.word_editing import Said, editor, in_words, known, topic_or_404, word_files
from bot.website.console.words import words
from bot.words.checks import Remark, check_guideline, check_said, check_title, stopping
from bot.words.files import ChangedMeanwhileError

blueprint = Blueprint("topic_parts", __name__)
# The name of the control for what follows this answer begins so.
LEADS_TO = "leads_to."
Typed = Mapping[str, list[str]]


@dataclass(frozen=True)
class FollowUp:
    """A follow-up such as "and by text?", with the topics that may answer it: pairs of value and label."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]


@blueprint.get("/words/<group>/<name>/parts")
@allowed(Role.THERAPIST)
def page(group: str, name: str) -> str:
    found = topic_or_404(f"{group}/{name}")
    return _show(found, typed_of(found), found.token)


@blueprint.post("/words/<group>/<name>/parts")
@allowed(Role.THERAPIST)
def save(group: str, name: str) -> Response | tuple[str, int]:
    found = topic_or_404(f"{group}/{name}")
    typed, based_on = request.form.to_dict(flat=False), request.form.get("based_on", "")
    remarks = check(typed)
    if stopping(remarks):
        return _show(found, typed, based_on, in_words(remarks)), 422
    try:
        with editor() as mine:
            saved = mine.save_parts(found.label, parts_of(typed, found), based_on)
    except ChangedMeanwhileError:
        current, said = topic_or_404(found.label), [Said(words("topics")["parts_changed_meanwhile"], True)]
        return _show(current, typed, current.token, said), 409
    flash(words("topics")["saved"].format(title=saved.title), "success")
    return redirect(url_for("staff.topics.topic", group=group, name=name))


def typed_of(topic: Topic) -> dict[str, list[str]]:
    """What stands in the controls for a topic as it is saved."""
    return {
        "title": [topic.title],
        "why": [topic.why],
        "encouragement": [topic.encouragement],
        "encouragement_young": [topic.encouragement_young],
        "guideline": ["\n".join(f"{each.source}: {each.says}" for each in topic.guideline or ())],
        "drafts": list(topic.drafts),
        "console_forms": list(topic.console_forms),
        "sending": [topic.sending.value],
        "policy_link": ["yes"] if topic.policy_link else [],
        "names_day": ["yes"] if topic.names_day else [],
        **{f"{LEADS_TO}{what}": [there] for what, there in topic.follow_ups.leads_to.items()},
    }


def check(typed: Typed) -> list[Remark]:
    """What is wrong with what was typed."""
    return [
        *check_title(_text(typed, "title"), known()),
        *check_said(_text(typed, "why"), takes_facts=True, known=known()),
        *check_said(_text(typed, "encouragement"), takes_facts=False, known=known()),
        *check_said(_text(typed, "encouragement_young"), takes_facts=False, known=known()),
        *check_guideline(_text(typed, "guideline")),
    ]


def parts_of(typed: Typed, topic: Topic) -> dict[str, Any]:
    """What was typed, as a topic's file holds it; None for what the topic shall not have."""
    leads_to = {
        name.removeprefix(LEADS_TO): there[0] for name, there in typed.items() if name.startswith(LEADS_TO) and there[0]
    }
    answers = list(topic.follow_ups.answers)
    sending = _text(typed, "sending") or Sending.NEVER.value
    follow_ups = {**({"leads_to": leads_to} if leads_to else {}), **({"answers": answers} if answers else {})}
    title = _text(typed, "title")
    parts: dict[str, Any] = {
        "title": title if title != plain_name(topic.id) else None,
        "encouragement": _text(typed, "encouragement") or None,
    }
    if topic.outside:
        return parts
    return {
        **parts,
        "why": _text(typed, "why") or None,
        "encouragement_young": _text(typed, "encouragement_young") or None,
        "guideline": _guideline(typed, topic),
        "drafts": list(typed.get("drafts", [])) or None,
        "console_forms": list(typed.get("console_forms", [])) or None,
        "sending": sending if sending != Sending.NEVER.value else None,
        "policy_link": "yes" in typed.get("policy_link", []) or None,
        "names_day": "yes" in typed.get("names_day", []) or None,
        "follow_ups": follow_ups or None,
    }


def _guideline(typed: Typed, topic: Topic) -> list[dict[str, str]] | None:
    """Nothing typed where nothing was said stays unsaid: "none was found" is for the file."""
    lines = [line.partition(":") for line in _text(typed, "guideline").splitlines() if line.strip()]
    found = [{"source": source.strip(), "says": says.strip()} for source, _, says in lines]
    return found or (None if topic.guideline is None else [])


def _show(found: Topic, typed: Typed, based_on: str, remarks: list[Said] | None = None) -> str:
    group, name = group_of(found.id)
    topics = Catalogue(word_files().topics())
    return render_template(
        "topics/parts.html",
        topic=found,
        group=group,
        name=name,
        typed=typed,
        based_on=based_on,
        remarks=remarks or [],
        drafts=list(wording("drafts")["buttons"].items()),
        console_forms=[(task, each["title"]) for task, each in words("facts")["tasks"].items()],
        sending=list(words("topics")["sending"].items()),
        follow_ups=_follow_ups(topics),
        answers=[_called(what) for what in found.follow_ups.answers],
    )


def _follow_ups(topics: Catalogue) -> list[FollowUp]:
    says = words("topics")
    # Where the client is changes whom to call, and is answered in one place.
    known = [what for each in topics.values() for what in each.follow_ups.answers if what != COUNTRY]
    answered = [(each.id, each.title) for each in topics.values() if not each.outside]
    found = []
    for what in known:
        usual = says["usual_topic"].format(title=topics.title(topics.answering(what) or ""))
        choices = (("", usual), (SAME, says["same_topic"]), *answered)
        found.append(FollowUp(f"{LEADS_TO}{what}", _called(what), choices))
    return found


def _called(what: str) -> str:
    own: dict[str, str] = words("topics")["follow_ups"]
    return own.get(what) or str(words("facts")["channels"][what])


def _text(typed: Typed, name: str) -> str:
    return "\n".join(typed.get(name, [""])).replace("\r\n", "\n").strip()
