"""Put the answer together: the contacts that the gate's finding calls for, first, and a fallback for a silent Rasa."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.danger.finding import Finding
from bot.dialogue.after_contacts.answering import SHOW_CARD, plea_answer, way_named, with_line, words_for
from bot.dialogue.after_contacts.deciding import (
    AFTER_CONTACTS,
    ASK_QUESTION,
    ASKED,
    CRISIS,
    DISTRESS,
    IN_DANGER,
    IN_DANGER_FINDING,
    NUMBERS,
    PLEA,
    PLEA_INTENT,
    TAKEN,
    Decision,
    Heard,
    decide,
    more_taken,
)
from bot.dialogue.after_contacts.pleas import is_plea, wants_therapist_now
from bot.dialogue.after_contacts.recognising import ELSEWHERE, UNKNOWN, by_pattern, is_about_practice
from bot.dialogue.after_contacts.state import AfterContacts, is_of_state, read
from bot.dialogue.contacts_first import Place, contacts_first, place_of
from bot.dialogue.told import remembered
from bot.helplines.asking import asked_for, asking
from bot.helplines.contact_book import ContactBook
from bot.helplines.countries import country_in
from bot.helplines.told import NOTHING_TOLD, Told, circumstance_in, groups_in
from bot.language.languages import written_in
from bot.messages import ContactsMessage, Message, text_message
from bot.website.chat.context import ClientMessage, MessageContext
from bot.website.words import FilledWords

# Shown where nobody could judge the message: without the learned layer nobody can tell what the gate missed.
UNJUDGED = Finding("policy", None, "unjudged")


@dataclass(frozen=True)
class Order:
    contacts: ContactBook
    words: FilledWords

    def __call__(self, context: MessageContext) -> None:
        decision, reply = _decide(context, self.contacts.home), context.reply
        if reply is None:
            context.messages, context.after = self._fallback(context, decision), _state_alone(context, decision)
        else:
            context.messages = self._with_contacts(context, list(reply.messages))
            # Where Rasa missed what the gate saw, the state begins here.
            saw_danger = place_of(context.finding) in (Place.TAKE_OVER, Place.BESIDE)
            context.after = read(reply.after_contacts) or (decision.state if saw_danger else None)
        context.routed = _routed(context)

    def _with_contacts(self, context: MessageContext, messages: list[Message]) -> list[Message]:
        """Rasa's messages, with the contacts that the gate calls for where Rasa shows none."""
        place = place_of(context.finding)
        shown = [message for message in messages if message["type"] == "contacts"]
        if place is Place.TAKE_OVER:
            # The line under an answer is not for a danger in this message.
            shown = [
                message for message in shown if not (message.get("collapsed") and is_of_state(message.get("rule")))
            ]
        if not shown and place in (Place.TAKE_OVER, Place.BESIDE):
            messages.append(self._contacts(context, context.finding))
        return contacts_first(messages)

    def _fallback(self, context: MessageContext, decision: Decision) -> list[Message]:
        """What this process answers alone."""
        place = place_of(context.finding)
        if place is Place.TAKE_OVER and decision.response is None:
            return [self._contacts(context, context.finding)]
        if decision.response == AFTER_CONTACTS and decision.state and decision.category:
            return self._after_contacts(context, decision.state, decision.category)
        if decision.response == NUMBERS:
            emergency = context.before if context.before and context.before.minutes_count else None
            return [self._contacts(context, emergency.finding if emergency else ASKED)]
        if decision.response == PLEA:
            wants_therapist = wants_therapist_now(context.message.text)
            return list(plea_answer(self._contacts(context, DISTRESS), wants_therapist))
        if decision.response == CRISIS and _intent(context) == IN_DANGER:
            return [self._contacts(context, IN_DANGER_FINDING)]
        language = context.message.language
        key = "could_not_answer" if context.is_set_up else "being_set_up"
        sorry = text_message(self.words.text(key, language), language)
        if place is Place.BESIDE:
            return [self._contacts(context, context.finding), sorry]
        if decision.state:
            return [sorry, with_line(self._contacts(context, decision.state.finding))]
        return [sorry, self._contacts(context, UNJUDGED)]

    def _after_contacts(self, context: MessageContext, state: AfterContacts, category: str) -> list[Message]:
        """Calm words and the numbers, for somebody who was shown them before."""
        card = self._contacts(context, more_taken(state) if category in TAKEN else state.finding)
        words = text_message(words_for(category, state.minutes_count, card, self.words.practice_phone()))
        return [card, words] if category in SHOW_CARD else [words, with_line(card)]

    def _contacts(self, context: MessageContext, finding: Finding) -> ContactsMessage:
        message = context.message
        told, written = NOTHING_TOLD, None
        if not message.is_payload:
            text, written = message.text, written_in(message.text)
            told = Told(groups_in(text), circumstance_in(text), asked_for(text))
        language = finding.language or written or message.page_language
        told = remembered(told, context.before)
        card = self.contacts.crisis_message(finding, self._country(context, message), told, language)
        card["rule"] = finding.rule
        return card

    def _country(self, context: MessageContext, message: ClientMessage) -> str | None:
        """That which the message names, else the client's choice; None for the practice's."""
        named = None if message.is_payload else country_in(message.text, self.contacts.home())
        context.named_country = named.code if named else None
        return context.named_country or message.country


def _decide(context: MessageContext, home: Callable[[], str | None]) -> Decision:
    """What answers where Rasa is silent; what is meant is read from patterns alone.

    Args:
        home: tells the practice's country, which only some messages need: it may ask the database.
    """
    message, meant, is_plain = context.message, None, False
    asked = asking("" if message.is_payload else message.text)
    if context.before and not message.is_payload:
        meant = by_pattern(message.text, context.before.kind)
        is_plain = meant is not None
        if country_in(message.text, home()):
            meant, is_plain = ELSEWHERE, False
        elif meant is None and not is_about_practice(message.text):
            meant = UNKNOWN
    heard = Heard(
        finding=context.finding,
        intent=_intent(context),
        is_button=message.is_payload,
        in_form=context.was_preparing,
        meant=meant,
        by_pattern=is_plain,
        asked=asked.topics,
        only_asked=asked.alone,
        groups=frozenset() if message.is_payload else groups_in(message.text),
        circumstance=None if message.is_payload else circumstance_in(message.text),
    )
    return decide(context.before, heard, time.time())


def _state_alone(context: MessageContext, decision: Decision) -> AfterContacts | None:
    """The state after an answer of this process: nobody has moved on by a question that could not be answered."""
    is_answered = decision.response not in (None, ASK_QUESTION) or place_of(context.finding) is Place.TAKE_OVER
    if is_answered or context.before is None:
        return decision.state
    kept = replace(context.before, seen_at=time.time(), again=False)
    return kept.with_told(decision.state, (), None) if decision.state else kept


def _intent(context: MessageContext) -> str:
    """The intent of a button's payload, of its title that was typed, or of a plea."""
    message = context.message
    if message.is_payload:
        return re.split(r"[/{]", message.text.lstrip("/"), maxsplit=1)[0]
    way = way_named(message.text)
    if way is not None and (way == IN_DANGER or not context.was_preparing):
        return way
    return PLEA_INTENT if is_plea(message.text) else ""


def _routed(context: MessageContext) -> Finding | None:
    """The crisis for which contacts are shown; None if there is none."""
    for message in context.messages:
        if message["type"] == "contacts":
            rule = message.get("rule") or context.finding.rule or "model"
            # Neither is a new crisis, nor counted as one.
            if not is_of_state(rule) and rule != UNJUDGED.rule:
                return Finding(message["tier"], message["kind"], rule)
    return None
