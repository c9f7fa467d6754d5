"""Numbers and addresses in a text as links, so that a tap calls, writes or opens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import phonenumbers
from markupsafe import Markup, escape
from phonenumbers import shortnumberinfo

from bot.helplines.lines import EVERYWHERE, Line, tel_link
from bot.practice.record import Channel, ChannelKind, PracticeRecord

_DIALLED = (ChannelKind.PHONE, ChannelKind.VOICEMAIL, ChannelKind.TEXT)
_ADDRESS = re.compile(r"(?P<web>https://[^\s<>()]*[^\s<>().,;:!?])|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)")
# Services of social value have six digits in all of Europe.
_EUROPEAN = re.compile(r"(?<![\w-])116 ?\d{3}(?![\w-])")
_DIGITS = 3


@dataclass(frozen=True)
class _Found:
    begins: int
    ends: int
    href: str


class Linker:
    """Makes links of addresses, and of the numbers that a practice's record and its country's helplines say."""

    def __init__(self, record: PracticeRecord, lines: Iterable[Line] = ()) -> None:
        self.country = record.country
        numbers = {*_of_record(record), *_of_lines(lines, record.country)}
        said = "|".join(re.escape(each) for each in sorted(numbers, key=len, reverse=True))
        self._said = re.compile(rf"(?<![\w-])(?:{said})(?![\w-])") if numbers else None

    def linked(self, text: str) -> Markup:
        """A plain text as HTML, its telephone numbers, mail and web addresses as links."""
        parts, done = [], 0
        for found in sorted(self._find(text), key=lambda each: (each.begins, -each.ends)):
            if found.begins < done:
                continue
            whole = text[found.begins : found.ends]
            parts += [escape(text[done : found.begins]), Markup('<a href="{}">{}</a>').format(found.href, whole)]
            done = found.ends
        return Markup("").join([*parts, escape(text[done:])])

    def numbers(self, text: str) -> dict[str, str]:
        """The numbers in a text, as they stand there, with the link that dials each."""
        return {text[begins:ends]: tel_link(text[begins:ends], self.country) for begins, ends in self._numbers(text)}

    def _find(self, text: str) -> Iterator[_Found]:
        for found in _ADDRESS.finditer(text):
            yield _Found(*found.span(), found[0] if found["web"] else f"mailto:{found[0]}")
        for begins, ends in self._numbers(text):
            yield _Found(begins, ends, tel_link(text[begins:ends], self.country))

    def _numbers(self, text: str) -> Iterator[tuple[int, int]]:
        if self._said:
            yield from (found.span() for found in self._said.finditer(text))
        # What the practice writes besides: whatever is a number in its country.
        for match in phonenumbers.PhoneNumberMatcher(text, self.country):
            # It takes the bracket of a remark for the number's own.
            own = match.raw_string if ")" in match.raw_string else match.raw_string.lstrip("(")
            yield match.end - len(own), match.end
        for found in _EUROPEAN.finditer(text):
            number = phonenumbers.parse(found[0], self.country)
            if shortnumberinfo.is_valid_short_number_for_region(number, self.country):
                yield found.span()


def _of_record(record: PracticeRecord) -> Iterator[str]:
    """Its numbers as it writes them: the emergency number, those of ways of contact, and of whoever stands in."""
    yield record.emergency_number
    channels: list[Channel] = [*record.channels, *(each for person in record.therapists for each in person.channels)]
    closures = [*record.closures, *(each for person in record.therapists for each in person.absences)]
    written = [channel.address for channel in channels if channel.kind in _DIALLED]
    for each in (*written, *(closure.cover_contact for closure in closures)):
        if each and re.fullmatch(r"[+(]?\d[\d\s().-]*\d", each):
            yield each


def _of_lines(lines: Iterable[Line], country: str) -> Iterator[str]:
    for line in lines:
        if line.active and line.country in (country, EVERYWHERE):
            yield from (each for each in (line.phone, line.sms) if each and sum(map(str.isdigit, each)) >= _DIGITS)
