"""Contacts come first, whoever found the danger; without Rasa everybody reads whom to call."""

from __future__ import annotations

import time

import pytest

from bot.conversations.rasa_client import Reply
from bot.danger.finding import NOTHING, Finding
from bot.dialogue.after_contacts.answering import with_line
from bot.dialogue.after_contacts.state import RULE, AfterContacts
from bot.helplines.contact_book import ContactBook
from bot.messages import Message, text_message
from bot.website.chat.context import MessageContext
from bot.website.chat.steps.order import Order
from bot.website.words import FilledWords
from tests.website.steps.conftest import NewContext

DANGER, DISTRESS = Finding("crisis", "suicide", "a rule"), Finding("distress", "distress", "another rule")


@pytest.fixture
def order(contacts: ContactBook, words: FilledWords) -> Order:
    return Order(contacts, words)


def shown(messages: list[Message]) -> list[str]:
    """The tier of contacts, the words of texts."""
    return [each["tier"] if each["type"] == "contacts" else each["text"][:22] for each in messages]


SORRY = "I am sorry, I cannot a"


@pytest.mark.parametrize(
    ("finding", "answered", "expected"),
    [
        (NOTHING, True, ["Yes."]),
        (DISTRESS, True, ["distress", "Yes."]),
        (DANGER, True, ["crisis", "Yes."]),
        (NOTHING, False, [SORRY, "policy"]),
        (DISTRESS, False, ["distress", SORRY]),
        (DANGER, False, ["crisis"]),
    ],
)
def test_what_is_shown_in_which_order(
    order: Order, new_context: NewContext, finding: Finding, answered: bool, expected: list[str]
):
    context = new_context(reply=Reply([text_message("Yes.")]) if answered else None)
    context.finding = finding
    order(context)
    assert shown(context.messages) == expected
    assert context.routed == (finding if finding.shows_contacts else None)


def test_contacts_of_rasa_come_first_and_are_not_shown_twice(
    order: Order, contacts: ContactBook, new_context: NewContext
):
    found = {**contacts.crisis_message(Finding("crisis", "self_harm", None)), "rule": "learned"}
    context = new_context(reply=Reply([text_message("Yes."), found]))  # type: ignore[list-item]
    context.finding = DISTRESS
    order(context)
    assert shown(context.messages) == ["crisis", "Yes."]
    assert context.routed == Finding("crisis", "self_harm", "learned")


def test_a_chosen_country_holds(order: Order, new_context: NewContext):
    context = new_context(country="GB")
    context.finding = DANGER
    order(context)
    (message,) = context.messages
    assert message["type"] == "contacts"
    assert message["emergency_number"] == "999"


# --- after contacts, without Rasa ---

AFTER = AfterContacts("crisis", "suicide", time.time() - 60)
AFTER_OVERDOSE = AfterContacts("emergency", "overdose", time.time() - 60)


def follow(order: Order, context: MessageContext, before: AfterContacts) -> MessageContext:
    context.before = before
    order(context)
    return context


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("ok", "one call or one text"),
        ("what do I do now", "one call or one text"),
        ("nobody answers", "There can be a wait"),
        ("I don't want to call anyone", "You do not have to call"),
        ("will they call the police", "talking alone"),
        ("thank you", "You do not have to thank me"),
        ("stop", "I only leave the numbers here"),
        ("blue elephants sing", "I am a program and cannot help with this"),
    ],
)
def test_after_contacts_it_stays_with_the_person(order: Order, new_context: NewContext, said: str, expected: str):
    text, line = follow(order, new_context(said), AFTER).messages
    assert expected in text["text"]
    assert SORRY not in text["text"]
    assert line["type"] == "contacts"
    assert line["collapsed"]
    assert "988" in line["line"]


def test_a_question_after_contacts_gets_the_apology_with_the_practice_and_the_line(
    order: Order, new_context: NewContext
):
    text, line = follow(order, new_context("may I text my therapist?"), AFTER).messages
    assert SORRY in text["text"]
    assert line["collapsed"]
    assert "988" in line["line"]


def test_a_group_that_was_named_before_is_not_forgotten(order: Order, new_context: NewContext):
    context = new_context("I'm a veteran and I want to kill myself")
    context.finding = DANGER
    order(context)
    assert context.after is not None
    _, line = follow(order, new_context("ok"), context.after).messages
    assert line["contacts"][0]["name"] == "Veterans Crisis Line"
    assert context.after.groups == ("veteran",)


def test_a_circumstance_that_was_told_before_is_not_forgotten(order: Order, new_context: NewContext):
    context = new_context("I'm scared I will hurt my baby")
    context.finding = Finding("crisis", "harm_to_others", "a rule")
    order(context)
    assert context.after is not None
    again, _ = follow(order, new_context("show me the numbers"), context.after).messages
    assert again["text"] == context.messages[0]["text"]


@pytest.mark.parametrize(("said", "is_payload"), [("may I text my therapist?", False), ("/ask_question", True)])
def test_nobody_has_moved_on_by_questions_that_could_not_be_answered(
    order: Order, new_context: NewContext, said: str, is_payload: bool
):
    state = AFTER
    for _ in range(3):
        after = follow(order, new_context(said, is_payload=is_payload), state).after
        assert after is not None
        state = after
    assert not state.is_over(time.time(), 60)
    text, line = follow(order, new_context("ok"), state).messages
    assert "one call or one text" in text["text"]
    assert line["collapsed"]


def test_the_line_is_no_new_crisis(order: Order, new_context: NewContext):
    context = follow(order, new_context("ok"), AFTER)
    assert context.routed is None
    assert context.after is not None
    assert context.after.seen_at > AFTER.seen_at


def test_more_taken_shows_all_numbers_again(order: Order, new_context: NewContext):
    card, words = follow(order, new_context("all of them"), AFTER_OVERDOSE).messages
    assert card["type"] == "contacts"
    assert not card.get("collapsed")
    assert "Call 911 now" in words["text"]


def test_a_plea_gets_three_ways_on(order: Order, new_context: NewContext):
    context = new_context("please help me")
    order(context)
    card, question = context.messages
    assert card["type"] == "contacts"
    assert question["type"] == "text"
    assert len(question["buttons"]) == 3
    assert context.after is not None
    pressed = follow(order, new_context("/in_danger", is_payload=True), context.after)
    assert shown(pressed.messages) == ["crisis"]


@pytest.mark.parametrize("said", ["I am in danger, or thinking of hurting myself", "I am in danger"])
def test_a_way_on_that_is_typed_gets_what_its_button_gets(order: Order, new_context: NewContext, said: str):
    context = new_context(said)
    context.finding = Finding("crisis", "partner_violence", "a rule")
    order(context)
    (card,) = context.messages
    assert card["type"] == "contacts"
    assert (card["tier"], card["kind"]) == ("crisis", "suicide")
    assert context.after is not None
    assert context.after.kind == "suicide"


def test_a_plea_in_a_form_begins_the_state(order: Order, new_context: NewContext):
    context = new_context("help me")
    context.was_preparing = True
    order(context)
    assert context.messages[0]["type"] == "contacts"
    assert context.after is not None
    text, _ = follow(order, new_context("ok"), context.after).messages
    assert "one call or one text" in text["text"]


def test_what_the_gate_saw_begins_the_state_where_rasa_did_not(order: Order, new_context: NewContext):
    context = new_context(reply=Reply([text_message("Yes.")]))
    context.finding = DANGER
    order(context)
    assert context.after is not None
    assert context.after.kind == "suicide"


def test_a_line_of_rasa_does_not_stand_for_the_card_of_a_danger(
    order: Order, contacts: ContactBook, new_context: NewContext
):
    line = {**with_line(contacts.crisis_message(DANGER)), "rule": RULE}
    context = new_context(reply=Reply([text_message("Yes."), line]))  # type: ignore[list-item]
    context.finding = Finding("emergency", "overdose", "a rule")
    order(context)
    assert context.messages[0]["type"] == "contacts"
    assert context.messages[0]["kind"] == "overdose"
    assert context.routed == context.finding


def test_where_rasa_says_that_it_is_over_it_is(order: Order, new_context: NewContext):
    context = new_context(reply=Reply([text_message("Yes.")], after_contacts=None))
    assert follow(order, context, AFTER).after is None
