"""The words after contacts, and the line that opens to the numbers, in the language of the contacts.

Words: data/wording/after_contacts.yml and after_contacts_es.yml.
"""

from __future__ import annotations

from typing import Any

from bot.dialogue.after_contacts.pleas import says_in_danger
from bot.dialogue.after_contacts.recognising import plain
from bot.helplines.wording import after_contacts, wording_for
from bot.messages import Button, ContactEntry, ContactsMessage, TextMessage, text_message
from bot.wording import wording

WORDS = "after_contacts"
# Categories that show all numbers, and not only their line.
SHOW_CARD = frozenset({"show_again", "took_more", "all_of_them", "elsewhere"})
# Buttons under a plea, with what they send.
WAYS_ON = {"danger": "/in_danger", "practice": "/human_handover", "question": "/ask_question"}


def words_for(category: str, minutes_count: bool, card: ContactsMessage, practice_phone: str) -> str:
    """What is said to somebody who means this.

    Args:
        minutes_count: contacts were shown for an emergency.
        card: the contacts, with the emergency number that is named.
    """
    answers = _words(card)["answers"]
    entry = answers.get(category) or answers["unknown"]
    template = entry["emergency"] if minutes_count and "emergency" in entry else entry["text"]
    if "without_lines" in entry and not any(each["phone"] or each["sms"] for each in card["contacts"]):
        template = entry["without_lines"]
    return _filled(template, card, practice_phone=practice_phone)


def with_line(card: ContactsMessage) -> ContactsMessage:
    """The contacts as one line that opens to all of them."""
    words = _words(card)["line"]
    template = words["with_emergency" if card["emergency_number"] else "without_emergency"]
    line = _filled(template, card, **_first(card))
    return {**card, "collapsed": True, "line": line, "quick_exit": False}


def if_hard(card: ContactsMessage) -> str:
    """One neutral line, for where a danger is possible but not likely."""
    return _filled(_words(card)["if_hard"], card, **_first(card))


def plea_answer(card: ContactsMessage, wants_therapist: bool = False) -> tuple[ContactsMessage, TextMessage]:
    """The numbers, and three ways on, for somebody who asks for help and says no more.

    Args:
        wants_therapist: it is the therapist whom they want, right now.
    """
    words = wording(WORDS)["plea"]
    text = _filled(words["now_therapist" if wants_therapist else "text"], card)
    contacts: ContactsMessage = {**card, "text": text, "quick_exit": False}
    question = text_message(words["which"])
    question["buttons"] = ways_on()
    return contacts, question


def ways_on() -> list[Button]:
    """The buttons under a plea."""
    titles = wording(WORDS)["plea"]["ways"]
    return [{"title": titles[way], "payload": payload} for way, payload in WAYS_ON.items()]


def way_named(text: str) -> str | None:
    """The intent of the button under a plea whose title a message is, or that it names in other words."""
    said = plain(text)
    if says_in_danger(text):
        return WAYS_ON["danger"].lstrip("/")
    return next((each["payload"].lstrip("/") for each in ways_on() if plain(each["title"]) == said), None)


def _filled(template: str, card: ContactsMessage, **values: Any) -> str:
    emergency = card["emergency_number"]
    if emergency and not card.get("emergency_sure", True):
        emergency = wording_for(card["language"])["emergency_number"]["unsure"].format(number=emergency)
    return template.strip().format(emergency=emergency or _words(card)["emergency_unknown"], **values)


def _first(card: ContactsMessage) -> dict[str, str]:
    """Name of the first contact that can be called or texted, and the ways to it."""
    reachable = [each for each in card["contacts"] if each["phone"] or each["sms"]]
    contact = (reachable or card["contacts"])[0]
    return {"name": contact["name"], "ways": _ways(contact, _words(card)["line"])}


def _words(card: ContactsMessage) -> dict[str, Any]:
    return after_contacts(card["language"])


def _ways(contact: ContactEntry, words: dict[str, str]) -> str:
    phone, sms = contact["phone"], contact["sms"]
    if phone and phone == sms:
        template = words["call_or_text"]
    elif phone and sms:
        template = words["and_text"]
    else:
        template = words["call"] if phone else words["text"] if sms else words["online"]
    return str(template).format(phone=phone, sms=sms)
