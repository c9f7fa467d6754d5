"""The part of the response writer that speaks after contacts: words of that state, the line, pleas, and weak signs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.after_contacts import AFTER_CONTACTS, decision_of
from bot.danger.finding import Finding
from bot.dialogue.after_contacts.answering import SHOW_CARD, if_hard, plea_answer, with_line, words_for
from bot.dialogue.after_contacts.deciding import ASKED, DISTRESS, TAKEN, more_taken
from bot.dialogue.after_contacts.pleas import wants_therapist_now
from bot.dialogue.after_contacts.recognising import LATER
from bot.dialogue.after_contacts.state import AfterContacts, read
from bot.dialogue.contacts_first import Place, place_of
from bot.dialogue.turns import already_spoke, finding_of, parsed
from bot.helplines.asking import TALK
from bot.messages import ContactsMessage
from bot.practice.live import LiveRecord

Message = dict[str, Any]
AGAIN = "again"


class AfterContactsAnswers:
    def __init__(
        self, live: LiveRecord, card: Callable[[Finding, DialogueStateTracker], Message], minutes: float
    ) -> None:
        """
        Args:
            card: the message of contacts for a finding.
            minutes: how long the state holds.
        """
        self._live, self._card, self._minutes = live, card, minutes

    def words(self, tracker: DialogueStateTracker) -> Message | None:
        """What is said to what somebody says after contacts, with the line that opens to them."""
        state = read(tracker.get_slot(AFTER_CONTACTS))
        if state is None:
            return None
        category = decision_of(tracker, self._minutes).category or LATER
        card = self._contacts(more_taken(state) if category in TAKEN else state.finding, tracker)
        text = words_for(category, state.minutes_count, card, self._live.current().phone)
        if category in SHOW_CARD:
            return {"text": text, "custom": card}
        return {"text": text, "below": with_line(card)}

    def numbers(self, tracker: DialogueStateTracker) -> Message:
        """The numbers that were asked for; in an emergency, those of the emergency."""
        state = read(parsed(tracker, AFTER_CONTACTS).get("state"))
        finding = state.finding if state and state.minutes_count else ASKED
        return {"text": None, "custom": self._contacts(finding, tracker)}

    def plea(self, tracker: DialogueStateTracker) -> Message:
        """The numbers, and three ways on; for whoever wants the therapist at once, how to reach the practice too."""
        wants_therapist = wants_therapist_now(_text(tracker))
        contacts, question = plea_answer(self._contacts(DISTRESS, tracker), wants_therapist)
        return {"text": question["text"], "buttons": question["buttons"], "custom": contacts}

    def once_more(self, tracker: DialogueStateTracker) -> Message | None:
        """The answer to a danger that was told before: the line first, and words; None where the card is due."""
        state = read(tracker.get_slot(AFTER_CONTACTS))
        if state is None or not state.again:
            return None
        card = self._card_of(state, tracker)
        text = words_for(AGAIN, state.minutes_count, card, self._live.current().phone)
        return {"text": text, "custom": with_line(card)}

    def add_to(self, message: Message, tracker: DialogueStateTracker) -> bool:
        """Add what belongs to the answer of a topic, while the state holds or after a weak sign; whether it did."""
        told, finding = parsed(tracker, AFTER_CONTACTS), finding_of(tracker)
        # Of a button nothing is told; what holds after it held before.
        before = read(told["state"] if told else tracker.get_slot(AFTER_CONTACTS))
        place = place_of(finding)
        if place is Place.TAKE_OVER or already_spoke(tracker):
            return False
        if {*parsed(tracker, AFTER_CONTACTS).get("asked", ())} - {TALK}:
            # A number was asked for beside a question.
            message["custom"] = self._contacts(ASKED, tracker)
            return True
        if before is not None and (place is not Place.BESIDE or finding.kind is None or before.covers(finding)):
            message["below"] = with_line(self._card_of(before, tracker))
            return True
        if before is None and place is Place.LINE and not tracker.active_loop_name and message.get("text"):
            message["text"] = f"{message['text']}\n\n{if_hard(self._contacts(DISTRESS, tracker))}"
            return True
        return False

    def _card_of(self, state: AfterContacts, tracker: DialogueStateTracker) -> ContactsMessage:
        return self._contacts(state.finding, tracker)

    def _contacts(self, finding: Finding, tracker: DialogueStateTracker) -> ContactsMessage:
        return self._card(finding, tracker)  # type: ignore[return-value]


def _text(tracker: DialogueStateTracker) -> str:
    return (tracker.latest_message.text or "") if tracker.latest_message else ""
