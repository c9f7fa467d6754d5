"""One search over all that staff edit: answers, questions, facts, other wording, helplines, and words of before.

What clients wrote is not searched. Nobody finds what they may not open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone

from flask import Blueprint, render_template, request, url_for

from bot.helplines.lines import EVERYWHERE, Line
from bot.helplines.store import load_lines
from bot.language.searching import Piece, Query
from bot.practice.fields import Change
from bot.practice.store import NoRecordError
from bot.staff.roles import Role
from bot.topics.names import group_of, plain_name
from bot.topics.topic import Topic
from bot.website.console import times
from bot.website.console.access import allowed, may_open, services
from bot.website.console.fact_forms import form_of
from bot.website.console.facts import tasks
from bot.website.console.facts.pages import RecordVersion, current_record
from bot.website.console.facts.parts import Closures, Openings, Part, Reply, get
from bot.website.console.facts.plain_words import describe_change, part_in_words
from bot.website.console.word_editing import editor, word_files
from bot.website.console.words import words
from bot.words import history
from bot.words.preview import facts_now
from bot.words.wording_file import EDITABLE, SUBJECT, read_wording, wording_of

blueprint = Blueprint("search", __name__)
TOPIC, PARTS, VERSIONS = "staff.topics.topic", "staff.topic_parts.page", "staff.word_history.page"
WORDING, WORDING_VERSIONS = "staff.wording.edit", "staff.wording.versions"
# Of each kind on the page; whoever looks for one thing says more of it.
SHOWN = 12
MOST_CHARACTERS = 200


@dataclass(frozen=True)
class Entry:
    """Something that may be found.

    Attributes:
        title: what it is called. text: its words, of which a snippet is shown.
        url: where it is edited.
        also: what is searched and not shown, such as a fact's name.
        by_title: whether a word that stands in the title alone counts.
    """

    title: str
    text: str
    url: str
    also: str = ""
    by_title: bool = True


@dataclass(frozen=True)
class Hit:
    """An entry that was found, with the words around the hit."""

    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    url: str


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `number` may be more than are shown."""

    kind: str
    title: str
    hits: tuple[Hit, ...]
    number: int


@blueprint.get("/search")
@allowed(Role.RECEPTION)
def page() -> str:
    wanted = " ".join(request.args.get("q", "").split())[:MOST_CHARACTERS]
    query = Query.of(wanted)
    groups = [found for kind in _SOURCES if (found := _group(kind, query)).number] if query.words else []
    return render_template("search/page.html", wanted=wanted, searched=bool(query.words), groups=groups)


def _group(kind: str, query: Query) -> Group:
    found: dict[str, Entry] = {}
    for number, entry in enumerate(_SOURCES[kind](query)):
        title = entry.title if entry.by_title else ""
        if query.is_in(title, entry.text, entry.also):
            # A fact and the sentences made of it stand in one form; each question of a topic counts.
            key = f"{entry.url} {number}" if kind == "questions" else entry.url
            found.setdefault(key, entry)
    shown = list(found.values())[:SHOWN]
    hits = tuple(Hit(query.snippet(each.title), query.snippet(each.text), each.url) for each in shown)
    return Group(kind, words("search")["groups"][kind], hits, len(found))


def _answers(_: Query) -> Iterator[Entry]:
    said, opens = words("search"), may_open(PARTS)
    for topic in word_files().topics():
        yield Entry(topic.title, topic.answer, _topic_url(TOPIC, topic), plain_name(topic.id))
        parts = {
            "reason": topic.why,
            "encouragement": f"{topic.encouragement}\n{topic.encouragement_young}".strip(),
            "guideline": "\n".join(f"{each.source}: {each.says}" for each in topic.guideline or ()),
        }
        for name, text in parts.items() if opens else ():
            if text:
                url = f"{_topic_url(PARTS, topic)}#{_FIELDS[name]}"
                yield Entry(said[name].format(title=topic.title), text, url, by_title=False)


def _questions(_: Query) -> Iterator[Entry]:
    for topic in word_files().topics():
        url = _topic_url(TOPIC, topic, "questions")
        yield from (Entry(topic.title, each, url, by_title=False) for each in topic.questions)


def _wording(_: Query) -> Iterator[Entry]:
    if not may_open(WORDING):
        return
    files, titles = word_files(), words("wording")["files"]
    for name in EDITABLE:
        for each in read_wording(files, name).texts:
            url = url_for(WORDING, name=name, key=each.key)
            yield Entry(f"{titles[name]}: {each.label}", each.text, url, each.key, by_title=False)


def _facts(_: Query) -> Iterator[Entry]:
    try:
        with services().database.session() as session:
            now = current_record(session)
    except NoRecordError:
        return
    for task in tasks.names():
        for therapist in (None, *now.therapists):
            if not (therapist and task in tasks.FOR_ALL):
                yield from _of_form(tasks.form(task, now.document, therapist), now)
    record, hours = services().live.current(), services().retention.hours()
    for name, text in facts_now(record, datetime.now(timezone.utc), hours).items():
        form = form_of(name)
        if text and form.url:
            label = words("search")["clients_read"].format(label=form.label)
            yield Entry(label, text, form.url, f"{{{name}}}")


def _of_form(form: tasks.Form, now: RecordVersion) -> Iterator[Entry]:
    said, title = words("search"), str(form.words["title"])
    for part in form.parts:
        text = _in_words(part, now)
        if not text:
            continue
        anchor = part.path[-1] if "statements" in part.path else None
        url = url_for("staff.facts.show", task=form.task, therapist=form.therapist, _anchor=anchor)
        whose = now.therapists.get(form.therapist or "")
        called = said["therapists_own" if whose else "facts_own"].format(task=title, name=whose, label=part.label)
        also = f"{{{anchor}}}" if anchor else form.task
        yield Entry(title if part.label == title and not whose else called, text, url, also)


def _in_words(part: Part, now: RecordVersion) -> str:
    """What is recorded in a part of a form, in plain words; empty where nothing is."""
    path = (*part.path, "reply") if isinstance(part, Reply) else part.path
    value = get(now.document, path)
    if value in (None, [], {}):
        return ""
    if isinstance(part, (Closures, Openings)):
        return "\n".join(describe_change(Change(part.name, None, value), now.therapists, now.country).added)
    pairs = part_in_words(now.document, path, now.country)
    return "\n".join(f"{label}: {text}" if label else text for label, text in pairs)


def _helplines(_: Query) -> Iterator[Entry]:
    with services().database.session() as session:
        lines = load_lines(session, active_only=False)
    try:
        own = services().live.current().country
    except NoRecordError:
        own = EVERYWHERE
    for line in sorted(lines, key=lambda each: each.country not in (own, EVERYWHERE)):
        country = None if line.country in (own, EVERYWHERE) else line.country
        url = url_for("staff.helplines.page", country=country, _anchor=line.key)
        yield Entry(line.name, _of_line(line), url, line.country)


def _of_line(line: Line) -> str:
    said = (line.phone, line.sms, line.sms_keyword, line.whatsapp, line.url, line.chat_url, line.hours, line.note)
    return " · ".join(each for each in said if each)


def _history(query: Query) -> Iterator[Entry]:
    """The last version of each file that had the words, where they are not there any more."""
    titles = {each.label: each.title for each in word_files().topics()}
    opens, files = may_open(WORDING_VERSIONS), words("wording")["files"]
    with editor() as mine:
        for found in history.versions_with(mine.session, query.is_in):
            if found.subject in titles:
                now, before = _texts_of(word_files().read(found.subject)), _texts_of(history.topic_in(found))
                group, name = group_of(found.subject)
                title, url = titles[found.subject], url_for(VERSIONS, group=group, name=name)
            elif opens and (name := found.subject.removeprefix(SUBJECT)) in EDITABLE:
                now = [each.text for each in read_wording(word_files(), name).texts]
                before = [each.text for each in wording_of(name, found.source).texts]
                title, url = files[name], url_for(WORDING_VERSIONS, name=name)
            else:
                continue
            gone = next((each for each in before if query.is_in(each) and each not in now), None)
            if gone:
                said = words("search")["earlier"]
                time = times.in_words(found.saved_at)
                yield Entry(said.format(title=title, author=found.author, time=time), gone, url, by_title=False)


def _texts_of(topic: Topic) -> list[str]:
    return [topic.title, topic.answer, topic.why, topic.encouragement, topic.encouragement_young, *topic.questions]


def _topic_url(endpoint: str, topic: Topic, anchor: str | None = None) -> str:
    group, name = group_of(topic.id)
    return url_for(endpoint, group=group, name=name, _anchor=anchor)


# Where the parts of a topic stand in their form.
_FIELDS = {"reason": "why", "encouragement": "encouragement", "guideline": "guideline"}
# What is searched, by kind, in the order of the page.
_SOURCES: dict[str, Callable[[Query], Iterable[Entry]]] = {
    "answers": _answers,
    "questions": _questions,
    "facts": _facts,
    "wording": _wording,
    "helplines": _helplines,
    "history": _history,
}
