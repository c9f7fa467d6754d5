"""What answers a message where danger was or may be: contacts, words of the state after them, or what always does."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.danger.finding import NOTHING, Finding
from bot.dialogue.after_contacts.recognising import SHOW_AGAIN, UNKNOWN, tells_of_moving_on
from bot.dialogue.after_contacts.state import EMERGENCY, AfterContacts, begun
from bot.dialogue.contacts_first import LEARNED, Place, place_of
from bot.helplines.asking import TALK

CRISIS = "utter_crisis"
AFTER_CONTACTS, PLEA, ASK_QUESTION = "utter_after_contacts", "utter_plea", "utter_ask_question"
NUMBERS = "utter_numbers"
# Intents of this state's own: recognised by it, or sent by its buttons.
PLEA_INTENT, IN_DANGER, ASK_QUESTION_INTENT = "plea", "in_danger", "ask_question"
DISTRESS = Finding("distress", "distress", "plea")
# Of the card for somebody who calmly asks for a number, and of the state that begins with it, whose kind is what was
# asked for.
ASKED = Finding("policy", None, "asked_number")
KIND_ASKED = {
    "violence": "partner_violence",
    "rape": "sexual_assault",
    "child_abuse": "child_abuse",
    "eating_disorder": "eating_disorder",
}
IN_DANGER_FINDING = Finding("crisis", "suicide", "button")

# Of a message about contact in which the learned layer guesses at distress: not those of small talk.
WORRIES = frozenset({"faq", "nlu_fallback", "human_handover"})
THANKS = "thanks"
# While the state holds, buttons of these intents are answered as always; what others mean there.
ANSWERED = frozenset({"faq", "human_handover", "draft_message", "choose", "other_language"})
BUTTONS = {
    "affirm": "yes",
    "deny": "no",
    "stop": "stop",
    "repeat": SHOW_AGAIN,
    "thanks": THANKS,
    "goodbye": "goodbye",
}
# These say that something was or will be taken, where the danger is one of these kinds.
TAKEN = frozenset({"took_more", "all_of_them"})
MAY_HAVE_TAKEN = frozenset({"overdose", "medical", "suicide", "self_harm", "passive_wish"})


@dataclass(frozen=True)
class Heard:
    """A message as it was understood.

    Attributes:
        finding: of the crisis detector.
        intent: its intent.
        is_answered: one of the topics would be answered.
        is_about_contact: it speaks of the therapist or of contact with them.
        is_button: a button's payload.
        in_form: a form waits for it.
        meant: what it means after contacts; None for a question about contact, or where the state does not hold.
        by_pattern: that is told by a pattern, and no guess.
        asked: what a number was asked for, of `bot.helplines.asking.ASKED`.
        only_asked: the message says nothing else.
        groups: to which the client says that they belong.
        circumstance: that the client tells of.
    """

    finding: Finding = NOTHING
    intent: str = ""
    is_answered: bool = False
    is_about_contact: bool = False
    is_button: bool = False
    in_form: bool = False
    meant: str | None = None
    by_pattern: bool = False
    asked: frozenset[str] = frozenset()
    only_asked: bool = False
    groups: frozenset[str] = frozenset()
    circumstance: str | None = None


@dataclass(frozen=True)
class Decision:
    """What answers it.

    Attributes:
        response: the response that answers alone; None where the rules answer.
        state: after the message.
        category: for AFTER_CONTACTS.
    """

    response: str | None
    state: AfterContacts | None
    category: str | None = None


def decide(state: AfterContacts | None, heard: Heard, now: float) -> Decision:
    """What answers a message.

    Args:
        state: before it; None where it does not hold.
        now: seconds since 1970.
    """
    decision = _decide(state, heard, now)
    if decision.state is None:
        return decision
    return replace(decision, state=decision.state.with_told(state, heard.groups, heard.circumstance))


def _decide(state: AfterContacts | None, heard: Heard, now: float) -> Decision:
    if heard.intent == IN_DANGER:
        return _in_danger(state, now)
    place = place_of(heard.finding)
    asks_for_line = _asked_in(heard) if state else heard.asked
    if heard.only_asked and asks_for_line and not heard.in_form and _is_calm(heard.finding):
        # "Suicide hotline number" alarms the learned layer, and asks for a number and no more.
        return Decision(NUMBERS, state.seen(now) if state else _begun_by_asking(heard.asked, now))
    if place is Place.TAKE_OVER and not _is_plain(state, heard):
        # CrisisPolicy answers.
        return Decision(None, begun(heard.finding, now, state))
    if heard.in_form:
        return _in_form(state, heard, now)
    if state is not None:
        return _after_contacts(state, heard, now)
    if heard.asked and heard.intent != PLEA_INTENT and not heard.is_answered and place is not Place.BESIDE:
        return Decision(NUMBERS, _begun_by_asking(heard.asked, now))
    if heard.intent == PLEA_INTENT:
        return Decision(PLEA, begun(DISTRESS, now))
    if place is Place.LINE and not _is_worry(heard):
        return Decision(PLEA, replace(begun(DISTRESS, now), guessed=True))
    if place is Place.BESIDE and heard.finding.kind:
        return Decision(None if heard.is_answered else CRISIS, begun(heard.finding, now))
    return Decision(ASK_QUESTION if heard.intent == ASK_QUESTION_INTENT else None, None)


def more_taken(state: AfterContacts) -> Finding:
    """That something, or more of it, was taken, told in the language of the state."""
    return Finding(EMERGENCY, "overdose", f"{state.language}.state.more_taken" if state.language else "more_taken")


def counts(state: AfterContacts, category: str | None, by_pattern: bool) -> bool:
    """Whether a category is meant: where danger was only guessed, it is told by a pattern, and is no mere thanks."""
    return not state.guessed or (by_pattern and category != THANKS)


def _in_form(state: AfterContacts | None, heard: Heard, now: float) -> Decision:
    if heard.intent == PLEA_INTENT:
        # A form that went on would ask its next question of somebody who has just been shown whom to call.
        return Decision(PLEA, state.seen(now) if state else begun(DISTRESS, now))
    # What is told for a note is often sad, and is no plea: the form goes on.
    return Decision(None, state)


def _in_danger(state: AfterContacts | None, now: float) -> Decision:
    """What answers "I am in danger", tapped or typed: the general numbers, or those of the danger that is known."""
    if state is None or state.kind == DISTRESS.kind:
        return Decision(CRISIS, begun(IN_DANGER_FINDING, now))
    return Decision(AFTER_CONTACTS, state.seen(now), SHOW_AGAIN)


def _is_worry(heard: Heard) -> bool:
    """Whether the ordinary reply, with one line of help beside it, fits better than the reply to a plea."""
    return heard.is_answered or (heard.is_about_contact and heard.intent in WORRIES)


def _asked_in(heard: Heard) -> frozenset[str]:
    """The lines that are asked for after contacts; "texted 988" and "can I talk to a human" ask for none."""
    says_otherwise = heard.by_pattern and heard.meant != SHOW_AGAIN
    return frozenset() if says_otherwise else heard.asked - {TALK}


def _is_calm(finding: Finding) -> bool:
    """Whether no pattern tells of a danger; the learned layer may be alarmed by the name of a line."""
    return finding.kind is None or (finding.rule == LEARNED and finding.tier != EMERGENCY)


def _begun_by_asking(asked: frozenset[str], now: float) -> AfterContacts:
    kind = next((KIND_ASKED[each] for each in sorted(asked) if each in KIND_ASKED), DISTRESS.kind)
    return begun(Finding(DISTRESS.tier, kind, ASKED.rule), now)


def _is_plain(state: AfterContacts | None, heard: Heard) -> bool:
    """Whether what was said after contacts is plain, whatever else the detector finds in it.

    What was taken besides has words and numbers of its own. And the learned layer, which does not know what was said
    before, is alarmed by "they are on their way"; a pattern of danger never gives way.
    """
    if state is None or heard.in_form:
        return False
    if heard.meant in TAKEN:
        return state.kind in MAY_HAVE_TAKEN
    return heard.finding.rule == LEARNED and heard.by_pattern


def _after_contacts(state: AfterContacts, heard: Heard, now: float) -> Decision:
    if heard.intent == ASK_QUESTION_INTENT:
        # Whoever only asked for help has said what for.
        return Decision(ASK_QUESTION, None if state.kind == DISTRESS.kind else state.one_on(now))
    if heard.intent == "other_language":
        return Decision(None, state.seen(now))
    if _asked_in(heard) and not heard.is_button:
        return Decision(NUMBERS, state.seen(now))
    category = _category(state, heard)
    if category is None:
        return Decision(None, state.one_on(now))
    if category in TAKEN:
        return Decision(AFTER_CONTACTS, begun(more_taken(state), now), category)
    is_past = tells_of_moving_on(category) and not state.minutes_count
    return Decision(AFTER_CONTACTS, state.one_on(now) if is_past else state.seen(now), category)


def _category(state: AfterContacts, heard: Heard) -> str | None:
    if heard.is_button:
        return None if heard.intent in ANSWERED else BUTTONS.get(heard.intent, "later")
    if heard.meant in TAKEN and state.kind not in MAY_HAVE_TAKEN:
        return UNKNOWN
    return heard.meant
