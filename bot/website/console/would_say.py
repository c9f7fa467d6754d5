"""What a client would be told now for one message, from what Rasa's parse says of it; nothing is kept.

It follows the assistant's own decisions (bot.dialogue), for a message with which a conversation begins.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.danger.finding import Finding, strongest
from bot.dialogue.after_contacts.answering import if_hard, plea_answer
from bot.dialogue.after_contacts.deciding import (
    ASKED,
    CRISIS,
    DISTRESS,
    IN_DANGER_FINDING,
    NUMBERS,
    PLEA,
    Heard,
    decide,
)
from bot.dialogue.after_contacts.pleas import wants_therapist_now
from bot.dialogue.after_contacts.recognising import is_about_practice
from bot.dialogue.apps import app_not_used
from bot.dialogue.contacts_first import Place, place_of
from bot.dialogue.folding import before_more, unsaid
from bot.dialogue.forms import ANY
from bot.dialogue.offers import offer_to_prepare, voices_discomfort
from bot.dialogue.one_message import OneMessage
from bot.dialogue.open_days import open_on
from bot.dialogue.sending_answers import may_i_send
from bot.dialogue.turns import STORY_WORDS, entities_of, finding_of, parsed, text_of
from bot.dialogue.which_therapist import ask_which_therapist
from bot.dialogue.worked_out import (
    REPLY_FACT,
    Work,
    answered_topic,
    asked_therapist,
    day_depends,
    leave_asked,
    namesakes,
    reply_expected,
    work_for,
)
from bot.helplines.asking import TALK, asked_for
from bot.helplines.contact_book import ContactBook
from bot.helplines.countries import country_in
from bot.helplines.told import Told, circumstance_in, groups_in
from bot.language.languages import written_in
from bot.messages import ContactsMessage
from bot.practice.filling import placeholders
from bot.practice.persons import THERAPIST
from bot.practice.record import PracticeRecord
from bot.practice.wording import wording
from bot.topics.catalogue import Catalogue
from bot.topics.names import FAQ, OUT_OF_SCOPE, id_of
from bot.topics.reading import topic_in_file
from bot.topics.topic import COUNTRY, Topic
from bot.understanding.own_question import asks_a_question
from bot.words.checks import known_facts
from bot.words.files import WordFiles
from bot.words.live import live_words
from bot.words.preview import filled
from bot.words.wording_file import PUBLISHED, RESPONSES, SUBJECT, source_of
from bot.yaml_reading import read_yaml

# What becomes of a message.
ANSWERED, OUTSIDE, ASKED_BACK, NOT_UNDERSTOOD = "answered", "outside", "asked_back", "not_understood"
SMALL_TALK, CONTACTS, OTHER_LANGUAGE = "small_talk", "contacts", "other_language"
# Where contacts stand.
FIRST, BESIDE, LINE = "first", "beside", "line"
OFFER = "offer"
MOST_NEXT = 2
# Topics with their shares, best first.
Nearest = tuple[tuple[Topic, float], ...]


@dataclass(frozen=True)
class LiveWords:
    """The words that answer clients now.

    Attributes:
        responses: of the file of replies, by name, as Rasa has them.
        is_known: False where nobody kept the live model's words, so that these are the saved ones.
    """

    topics: Catalogue
    responses: Mapping[str, list[dict[str, Any]]]
    is_known: bool

    @classmethod
    def read(cls, files: WordFiles, models: Path) -> LiveWords:
        """Those of the live model.

        Raises:
            bot.topics.reading.FileError: a file cannot be read.
        """
        known = live_words(models)
        sources = known or {label: files.source(label) for label in files.labels()}
        subjects = [subject for subject in sources if id_of(subject)]
        others = {SUBJECT + name: source_of(files, name) for name in PUBLISHED} | sources
        responses = read_yaml(others[SUBJECT + RESPONSES])["responses"]
        return cls(
            Catalogue(topic_in_file(subject, sources[subject]) for subject in subjects), responses, known is not None
        )

    def reply(self, name: str, variant: str = "") -> str:
        """The text of a reply; empty if it has none."""
        found = self.responses.get(name, [])
        chosen = (each for each in found if not variant or each.get("id") == variant)
        return str(next(chosen, {}).get("text") or "").strip("\n")


@dataclass(frozen=True)
class WouldSay:
    """What a client would be told.

    Attributes:
        outcome: one of the names above.
        intent: Rasa's.
        confidence: 0 to 1; of what was decided on.
        nearest: the next topics with their shares.
        topics: those that are answered; first the one that the message is about.
        text: the words; empty where they hang on the conversation, or where contacts are all.
        choices: what stands on the buttons under them, as far as they are topics or therapists.
        worked_out: what was worked out for it, if anything.
        found: for what contacts are shown, where they are. place: where they are: FIRST, BESIDE or LINE.
        contacts: whom to call.
    """

    outcome: str
    intent: str
    confidence: float
    nearest: Nearest = ()
    topics: tuple[Topic, ...] = ()
    text: str = ""
    choices: tuple[str, ...] = ()
    worked_out: Work | None = None
    found: Finding | None = None
    place: str = ""
    contacts: ContactsMessage | None = None

    @property
    def facts(self) -> list[str]:
        """Names of the facts that went into the answers; none where something else stands for the answer."""
        if self.worked_out in (Work.MAY_I_SEND, Work.WHICH_NAMESAKE):
            return []
        return list(dict.fromkeys(name for each in self.topics for name in placeholders(each.answer)))


@dataclass(frozen=True)
class Teller:
    """Tells what would be said.

    Attributes:
        now: aware; the moment of answering.
        hours: after how many hours a conversation is deleted.
        privacy: values of the settings that answers take in, by name.
        strict: see `Settings.strict_place`.
    """

    words: LiveWords
    record: PracticeRecord
    book: ContactBook
    now: datetime
    hours: int
    privacy: Mapping[str, str] = field(default_factory=dict)
    strict: bool = False

    def would_say(self, parse: Mapping[str, Any], gate: Finding) -> WouldSay:
        """What a client would be told who begins with this message.

        Args:
            parse: what Rasa says of it.
            gate: what the website's own gate finds in it.
        """
        tracker = OneMessage(parse)
        finding, intent = strongest(gate, finding_of(tracker)), str(parsed(tracker, "intent").get("name") or "")
        decision = decide(None, _heard(tracker, finding, intent), time.time())
        confidence = float(parsed(tracker, "intent").get("confidence") or 0.0)
        if decision.response in (CRISIS, NUMBERS):
            asked = ASKED if decision.response == NUMBERS else None
            found = asked or (finding if finding.shows_contacts else IN_DANGER_FINDING)
            card = self._contacts(tracker, found)
            return WouldSay(CONTACTS, intent, confidence, found=found, place=FIRST, contacts=card)
        if decision.response == PLEA:
            card, question = plea_answer(self._contacts(tracker, DISTRESS), wants_therapist_now(text_of(tracker)))
            ways = tuple(each["title"] for each in question["buttons"])
            plea = WouldSay(CONTACTS, intent, confidence, text=question["text"], choices=ways)
            return replace(plea, found=DISTRESS, place=FIRST, contacts=card)
        if place_of(finding) is Place.TAKE_OVER:
            return self._in_danger(tracker, finding, intent, confidence)
        return self._beside(tracker, finding, self._ordinary(tracker, intent, confidence))

    def answer(self, topic: Topic, tracker: OneMessage) -> tuple[str, tuple[str, ...], Work | None]:
        """The words of a topic's answer to the message, what stands on its buttons, and what was worked out for it."""
        therapist, text = self._therapist(tracker), text_of(tracker)
        work = None if topic.outside else self._work(topic, tracker)
        if work is Work.WHICH_NAMESAKE:
            ids = namesakes(tracker)
            names = [each.name for each in self.record.therapists if each.id in ids]
            return wording("sending")["which_namesake"], tuple(names), work
        leave = leave_asked(tracker)
        if work is Work.MAY_I_SEND and leave:
            whose = leave.therapist or therapist
            return may_i_send(self.record, whose, leave.purpose, leave.channel, self.now, leave.text), (), work
        template = topic.answer
        if work is Work.EXPECT_REPLY:
            expected = reply_expected(text, self.record, therapist, entities_of(tracker).get("channel"), self.now)
            template = template.replace(f"{{{REPLY_FACT}}}", expected) if expected else template
        if therapist is None and not topic.outside and self._asks_which(template):
            names = [each.name for each in self.record.therapists]
            unsure = wording("sending")["which_therapist_unsure"]
            return wording("sending")["which_therapist"], (*names, unsure), None
        said = self._filled(template, therapist)
        opening = open_on(self.record, therapist, text, self.now) if work is Work.OPEN_ON_DAY else ""
        if opening:
            _, _, rest = said.partition("\n\n")
            said = f"{opening}\n\n{rest}".strip()
        return said, (), work

    def answer_itself(self, topic: Topic, tracker: OneMessage) -> str:
        """The words of a topic's answer, whatever is worked out or asked in their place."""
        return self._filled(topic.answer, self._therapist(tracker))

    def _in_danger(self, tracker: OneMessage, finding: Finding, intent: str, confidence: float) -> WouldSay:
        alone = WouldSay(CONTACTS, intent, confidence, found=finding, place=FIRST)
        alone = replace(alone, contacts=self._contacts(tracker, finding))
        topic = self.words.topics.get(id_of(str(parsed(tracker, "understanding").get("label"))) or "")
        act = parsed(tracker, "understanding").get("act")
        if topic is None or not asks_a_question(act, text_of(tracker), is_about_practice):
            return alone
        text = self.answer_itself(topic, tracker)
        return replace(alone, outcome=ANSWERED, topics=(topic,), text=text)

    def _ordinary(self, tracker: OneMessage, intent: str, confidence: float) -> WouldSay:
        """What is said where no contacts stand for the answer."""
        nearest = self._nearest(tracker)
        topic = self._topic(tracker, intent)
        if topic is not None:
            return self._answered(topic, tracker, intent, confidence, nearest)
        if intent == "nlu_fallback":
            return self._asked_back(tracker, intent, nearest)
        if intent == OTHER_LANGUAGE:
            return WouldSay(OTHER_LANGUAGE, intent, confidence)
        text = "\n\n".join(map(self.words.reply, _REPLIES.get(intent, (f"utter_{intent}",))))
        can_be_told = set(placeholders(text)) <= {*known_facts(), "greeting"}
        said = self._filled(text, self._therapist(tracker)) if can_be_told else ""
        return WouldSay(SMALL_TALK, intent, confidence, nearest[:MOST_NEXT], text=said)

    def _answered(
        self, topic: Topic, tracker: OneMessage, intent: str, confidence: float, nearest: Nearest
    ) -> WouldSay:
        text, choices, work = self.answer(topic, tracker)
        further = []
        if not topic.outside and topic.label == parsed(tracker, "understanding").get("label"):
            labels = parsed(tracker, "understanding").get("also", [])
            further = [each for each in map(self.words.topics.get, (id_of(label) or "" for label in labels)) if each]
            if len(text_of(tracker).split()) >= STORY_WORDS:
                text = f"{wording('sending')['understood_as'].format(title=topic.title)}\n\n{text}"
        said = [text]
        for each in further:
            said.append(unsaid(self.answer_itself(each, tracker), said))
        whole = "\n\n".join(said)
        unnamed = "" if topic.outside else app_not_used(text_of(tracker), self.record)
        if unnamed:
            whole = f"{unnamed}\n\n{whole}"
        topics = (topic, *further)
        nearest = tuple(each for each in nearest if each[0] not in topics)[:MOST_NEXT]
        return WouldSay(
            OUTSIDE if topic.outside else ANSWERED,
            intent,
            confidence,
            nearest,
            topics,
            self._encouraged(whole, topics, tracker),
            choices,
            work,
        )

    def _asked_back(self, tracker: OneMessage, intent: str, nearest: Nearest) -> WouldSay:
        told = parsed(tracker, "understanding")
        candidates = [id_of(label) or label for label in told.get("candidates", [])]
        titles = [self.words.topics.title(each) for each in candidates]
        offers = told.get("act") == OFFER
        variant = "two" if offers and len(titles) == 2 else OFFER if offers else "unsure"
        text = self.words.reply("utter_which_topic", variant)
        for name, title in zip(("first", "second"), titles, strict=False):
            text = text.replace(f"{{{name}}}", title)
        choices = (*titles, wording("sending")["person"])
        confidence = float(told.get("confidence") or 0.0)
        outcome = ASKED_BACK if offers else NOT_UNDERSTOOD
        return WouldSay(outcome, intent, confidence, nearest[: MOST_NEXT + 1], text=text, choices=choices)

    def _beside(self, tracker: OneMessage, finding: Finding, said: WouldSay) -> WouldSay:
        """The reply with the contacts that stand beside it, if any do."""
        place, asked = place_of(finding), {*parsed(tracker, "after_contacts").get("asked", ())} - {TALK}
        found, shown = None, BESIDE
        if said.outcome == OTHER_LANGUAGE or place is Place.BESIDE:
            found = finding if place is Place.BESIDE else Finding("policy", None, OTHER_LANGUAGE)
        elif asked:
            found = ASKED
        elif place is Place.LINE:
            found, shown = DISTRESS, LINE
        elif said.topics and said.topics[0].id == self.words.topics.answering(COUNTRY) and self._country(tracker):
            found = Finding("policy", None, "country")
        if found is None:
            return said
        contacts = self._contacts(tracker, found)
        if said.outcome == OTHER_LANGUAGE:
            # Above the numbers stands in the client's own language that the chat understands English alone.
            texts = wording("other_languages")
            code = parsed(tracker, "language").get("code", "other")
            contacts = {**contacts, "text": self._filled(texts.get(code) or texts["other"], None), "above": 1}
        text = f"{said.text}\n\n{if_hard(contacts)}" if shown == LINE and said.text else said.text
        return replace(said, text=text, found=found, place=shown, contacts=contacts)

    def _topic(self, tracker: OneMessage, intent: str) -> Topic | None:
        if intent == FAQ:
            return self.words.topics.get(answered_topic(tracker) or "")
        if intent == OUT_OF_SCOPE:
            chosen = parsed(tracker, "response_selector").get(OUT_OF_SCOPE, {}).get("response", {})
            return self.words.topics.get(id_of(str(chosen.get("intent_response_key"))) or "")
        return None

    def _nearest(self, tracker: OneMessage) -> Nearest:
        """All topics that were weighed, best first."""
        selector = parsed(tracker, "response_selector")
        ranked = [each for group in (FAQ, OUT_OF_SCOPE) for each in selector.get(group, {}).get("ranking", [])]
        shares = [(id_of(str(each["intent_response_key"])), float(each["confidence"])) for each in ranked]
        known = [(self.words.topics[each], share) for each, share in shares if each and each in self.words.topics]
        return tuple(sorted(known, key=lambda each: -each[1]))

    def _work(self, topic: Topic, tracker: OneMessage) -> Work | None:
        return work_for(topic, tracker, self.record, self.now)

    def _therapist(self, tracker: OneMessage) -> str | None:
        chosen = asked_therapist(tracker) or entities_of(tracker).get(THERAPIST)
        return None if chosen in (None, ANY) else str(chosen)

    def _asks_which(self, template: str) -> bool:
        return ask_which_therapist(self.record, lambda each: self._filled(template, each))

    def _filled(self, template: str, therapist: str | None) -> str:
        text = template.replace("{greeting}", wording("website")["disclosure"])
        for name, value in self.privacy.items():
            text = text.replace(f"{{{name}}}", value)
        if therapist is None and day_depends(text, self.record, self.now):
            text = text.replace(f"{{{REPLY_FACT}}}", wording("sending")["which_therapist_day"])
        return filled(text, self.record, therapist, self.now, self.hours)

    def _encouraged(self, text: str, topics: tuple[Topic, ...], tracker: OneMessage) -> str:
        """The answer with the offer of help to raise it in session, where there is one."""
        if self.strict:
            return text
        topic = next((each for each in topics if each.encouragement), topics[0])
        is_troubled = not topic.outside and voices_discomfort(text_of(tracker))
        offer = offer_to_prepare(topic.encouragement, topic.encouragement_young, is_troubled, is_young=False)
        return before_more(text, offer[0]) if offer else text

    def _country(self, tracker: OneMessage) -> str | None:
        named = country_in(text_of(tracker), self.book.home())
        return named.code if named else None

    def _contacts(self, tracker: OneMessage, finding: Finding) -> ContactsMessage:
        text = text_of(tracker)
        told = Told(groups_in(text), circumstance_in(text), asked_for(text))
        language = finding.language or written_in(text)
        return self.book.crisis_message(finding, self._country(tracker), told, language)


# Replies to intents that have other names; none where what is said hangs on what the message names.
_REPLIES = {
    "prepare_session": ("utter_prepare_intro", "utter_ask_what_happened"),
    "draft_message": (),
    "check_message": (),
}


def _heard(tracker: OneMessage, finding: Finding, intent: str) -> Heard:
    told = parsed(tracker, "after_contacts")
    return Heard(
        finding=finding,
        intent=intent,
        is_answered=bool(told.get("answered")),
        is_about_contact=bool(told.get("about_contact")),
        asked=frozenset(told.get("asked", ())),
        only_asked=bool(told.get("only_asked")),
    )
