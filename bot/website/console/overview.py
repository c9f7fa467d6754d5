"""The first page: how the assistant is used, and what waits for somebody. Counts only, nothing of a client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from flask import Blueprint, Response, abort, render_template, request
from flask_login import current_user

from bot.conversations.counts import ANSWERED, OPENED, OUTCOMES, OUTSIDE, DayCount, daily_counts
from bot.conversations.review import review_questions
from bot.helplines.events import DayEvents, counts_by_occasion, events_by_day
from bot.helplines.lines import EVERYWHERE
from bot.helplines.notices import given_up_notices
from bot.helplines.store import due_lines, load_lines
from bot.publishing.override import read_override
from bot.releases.archives import MODELS, live_notes
from bot.releases.progress import REFUSED, read_state
from bot.releases.request import read_request
from bot.staff import audit
from bot.staff.roles import Role
from bot.topics.names import is_outside, plain_name
from bot.website.console import times
from bot.website.console.access import allowed, services
from bot.website.console.overview_plots import THEMES, Period, Series, bars_by_name, bars_over_time, periods
from bot.website.console.publish import is_as_refused
from bot.website.console.word_editing import editor
from bot.website.console.words import words
from bot.words import going_live, proposals

blueprint = Blueprint("overview", __name__)
HOME = "staff.overview.page"

SPANS = (30, 90, 364)
MOST_TOPICS = 12
PLOTS = ("conversations", "outcomes", "topics", "crises")


@blueprint.get("/")
@allowed(Role.RECEPTION)
def page() -> str:
    days = _days()
    series = _all_series(days)
    return render_template(
        "overview/page.html",
        days=days,
        spans=SPANS,
        series=series,
        themes=list(THEMES),
        plots=words("overview")["plots"],
        occasions=_occasions(days),
        **_waiting(),
    )


@blueprint.get("/overview/<name>.svg")
@allowed(Role.RECEPTION)
def plot(name: str) -> Response:
    theme = request.args.get("theme", "light")
    if name not in PLOTS or theme not in THEMES:
        abort(404)
    series = _all_series(_days())[name]
    draw = bars_by_name if name == "topics" else bars_over_time
    return Response(draw(series, theme), content_type="image/svg+xml")


def _all_series(days: int) -> dict[str, Series]:
    """The numbers of each plot."""
    shown = periods(times.today(), days)
    first, last = shown[0].first, shown[-1].last
    with services().database.session() as database:
        counts = daily_counts(database, first, last)
        events = events_by_day(database, first, last)
    said = words("overview")
    labels = [period.label for period in shown]
    by_what = {what: [each for each in counts if each.what == what] for what in (OPENED, *OUTCOMES)}
    outcomes: dict[str, Sequence[int]] = {said["outcomes"][what]: _over_time(by_what[what], shown) for what in OUTCOMES}
    tiers: dict[str, Sequence[int]] = {
        said["tiers"][tier]: _over_time([each for each in events if each.tier == tier], shown) for tier in said["tiers"]
    }
    return {
        "conversations": Series(labels, {said["conversations"]: _over_time(by_what[OPENED], shown)}),
        "outcomes": Series(labels, outcomes),
        "topics": _topics(counts),
        "crises": Series(labels, tiers),
    }


def _occasions(days: int) -> dict[str, int]:
    """How often contacts were shown for a reason other than danger, by the reason's name."""
    shown = periods(times.today(), days)
    with services().database.session() as database:
        counts = counts_by_occasion(database, shown[0].first, shown[-1].last)
    return {words("overview")["occasions"][occasion]: count for occasion, count in counts.items()}


def _over_time(found: Sequence[DayCount | DayEvents], shown: Sequence[Period]) -> list[int]:
    """How many there were in each period."""
    return [sum(each.count for each in found if period.first <= each.day <= period.last) for period in shown]


def _topics(counts: Iterable[DayCount]) -> Series:
    """The topics asked for most."""
    asked = Counter[str]()
    for each in counts:
        if each.what in (ANSWERED, OUTSIDE):
            asked[each.topic] += each.count
    most = asked.most_common(MOST_TOPICS)
    return Series([_title(topic) for topic, _ in most], {words("overview")["asked"]: [times for _, times in most]})


def _title(topic: str) -> str:
    name = plain_name(topic)
    return words("overview")["outside_topic"].format(name=name) if is_outside(topic) else name


def _waiting() -> dict[str, object]:
    """What waits for somebody who is signed in."""
    with services().database.session() as database:
        country = services().live.current().country
        due = due_lines([line for line in load_lines(database) if line.country in (country, EVERYWHERE)], times.today())
        to_review = len(review_questions(database))
        given_up = given_up_notices(database)
        may_publish = current_user.may(Role.THERAPIST)
        wanted = proposals.proposals(database) if may_publish else []
        whole = not current_user.may(Role.THERAPIST) or audit.verify(database).whole
    return {
        "due": len(due),
        "to_review": to_review,
        "given_up": given_up,
        "log_whole": whole,
        "stage": services().stages.now().value,
        "may_set_up": current_user.may(Role.ADMINISTRATOR),
        "to_agree": sum(each.account_id != current_user.account.id for each in wanted),
        **_publishing(),
    }


def _publishing() -> dict[str, object]:
    """Who asked for what to be published, and how many changes wait for a second person."""
    live, state = live_notes(), read_state()
    asked = read_request(live.model if live else "")
    refused = read_override(state.candidate) if state and state.outcome == REFUSED else None
    with editor() as mine:
        changes = going_live.pending(mine.session, mine.files, mine.at, MODELS)
        theirs = [each for each in changes if not each.is_agreed and mine.name not in each.authors]
    return {
        "asked_by": asked.by if asked and changes else "",
        "override_by": refused.asked_by if refused and not refused.agreed and is_as_refused() else "",
        "changes_to_agree": len(theirs) if current_user.may(Role.THERAPIST) else 0,
    }


def _days() -> int:
    days = request.args.get("days", SPANS[0], type=int)
    return days if days in SPANS else SPANS[0]
