"""What answers a message where danger was or may be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.danger.finding import NOTHING, Finding
from bot.dialogue.after_contacts.deciding import (
    AFTER_CONTACTS,
    ANSWERED,
    ASK_QUESTION,
    CRISIS,
    PLEA,
    PLEA_INTENT,
    Decision,
    Heard,
    counts,
    decide,
)
from bot.dialogue.after_contacts.state import AfterContacts, read
from bot.settings import PROJECT_ROOT
from bot.yaml_reading import load_yaml

NOW = 1_000_000.0
SUICIDE, OVERDOSE = Finding("crisis", "suicide", "a rule"), Finding("emergency", "overdose", "a rule")
SAID_DISTRESS, GUESSED_DISTRESS = Finding("distress", "distress", "a rule"), Finding("distress", "distress", "learned")
AFTER = {
    "suicide": AfterContacts("crisis", "suicide", NOW - 60),
    "overdose": AfterContacts("emergency", "overdose", NOW - 60),
    "violence": AfterContacts("crisis", "partner_violence", NOW - 60),
    "plea": AfterContacts("distress", "distress", NOW - 60),
}
INTENTS = load_yaml(PROJECT_ROOT / "domain.yml")["intents"]
# Questions, danger, the buttons of a plea, and another language, all of which show contacts or answer with their line.
OWN_ANSWER = {"faq", "crisis", "plea", "in_danger", "ask_question", "other_language"}


def test_nothing_is_changed_where_there_is_no_danger():
    assert decide(None, Heard(intent="thanks"), NOW) == Decision(None, None)
    assert decide(None, Heard(intent="faq", is_answered=True), NOW) == Decision(None, None)


@pytest.mark.parametrize("state", [None, *AFTER.values()])
@pytest.mark.parametrize("finding", [SUICIDE, OVERDOSE])
def test_danger_always_goes_to_the_crisis_policy(state: AfterContacts | None, finding: Finding):
    decided = decide(state, Heard(finding, "crisis", meant="ok"), NOW)
    assert decided.response is None
    assert decided.state is not None
    assert decided.state.seen_at == NOW


@pytest.mark.parametrize(
    ("before", "finding", "again"),
    [
        ("suicide", SUICIDE, True),
        ("suicide", OVERDOSE, False),
        ("violence", SUICIDE, False),
        ("overdose", OVERDOSE, True),
    ],
)
def test_the_card_is_shown_again_where_the_danger_is_another_or_greater(before: str, finding: Finding, again: bool):
    state = decide(AFTER[before], Heard(finding, "crisis"), NOW).state
    assert state is not None
    assert state.again is again


def test_what_was_taken_besides_has_words_and_numbers_of_its_own():
    decided = decide(AFTER["overdose"], Heard(OVERDOSE, "crisis", meant="took_more"), NOW)
    assert (decided.response, decided.category) == (AFTER_CONTACTS, "took_more")
    assert decided.state is not None
    assert not decided.state.again


def test_a_guess_gives_way_to_what_was_plainly_said_after_contacts_and_a_pattern_of_danger_does_not():
    guess = Finding("crisis", "suicide", "learned")
    plain = Heard(guess, "crisis", meant="called", by_pattern=True)
    assert decide(AFTER["suicide"], plain, NOW).category == "called"
    assert decide(AFTER["suicide"], replace(plain, by_pattern=False), NOW).response is None
    assert decide(AFTER["suicide"], replace(plain, finding=SUICIDE), NOW).response is None
    assert decide(None, plain, NOW).response is None


@pytest.mark.parametrize("state", AFTER.values(), ids=AFTER)
@pytest.mark.parametrize(
    "intent", sorted({*INTENTS} - {"faq", "crisis", "plea", "in_danger", "ask_question", "other_language"})
)
def test_no_small_intent_is_ever_answered_as_always_after_contacts(state: AfterContacts, intent: str):
    """Whatever the classifier makes of a text: a meaning after contacts answers it, "unknown" at the least."""
    for meant in ("unknown", "ok", "thanks"):
        assert decide(state, Heard(NOTHING, intent, meant=meant), NOW).response == AFTER_CONTACTS
    if intent not in ANSWERED:
        assert decide(state, Heard(NOTHING, intent, is_button=True), NOW).response == AFTER_CONTACTS


@pytest.mark.parametrize("state", AFTER.values(), ids=AFTER)
def test_a_question_about_contact_is_answered_and_two_of_them_end_it(state: AfterContacts):
    question = Heard(NOTHING, "faq", is_answered=True)
    first = decide(state, question, NOW)
    assert first.response is None
    assert first.state is not None
    assert not first.state.is_over(NOW, 60)
    second = decide(first.state, question, NOW).state
    assert second is not None
    assert second.is_over(NOW, 60)


def test_feeling_better_twice_ends_it_but_not_where_minutes_count():
    better = Heard(NOTHING, "faq", meant="calmer")
    for name, over in (("suicide", True), ("overdose", False)):
        first = decide(AFTER[name], better, NOW).state
        second = decide(first, better, NOW).state
        assert second is not None
        assert second.is_over(NOW, 60) is over


@pytest.mark.parametrize(("name", "category"), [("suicide", "took_more"), ("overdose", "all_of_them")])
def test_what_was_taken_makes_it_an_emergency(name: str, category: str):
    decided = decide(AFTER[name], Heard(meant=category), NOW)
    assert (decided.response, decided.category) == (AFTER_CONTACTS, category)
    assert decided.state is not None
    assert decided.state.finding.tier == "emergency"


def test_all_of_them_means_nothing_of_the_kind_elsewhere():
    assert decide(AFTER["violence"], Heard(meant="all_of_them"), NOW).category == "unknown"


@pytest.mark.parametrize("is_answered", [False, True])
def test_distress_that_was_said_holds_small_intents_back(is_answered: bool):
    decided = decide(None, Heard(SAID_DISTRESS, "deny", is_answered=is_answered), NOW)
    assert decided.response == (None if is_answered else CRISIS)
    assert decided.state is not None


def test_after_a_guess_only_what_is_plain_means_something_for_the_state():
    guessed = decide(None, Heard(GUESSED_DISTRESS, "goes_on"), NOW).state
    said = decide(None, Heard(intent=PLEA_INTENT), NOW).state
    assert guessed is not None
    assert said is not None
    for category, plain, after_guess in (("ok", True, True), ("thanks", True, False), ("unknown", False, False)):
        assert counts(guessed, category, plain) is after_guess
        assert counts(said, category, plain)
    again = decide(guessed, Heard(SUICIDE, "crisis"), NOW).state
    assert again is not None
    assert not again.guessed


def test_distress_that_is_guessed_gets_no_sympathy():
    assert decide(None, Heard(GUESSED_DISTRESS, "faq", is_answered=True), NOW) == Decision(None, None)
    assert decide(None, Heard(GUESSED_DISTRESS, "deny"), NOW).response == PLEA


def test_a_guess_at_distress_leaves_a_worry_about_contact_its_ordinary_reply():
    ordinary = {"nlu_fallback": None, "faq": None, "human_handover": None, "deny": PLEA, "plea": PLEA}
    for intent, response in ordinary.items():
        assert decide(None, Heard(GUESSED_DISTRESS, intent, is_about_contact=True), NOW).response == response
    for intent in ("nlu_fallback", "human_handover"):
        assert decide(None, Heard(GUESSED_DISTRESS, intent), NOW).response == PLEA
    assert decide(None, Heard(SAID_DISTRESS, "nlu_fallback", is_about_contact=True), NOW).response == CRISIS


def test_a_plea_gets_three_ways_on():
    decided = decide(None, Heard(intent="plea"), NOW)
    assert decided.response == PLEA
    assert decide(decided.state, Heard(intent="in_danger", is_button=True), NOW).response == CRISIS
    assert decide(decided.state, Heard(intent="human_handover", is_button=True), NOW).response is None
    asked = decide(decided.state, Heard(intent="ask_question", is_button=True), NOW)
    assert asked == Decision(ASK_QUESTION, None)


def test_a_note_may_be_sad():
    for finding in (SAID_DISTRESS, GUESSED_DISTRESS):
        assert decide(None, Heard(finding, "inform", in_form=True), NOW) == Decision(None, None)


def test_a_plea_in_a_form_begins_the_state():
    plea = Heard(intent=PLEA_INTENT, in_form=True)
    decided = decide(None, plea, NOW)
    assert decided.response == PLEA
    assert decided.state is not None
    assert decided.state.kind == "distress"
    # A greater danger that is known already is not forgotten.
    assert decide(AFTER["overdose"], plea, NOW).state == replace(AFTER["overdose"], seen_at=NOW)


@pytest.mark.parametrize("in_form", [False, True])
@pytest.mark.parametrize("finding", [NOTHING, SUICIDE, Finding("crisis", "partner_violence", "a rule")])
def test_in_danger_tapped_or_typed_gets_the_general_numbers_whatever_is_found_in_its_words(
    finding: Finding, in_form: bool
):
    for is_button in (False, True):
        decided = decide(None, Heard(finding, "in_danger", is_button=is_button, in_form=in_form), NOW)
        assert decided.response == CRISIS
        assert decided.state is not None
        assert (decided.state.tier, decided.state.kind) == ("crisis", "suicide")


@pytest.mark.parametrize("name", ["overdose", "violence"])
def test_in_danger_shows_the_numbers_of_the_danger_that_is_known(name: str):
    decided = decide(AFTER[name], Heard(intent="in_danger", is_button=True), NOW)
    assert (decided.response, decided.category) == (AFTER_CONTACTS, "show_again")
    assert decided.state == replace(AFTER[name], seen_at=NOW)


def test_what_the_client_told_of_themselves_is_remembered():
    told = Heard(SUICIDE, "crisis", groups=frozenset({"veteran"}), circumstance="bereaved")
    first = decide(None, told, NOW).state
    later = decide(first, Heard(meant="ok", groups=frozenset({"deaf"})), NOW).state
    assert later is not None
    assert (later.groups, later.circumstance) == (("deaf", "veteran"), "bereaved")
    assert read(later.as_dict()) == later
    # Another danger has circumstances of its own.
    other = decide(later, Heard(OVERDOSE, "crisis"), NOW).state
    assert other is not None
    assert (other.groups, other.circumstance) == (("deaf", "veteran"), None)
