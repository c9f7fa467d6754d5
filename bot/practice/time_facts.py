"""Facts about times: hours, holidays, absences, and from when the policy holds."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

from bot.practice import spoken
from bot.practice.calendar import Calendar
from bot.practice.record import Opening, OpeningHours, Status
from bot.practice.telling import Teller, spoken_days
from bot.weekdays import WEEKDAYS

# How far ahead closures and absences are worth telling, in days.
DAYS_AHEAD = 60
# Open without a break for longer than this is open at all hours.
ALWAYS = timedelta(days=7)


class TimeFacts(Teller):
    """One method a fact; each gives its sentences, empty ones included."""

    def _office_hours(self) -> list[str]:
        if self.policy.hours is None:
            return [self.gap()]
        spans = _week(self.policy.hours, self.country)
        hours = "; ".join(f"{days} {times}" for days, times in spans if times)
        closed = next((days for days, times in spans if not times), "")
        return [
            self.say("offered", hours=hours),
            self.say("closed", days=closed) if closed else "",
            *self._extra_openings(),
        ]

    def _extra_openings(self) -> list[str]:
        calendar = Calendar(self.policy)
        coming = calendar.openings_from(calendar.local(self.now).date(), DAYS_AHEAD)
        told = [_spoken_opening(each, self.country) for each in coming]
        return [self.say("extra", days=spoken.listing(told))] if told else []

    def _open_now(self) -> list[str]:
        calendar = Calendar(self.policy)
        if not calendar.known:
            return [self.gap()]
        therapist = "therapist_" if self.policy.therapist and len(self.policy.practice.therapists) > 1 else ""
        until = calendar.open_until(self.now)
        holiday = calendar.public_holiday(calendar.local(self.now).date())
        if holiday and self.policy.practice.closed_on_public_holidays is None:
            return [self.say("holiday", holiday=holiday)]
        if until and until - self.now > ALWAYS:
            return [self.say("always")]
        if until:
            return [self.say(f"{therapist}open", until=spoken.clock(until, self.country))]
        opening = calendar.next_opening(self.now)
        if opening is None:
            return [self.say(f"{therapist}closed_long")]
        return [self.say(f"{therapist}closed", opening=spoken.moment(opening, self.now, self.country))]

    def _timezone(self) -> list[str]:
        return [self.say("offered", zone=spoken.zone(self.policy.practice.timezone))]

    def _holidays(self) -> list[str]:
        calendar = Calendar(self.policy)
        today = calendar.local(self.now).date()
        closed = self.policy.practice.closed_on_public_holidays
        coming = calendar.next_public_holiday(today)
        sentences = [self.gap() if closed is None else self.say("closed" if closed else "open")]
        if closed and self.policy.practice.open_on_holidays:
            sentences.append(self.say("not_kept", holidays=spoken.listing(self.policy.practice.open_on_holidays)))
        if coming and closed:
            sentences.append(self.say("next", holiday=coming[1], day=spoken.day(coming[0], self.country)))
        # The practice's own closures, without the therapist's absences.
        closures = Calendar(self.policy.practice.policy_for(None)).closures_from(today, DAYS_AHEAD)
        if closures:
            days = spoken.listing([spoken_days(each, self.country) for each in closures])
            sentences.append(self.say("also_closed" if closed else "closures", days=days))
        return sentences

    def _cover(self) -> list[str]:
        calendar = Calendar(self.policy)
        today = calendar.local(self.now).date()
        absences = self.policy.therapist.absences if self.policy.therapist else ()
        sentences = []
        for absence in calendar.closures_from(today, DAYS_AHEAD):
            if absence in absences:
                sentences.extend(self.away_sentences(absence))
        if sentences and self.policy.statement("cover").status is Status.NOT_RECORDED:
            return sentences
        return [*sentences, *self.own_words()]

    def _policy_dates(self) -> list[str]:
        practice = self.policy.practice
        if practice.effective_from is None:
            return [self.gap()]
        version = self.say("version", version=practice.policy_version) if practice.policy_version else ""
        since = spoken.day_and_year(practice.effective_from, self.country)
        coming = practice.effective_from > Calendar(self.policy).local(self.now).date()
        sentences = [self.say("coming" if coming else "effective", day=since, version=version)]
        if practice.review_by:
            overdue = practice.review_by < Calendar(self.policy).local(self.now).date()
            review_by = spoken.day_and_year(practice.review_by, self.country)
            sentences.append(self.say("overdue" if overdue else "review", day=review_by))
        return sentences


def _spoken_opening(opening: Opening, country: str) -> str:
    """Such as "on Saturday, December 5 from 10:00 am to 2:00 pm (open day)"."""
    times = f"from {spoken.clock(opening.opens, country)} to {spoken.clock(opening.closes, country)}"
    reason = f" ({opening.reason})" if opening.reason else ""
    return f"on {spoken.day(opening.day, country)} {times}{reason}"


def _week(hours: tuple[OpeningHours, ...], country: str) -> list[tuple[str, str]]:
    """Days and their times: ("Monday to Thursday", "9:00 am to 5:00 pm"); without times for closed days."""
    by_times: dict[str, list[int]] = {}
    for weekday in range(7):
        stretches = [
            f"{spoken.clock(each.opens, country)} to {spoken.clock(each.closes, country)}"
            for each in hours
            if each.weekday == weekday
        ]
        by_times.setdefault(spoken.listing(stretches), []).append(weekday)
    return [(_weekdays(weekdays), times) for times, weekdays in by_times.items()]


def _weekdays(weekdays: list[int]) -> str:
    """Such as "Monday to Wednesday and Friday"."""
    spans = []
    for _, run in groupby(enumerate(weekdays), key=lambda pair: pair[1] - pair[0]):
        names = [WEEKDAYS[weekday].capitalize() for _, weekday in run]
        spans.extend([f"{names[0]} to {names[-1]}"] if len(names) > 2 else names)
    return spoken.listing(spans)
