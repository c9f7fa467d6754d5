from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from itertools import product
from typing import Any

import pytest

from bot.danger.finding import KINDS, NOTHING, TIERS, Finding
from bot.danger.patterns import MASK, load_patterns
from bot.helplines.contact_book import wanted
from bot.helplines.directory import contacts_for, countries
from bot.helplines.lines import shipped
from bot.helplines.reply import QUICK_EXIT_KINDS, contacts_message
from bot.helplines.told import NOTHING_TOLD, Told
from bot.helplines.wording import LANGUAGES, language_of
from bot.helplines.wording_lint import lint_words

LINES = shipped().lines
# An echo is this many words in a row that the client wrote too.
ECHO_WORDS = 4


@dataclass(frozen=True)
class KnownPractice:
    """A practice by its bare values."""

    name: str
    country: str
    emergency_number: str = ""


PRACTICE = KnownPractice("Mill Road Practice", "US", "911")
FINDINGS = [Finding(tier, kind, "a.rule") for tier in TIERS[2:] for kind in KINDS] + [Finding("policy", None, "a.rule")]
IDS = [f"{finding.tier}-{finding.kind}" for finding in FINDINGS]
# A Saturday evening in the United States.
NOW = datetime(2026, 11, 29, 1, tzinfo=timezone.utc)

# A Monday evening in Europe, midday in the United States.
EVENING = datetime(2026, 11, 30, 18, tzinfo=timezone.utc)


def reply(
    kind: str | None,
    country: str | None = "US",
    tier: str = "crisis",
    told: Told = NOTHING_TOLD,
    language: str = "en",
    practice: KnownPractice | None = PRACTICE,
    now: datetime | None = NOW,
) -> dict[str, Any]:
    contacts = contacts_for(country, LINES, wanted(kind, told, language, now))
    return contacts_message(Finding(tier, kind, "a.rule"), contacts, practice, told, language, now)


@pytest.mark.parametrize("finding", FINDINGS, ids=IDS)
def test_reply_is_safe_in_every_tier_kind_and_country(finding: Finding) -> None:
    texts = set()
    for country in [*countries(LINES), "XX"]:
        message = reply(finding.kind, country, finding.tier)
        assert len(message["contacts"]) >= 2
        assert message["emergency_number"] in message["text"]
        # The poison line's own name holds a word that the reply must not.
        names = [contact["name"] for contact in message["contacts"] if contact["category"] == "poison"]
        texts.add(message["text"].replace(names[0] if names else "\0", ""))
    for text in texts:
        assert "{" not in text
        assert "Nobody at Mill Road Practice reads it." in text
    # What differs by the number alone is read once.
    assert [
        str(problem) for text in {re.sub(r"\d+", "9", each) for each in texts} for problem in lint_words(text)
    ] == []


@pytest.mark.parametrize("finding", FINDINGS, ids=IDS)
def test_reply_has_the_shape_of_the_api(finding: Finding) -> None:
    message = reply(finding.kind, "US", finding.tier)
    assert set(message) >= {"type", "tier", "kind", "emergency_number", "contacts", "text"}
    assert message["type"] == "contacts"
    for contact in message["contacts"]:
        assert set(contact) >= {"name", "phone", "sms", "url", "hours", "note", "tel_link", "sms_link"}
    assert json.loads(json.dumps(message)) == message


@pytest.mark.parametrize("finding", FINDINGS, ids=IDS)
def test_reply_is_short_enough_for_a_phone(finding: Finding) -> None:
    """Above the first number stands what fits beside it on a small screen."""
    message = reply(finding.kind, "US", finding.tier)
    lines = message["text"].split("\n")
    most = 70 if finding.kind in QUICK_EXIT_KINDS else 35
    assert sum(len(line.split()) for line in lines[: message["above"]]) <= most
    assert len(message["text"].split()) <= 160
    assert len(message["contacts"]) <= 5


@pytest.mark.parametrize("kind", KINDS)
def test_reply_to_an_emergency_begins_with_the_number(kind: str) -> None:
    assert reply(kind, "GB", "emergency", practice=None)["text"].startswith("Call 999 now.")


@pytest.mark.parametrize("kind", KINDS)
def test_reply_warns_of_history_and_phone_list_above_the_first_number(kind: str) -> None:
    message = reply(kind)
    above = "\n".join(message["text"].split("\n")[: message["above"]])
    assert message["quick_exit"] is (kind in QUICK_EXIT_KINDS)
    assert ("browsing history" in above and "list of calls" in above) is (kind in QUICK_EXIT_KINDS)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("overdose", "medical")])
def test_reply_says_what_to_do_in_a_wait_and_without_a_voice(kind: str) -> None:
    text = reply(kind)["text"]
    assert "If nobody answers" in text
    assert "If you cannot speak: text or chat" in text
    assert "nearest emergency room" in text


@pytest.mark.parametrize(
    ("country", "said"),
    [("GB", "press 55"), ("FR", "text 114"), ("PR", "text 911 where"), ("DE", "text or chat with a line here")],
)
def test_help_without_a_voice_is_that_of_the_country(country: str, said: str) -> None:
    assert said in reply("suicide", country)["text"]


@pytest.mark.parametrize("kind", KINDS)
def test_reply_promises_nobody_who_answers(kind: str) -> None:
    assert "trained person" not in reply(kind)["text"]
    assert "telling this" not in reply(kind)["text"]


def test_overdose_begins_with_the_emergency_number_and_the_poison_line() -> None:
    message = reply("overdose", "US", "emergency")
    assert message["text"].startswith("Call 911 now.")
    assert "1-800-222-1222" in message["text"]
    first, second, third = message["contacts"]
    assert (first["category"], first["lead"]) == ("poison", None)
    assert second["lead"] == "If you want to talk to somebody as well:"
    assert third["lead"] is None


def test_medical_emergency_names_no_poison_line_and_says_who_only_listens() -> None:
    message = reply("medical", "US", "emergency")
    assert "oison" not in message["text"]
    assert message["contacts"][0]["lead"] == "If you want to talk to somebody as well:"
    assert "text or chat with a line" not in message["text"]


def test_overdose_without_a_poison_line_says_so() -> None:
    assert (
        "We know of no poison line in your country. 112 is the number for that too."
        in (reply("overdose", "FR", "emergency", practice=None)["text"])
    )


def test_country_without_a_line_for_the_kind_is_told() -> None:
    assert "no line for this alone" in reply("partner_violence", "IS")["text"]
    assert "no line for this alone" not in reply("partner_violence", "US")["text"]


def test_frightened_parent_is_not_told_whose_fault_it_is() -> None:
    message = reply("child_abuse", told=Told(circumstance="afraid_parent"))
    assert "fault" not in message["text"]
    assert "There is help for you and for the child." in message["text"]
    assert [contact["category"] for contact in message["contacts"][:2]] == ["child_youth", "maternal"]
    assert "fault" not in reply("child_abuse")["text"]


def test_grief_after_a_suicide_has_its_own_opening() -> None:
    assert reply("suicide", told=Told(circumstance="bereaved"))["text"].startswith("This is a heavy loss.")


def test_number_that_was_asked_for_comes_without_alarm() -> None:
    message = reply(None, tier="policy", told=Told(asked=frozenset({"veterans"})))
    assert message["text"].startswith("Here is who you can reach.")
    assert message["contacts"][0]["name"] == "Veterans Crisis Line"
    assert message["asked"] == ["veterans"]


@pytest.mark.parametrize(
    ("asked", "country", "first"),
    [
        ("suicide", "US", "988 Suicide & Crisis Lifeline"),
        ("violence", "US", "National Domestic Violence Hotline"),
        ("rape", "GB", "Rape Crisis England & Wales 24/7 line"),
        ("child_abuse", "US", "Childhelp National Child Abuse Hotline"),
        ("poison", "AU", "Poisons Information Centre"),
        ("drugs", "US", "SAMHSA National Helpline"),
        ("maternal", "US", "National Maternal Mental Health Hotline"),
        ("lgbtq", "US", "The Trevor Project (TrevorLifeline)"),
        ("deaf", "US", "988 in American Sign Language"),
        ("spanish", "US", "988 Línea de Prevención del Suicidio y Crisis"),
        ("silent", "US", "988 Suicide & Crisis Lifeline"),
        ("talk", "IE", "Samaritans Ireland"),
    ],
)
def test_asked_number_comes_first(asked: str, country: str, first: str) -> None:
    assert reply(None, country, "policy", Told(asked=frozenset({asked})))["contacts"][0]["name"] == first


@pytest.mark.parametrize(("asked", "country"), [("veterans", "GB"), ("eating_disorder", "NO"), ("maternal", "GB")])
def test_asked_number_that_the_country_lacks_is_said_to_lack(asked: str, country: str) -> None:
    assert "no line for this alone" in reply(None, country, "policy", Told(asked=frozenset({asked})))["text"]


def test_closed_line_says_when_it_opens() -> None:
    *_, last = reply("eating_disorder")["contacts"]
    assert last["hours"] == "Closed now. Opens Monday 9 AM (CT). Mon–Fri 9 AM–9 PM (CT)"  # noqa: RUF001
    assert (last["open_now"], last["opens_at"]) == (False, "2026-11-30T09:00:00-06:00")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Open now until 21:00. Every day 11:00–21:00"),  # noqa: RUF001
        ("es", "Abierto ahora. Cierra: 21:00. Todos los días 11:00–21:00"),  # noqa: RUF001
        ("fr", "Tous les jours 11:00–21:00"),  # noqa: RUF001
    ],
)
def test_open_line_says_until_when_where_the_language_has_words_for_it(language: str, said: str) -> None:
    shown = reply("child_abuse", "NL", language=language, now=EVENING)["contacts"]
    assert next(each["hours"] for each in shown if each["name"] == "De Kindertelefoon") == said


def test_open_line_says_the_zone_once() -> None:
    shown = reply("eating_disorder", now=EVENING)["contacts"]
    hours = next(each["hours"] for each in shown if each["name"] == "ANAD Eating Disorders Helpline")
    assert hours == "Open now until 9 PM. Mon–Fri 9 AM–9 PM (CT)"  # noqa: RUF001


def test_line_that_is_always_open_says_only_that() -> None:
    assert reply("suicide", now=EVENING)["contacts"][0]["hours"] == "24/7"


def test_closed_chat_is_not_open_because_the_telephone_is() -> None:
    """The Danish line's telephone answers until 5 in the morning, and its chat until 21."""

    def hours(told: Told) -> str:
        shown = reply("suicide", "DK", told=told, now=EVENING)["contacts"]
        return next(each["hours"] for each in shown if each["name"] == "Livslinien")

    assert hours(NOTHING_TOLD).startswith("Open now until 05:00. Every day")
    assert "Open now" not in hours(Told(asked=frozenset({"silent"})))


def test_reply_uses_the_practice_number_only_in_its_country() -> None:
    practice = KnownPractice("P", "US", "1-202-555-0143")
    at_home, abroad = (reply("suicide", country, practice=practice) for country in ("US", "GB"))
    assert at_home["emergency_number"] == "1-202-555-0143"
    assert at_home["emergency_link"] == "tel:+12025550143"
    assert abroad["emergency_number"] == "999"


def test_reply_without_practice_and_country() -> None:
    message = reply("suicide", None, practice=None)
    assert "Nobody reads it." in message["text"]
    assert "your local emergency number" in message["text"]
    assert message["emergency_number"] == ""
    assert "Tap a link to find a line in your country." in message["text"]


def test_number_that_is_not_sure_stands_beside_the_local_one() -> None:
    assert "call 112 (or your local emergency number)" in reply("suicide", "NG")["text"]


def test_reply_to_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no reply to a finding of tier 'none'"):
        contacts_message(NOTHING, contacts_for("US", LINES, wanted(None, NOTHING_TOLD)))


@pytest.mark.parametrize("kind", KINDS)
def test_reply_never_repeats_what_the_client_wrote(kind: str) -> None:
    text = reply(kind)["text"]
    messages = [text for pattern in load_patterns() if pattern.kind != MASK for text in pattern.fires]
    assert not runs(text) & {run for message in messages for run in runs(message)}


def runs(text: str) -> set[str]:
    """Any so many words in a row: as many, and a reply would repeat what the client wrote."""
    words = re.findall(r"[a-z']+", text.lower())
    return {" ".join(words[start : start + ECHO_WORDS]) for start in range(len(words) - ECHO_WORDS + 1)}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_reply_is_whole_in_every_language(language: str) -> None:
    for finding, country in product(FINDINGS, ("US", "NG", "XX", "IS", "FR")):
        message = reply(finding.kind, country, finding.tier, language=language)
        assert message["language"] == language
        assert "{" not in message["text"]
        assert "?" not in message["text"]
        assert message["emergency_number"] in message["text"]
        english = {word for word in re.findall(r"[a-z]{4,}", message["text"])} & {"call", "this", "line", "your"}
        assert english == set()


def test_reply_in_spanish_names_the_spanish_ways() -> None:
    first = reply("suicide", language="es")["contacts"][0]
    assert first["sms"] == "AYUDA to 988"
    assert "Oprima 2" in first["note"]
    assert "/es/" in first["url"]


def test_reply_in_another_language_says_how_to_get_an_interpreter() -> None:
    assert "Korean, please" in reply("suicide", language="ko")["text"]


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        (None, "en"),
        ("en-GB", "en"),
        ("es-MX", "es"),
        ("fil", "tl"),
        ("zh", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant", "zh-Hant"),
        ("ja", "en"),
        ("xx", "en"),
    ],
)
def test_language_that_serves_a_tag(tag: str | None, language: str) -> None:
    assert language_of(tag) == language
