"""Rasa's response generator: approved words, filled with the practice's facts at the moment of answering."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import datetime, timezone
from types import MappingProxyType
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.assistant.after_contacts import AFTER_CONTACTS
from bot.assistant.after_contacts_answers import AfterContactsAnswers
from bot.assistant.runtime import runtime
from bot.conversations.privacy import Privacy
from bot.conversations.retention import Retention
from bot.danger.finding import NOTHING, Finding
from bot.dialogue.after_contacts.deciding import AFTER_CONTACTS as AFTER_CONTACTS_RESPONSE
from bot.dialogue.after_contacts.deciding import IN_DANGER, NUMBERS, PLEA
from bot.dialogue.after_contacts.state import read
from bot.dialogue.apps import app_not_used
from bot.dialogue.contacts_first import Place, place_of
from bot.dialogue.folding import before_more, unsaid
from bot.dialogue.forms import ANY, LEFT_OUT_IF_STRICT, NOTE_SLOTS, PREPARE_FORM
from bot.dialogue.notes import draft_buttons
from bot.dialogue.offers import offer_to_prepare, prepare_button, voices_discomfort
from bot.dialogue.told import remembered, told_in
from bot.dialogue.turns import (
    STORY_WORDS,
    already_spoke,
    finding_of,
    last_answers,
    last_topic,
    likeliest_topics,
    message_before,
    misunderstood_before,
    parsed,
    text_of,
    understood,
)
from bot.dialogue.which_therapist import ask_which_therapist, therapist_buttons
from bot.dialogue.worked_out import REPLY_FACT, asked_therapist, day_depends
from bot.helplines.contact_book import ContactBook
from bot.language.languages import written_in
from bot.practice.filling import fill
from bot.practice.wording import wording
from bot.settings import Settings
from bot.topics.catalogue import Catalogue
from bot.topics.names import id_of, is_outside, payload_of, response_of
from bot.topics.topic import COUNTRY, Topic

CRISIS_RESPONSE = "utter_crisis"
OTHER_LANGUAGE_RESPONSE = "utter_other_language"
# Two messages in a row that were not understood are enough: a person is offered.
MOST_MISUNDERSTOOD = 2
MOST_CHOICES = 3
# Topics offered to a client who goes on with the story.
MOST_NEXT = 2
# Least share of a topic that is offered so: a short message is about none in particular.
LEAST_NEXT = 0.1
# What may be folded when it is long, beside the answers to topics.
FOLDED_RESPONSES = frozenset({"utter_may_i_send"})
Message = dict[str, Any]


class ResponseWriter(TemplatedNaturalLanguageGenerator):
    """Fills responses with facts; adds the topic, buttons, further answers, notes and contacts to the message.

    What has to be worked out comes from custom actions (actions/); answers to topics, contacts and the greeting need
    none, so that a client gets them when the action server is down. Rasa refreshes the responses of this class when a
    model is loaded, because it is a templated generator.
    """

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None) -> None:
        super().__init__(domain.responses if domain else {})
        shared = runtime()
        self._catalogued, self._catalogue = self.responses, Catalogue.of_responses(self.responses)
        settings = Settings.from_environment()
        self._live = shared.live
        self._contacts = ContactBook(shared.database, self._live)
        self._retention = Retention(shared.database, settings.conversation_hours)
        self._privacy = Privacy.of(settings)
        self._left_out = LEFT_OUT_IF_STRICT if settings.strict_place else ()
        self._after_contacts = AfterContactsAnswers(self._live, self._crisis, settings.after_contacts_minutes)
        self._special = {
            "utter_which_topic": self._which_topic,
            "utter_not_what_i_meant": self._not_what_i_meant,
            "utter_goes_on": self._goes_on,
            "utter_repeat": self._repeat,
            "utter_again": self._again,
            "utter_why": self._why,
            AFTER_CONTACTS_RESPONSE: self._after_contacts.words,
            PLEA: self._after_contacts.plea,
            NUMBERS: self._after_contacts.numbers,
        }

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> Message | None:
        """The message for a response; None if there is no such response.

        Args:
            kwargs: of a response that a custom action gives (actions/): what it worked out for the {placeholders}, and
                as `variant` the id of the wording. What else it gives Rasa adds to the message.
        """
        with self._live.held():
            message = self._message(utter_action, tracker, kwargs)
        if message is not None:
            message["after_contacts"] = tracker.get_slot(AFTER_CONTACTS)
        return message

    def _message(
        self, utter_action: str, tracker: DialogueStateTracker, worked_out: Mapping[str, Any]
    ) -> Message | None:
        finding = finding_of(tracker)
        if utter_action == OTHER_LANGUAGE_RESPONSE:
            return {"text": None, "custom": self._other_language(tracker)}
        if utter_action == CRISIS_RESPONSE:
            if finding == NOTHING or parsed(tracker, AFTER_CONTACTS).get("way") == IN_DANGER:
                # A rule, a story or a way on under a plea asks for the reply, whatever was found in the words.
                finding = Finding("crisis", "suicide", "intent")
            answer = self._after_contacts.once_more(tracker) or {"text": None, "custom": self._crisis(finding, tracker)}
            return {**answer, "country": _named_country(tracker)}
        special = self._special.get(utter_action)
        message = special(tracker) if special else self._ordinary(utter_action, tracker, worked_out)
        if message is None:
            return None
        self._add_contacts(message, utter_action, tracker)
        if finding == NOTHING and not tracker.get_slot(AFTER_CONTACTS):
            message["understood"] = understood(tracker)
        if utter_action in FOLDED_RESPONSES:
            message["folds"] = True
        if tracker.active_loop_name == PREPARE_FORM:
            # The website keeps nothing of what is said to a question of this form.
            message["preparing"] = True
        message["country"] = _named_country(tracker)
        return message

    def _add_contacts(self, message: Message, utter_action: str, tracker: DialogueStateTracker) -> None:
        """Whom to call, beside an answer that does not say so itself."""
        finding = finding_of(tracker)
        if "custom" in message or "below" in message or self._after_contacts.add_to(message, tracker):
            return
        if place_of(finding) is Place.BESIDE and not already_spoke(tracker):
            message["custom"] = self._crisis(finding, tracker)
        elif id_of(utter_action) == self._topics.answering(COUNTRY) and finding == NOTHING and _named_country(tracker):
            # The answer names this practice's numbers; whoever is elsewhere needs those of that country.
            message["custom"] = self._crisis(Finding("policy", None, "country"), tracker)

    # --- answers ---

    @property
    def _topics(self) -> Catalogue:
        """Those of the model: Rasa sets `responses` anew when it loads one."""
        if self.responses is not self._catalogued:
            self._catalogued, self._catalogue = self.responses, Catalogue.of_responses(self.responses)
        return self._catalogue

    def _ordinary(
        self, utter_action: str, tracker: DialogueStateTracker, worked_out: Mapping[str, Any]
    ) -> Message | None:
        topic = self._topics.get(id_of(utter_action) or "")
        if topic and not topic.outside:
            message = self._topic(topic, tracker, worked_out)
        else:
            values = {key: value for key, value in worked_out.items() if isinstance(value, str)}
            message = self._write(utter_action, tracker, worked_out.get("variant"), values)
        takes_over = place_of(finding_of(tracker)) is Place.TAKE_OVER
        if message and topic and not tracker.active_loop_name and not takes_over:
            self._encourage(message, self._encouraging(message, topic), tracker)
        return message

    def _topic(
        self, topic: Topic, tracker: DialogueStateTracker, worked_out: Mapping[str, Any] = MappingProxyType({})
    ) -> Message | None:
        """The answer to a topic, with the answers to the message's further questions.

        Args:
            worked_out: by a custom action: `instead` stands for the whole answer, which stays a button away if that is
                `about_topic`; `opening` stands for its first paragraph; what else is text fills placeholders.
        """
        values = {key: value for key, value in worked_out.items() if isinstance(value, str)}
        message = _instead(topic, worked_out) or self._write(response_of(topic.id), tracker, values=values)
        if message is None:
            return None
        message["topic"] = topic.id
        if worked_out.get("opening"):
            _, _, rest = message["text"].partition("\n\n")
            message["text"] = f"{worked_out['opening']}\n\n{rest}"
        message.setdefault("buttons", []).extend(draft_buttons(topic.drafts))
        if topic.policy_link:
            message["link"] = self._policy_link(tracker)
        understanding = parsed(tracker, "understanding")
        if topic.label == understanding.get("label"):
            if len(text_of(tracker).split()) >= STORY_WORDS:
                # Out of a story something else may have been meant: it is to be seen at once.
                understood_as = wording("sending")["understood_as"].format(title=topic.title)
                message["text"] = f"{understood_as}\n\n{message['text']}"
            further = [id_of(label) or label for label in understanding.get("also", [])]
            also = {each: self._write(response_of(each), tracker) for each in further}
            message["also"] = [{**each, "topic": name} for name, each in also.items() if each]
        self._say_once(message, topic, tracker)
        unnamed = app_not_used(text_of(tracker), self._live.current())
        if unnamed:
            message["text"] = f"{unnamed}\n\n{message['text']}"
        return message

    def _say_once(self, message: Message, topic: Topic, tracker: DialogueStateTracker) -> None:
        """Leave out what the answer before said, unless it is asked for again, and what is said in this one already."""
        again = last_topic(tracker) == topic.id
        said = [] if again else [event.text for event in last_answers(tracker) if event.text]
        for part in (message, *message.get("also", [])):
            part["text"] = unsaid(part["text"], said)
            said = [*said, part["text"]]

    def _encouraging(self, message: Message, topic: Topic) -> Topic:
        """The topic whose words of encouragement follow: the first answered one that has any."""
        further = (self._topics.get(each["topic"]) for each in message.get("also", []))
        return next((each for each in (topic, *further) if each and each.encouragement), topic)

    def _encourage(self, message: Message, topic: Topic | None, tracker: DialogueStateTracker) -> None:
        """Offer help to raise it in session, in the topic's words for it; it has none where none was recognised."""
        own = (topic.encouragement, topic.encouragement_young) if topic else ("", "")
        self._offer(message, *own, not (topic and topic.outside) and voices_discomfort(text_of(tracker)), tracker)

    def _offer(
        self, message: Message, own: str, own_young: str, is_troubled: bool, tracker: DialogueStateTracker
    ) -> None:
        if self._left_out:
            # An offer that fits how somebody feels would rest on having found out how they feel.
            return
        offer = offer_to_prepare(own, own_young, is_troubled, tracker.get_slot("young") is not None)
        if offer is None:
            return
        said, button = offer
        message["text"] = before_more(message["text"], said)
        message["buttons"] = [button, *message.get("buttons", [])]

    def _again(self, tracker: DialogueStateTracker) -> Message | None:
        """The last topic once more, for the therapist who has now been named."""
        topic = self._topics.get(last_topic(tracker) or "")
        return self._topic(topic, tracker) if topic else self._write("utter_affirm", tracker)

    def _repeat(self, tracker: DialogueStateTracker) -> Message | None:
        """The last answer, word for word."""
        answers = last_answers(tracker)
        if not answers:
            return self._write("utter_repeat", tracker)
        text = "\n\n".join(event.text for event in answers if event.text)
        *_, last = answers
        message: Message = {"text": text, "buttons": last.data.get("buttons") or []}
        for key in ("topic", "also"):
            if last.metadata.get(key):
                message[key] = last.metadata[key]
        custom = next((event.data["custom"] for event in answers if event.data.get("custom")), None)
        return {**message, "custom": custom} if custom else message

    def _why(self, tracker: DialogueStateTracker) -> Message | None:
        """The reason behind the last answer."""
        topic = self._topics.get(last_topic(tracker) or "")
        message = self._write("utter_why", tracker)
        if message is not None:
            if topic and topic.why:
                message["text"] = self._fill(f"{topic.why} {{why_boundaries}}", tracker)
            self._offer(message, wording("encouragement")["limits"], "", True, tracker)
        return message

    # --- not understood ---

    def _which_topic(self, tracker: DialogueStateTracker) -> Message | None:
        understanding = parsed(tracker, "understanding")
        person = misunderstood_before(tracker) + 1 >= MOST_MISUNDERSTOOD
        candidates = [id_of(label) or label for label in understanding.get("candidates", [])]
        offers = understanding.get("act") == "offer"
        variant = "person" if person else "two" if offers and len(candidates) == 2 else "offer" if offers else "unsure"
        between = dict(zip(("first", "second"), map(self._topics.title, candidates), strict=False))
        message = self._with_choices(self._write("utter_which_topic", tracker, variant, between), candidates)
        if message is not None and voices_discomfort(text_of(tracker)):
            # Words of encouragement would sound as if the worry had been understood; the button helps whatever it is.
            words = message["text"]
            self._offer(message, "", "", True, tracker)
            message["text"] = words
        title = wording("sending")["maybe"].get(understanding.get("maybe"))
        if message is not None and title:
            payload = f"/{understanding['maybe']}"
            if payload not in [each["payload"] for each in message["buttons"]]:
                message["buttons"].insert(0, {"title": title, "payload": payload})
        return message

    def _not_what_i_meant(self, tracker: DialogueStateTracker) -> Message | None:
        person = misunderstood_before(tracker) + 1 >= MOST_MISUNDERSTOOD
        message = self._write("utter_not_what_i_meant", tracker, "person" if person else "again")
        wrong = last_topic(tracker)
        others = [topic for topic, _ in likeliest_topics(message_before(tracker)) if topic != wrong]
        return self._with_choices(message, others[:MOST_CHOICES])

    def _goes_on(self, tracker: DialogueStateTracker) -> Message | None:
        """That the client was heard, and what may come next: two other topics, help with words, a person."""
        message = self._write("utter_goes_on", tracker, parsed(tracker, "understanding").get("does", "continues"))
        before, latest = last_topic(tracker), tracker.latest_message
        ranking = likeliest_topics(latest.parse_data if latest else {})
        likely = [topic for topic, share in ranking if topic != before and share >= LEAST_NEXT][:MOST_NEXT]
        message = self._with_choices(message, likely)
        if message is not None:
            message["buttons"].insert(len(likely), prepare_button(tracker.get_slot("young") is not None))
        return message

    def _with_choices(self, message: Message | None, topics: list[str]) -> Message | None:
        if message is not None:
            choices = [{"title": self._topics.title(each), "payload": payload_of(each)} for each in topics]
            person = {"title": wording("sending")["person"], "payload": "/human_handover"}
            message["buttons"] = [*choices, person]
        return message

    # --- words ---

    def _write(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        variant: str | None = None,
        values: Mapping[str, str] | None = None,
    ) -> Message | None:
        chosen = copy.deepcopy(self._variant(utter_action, tracker, variant))
        if chosen is None:
            return None
        chosen["buttons"] = [
            each
            for each in chosen.get("buttons") or []
            if not any(f'"answer": "{name}"' in each["payload"] for name in self._left_out)
        ]
        values = {**self._note_questions(utter_action), **(values or {})}
        template = chosen.get("text") or ""
        chosen["text"] = self._fill(template, tracker, values) or None
        chosen = {key: value for key, value in chosen.items() if key not in ("metadata", "id", "condition")}
        topic = id_of(utter_action)
        known = tracker.get_slot("therapist") or _therapist(tracker)
        if topic and not is_outside(topic) and not known:
            self._ask_therapist(chosen, template, tracker)
        return chosen

    def _note_questions(self, utter_action: str) -> dict[str, str]:
        """How many questions the form for a note has here, and which of them this is."""
        asked = [name for name in NOTE_SLOTS if name not in self._left_out]
        number = next((str(place) for place, name in enumerate(asked, 1) if utter_action == f"utter_ask_{name}"), "")
        return {"note_question": number, "note_questions": str(len(asked))}

    def _ask_therapist(self, message: Message, template: str, tracker: DialogueStateTracker) -> None:
        """Ask which therapist is meant where the answer would be long, or could name a day."""
        record = self._live.current()
        instead = ask_which_therapist(record, lambda each: self._fill(template, tracker, therapist=each))
        if instead:
            message["text"] = wording("sending")["which_therapist"]
        if instead or day_depends(template, record, _now()):
            message["buttons"] = therapist_buttons(record, "/choose", "therapist")

    def _variant(self, utter_action: str, tracker: DialogueStateTracker, variant: str | None) -> Message | None:
        if variant is None:
            return self._random_response_for(utter_action, "", tracker.current_slot_values())
        return next((each for each in self.responses.get(utter_action, []) if each.get("id") == variant), None)

    def _fill(
        self,
        template: str,
        tracker: DialogueStateTracker,
        values: Mapping[str, str] | None = None,
        therapist: str | None = None,
    ) -> str:
        record, now = self._live.current(), _now()
        # The website says it first, also when Rasa is down.
        template = template.replace("{greeting}", wording("website")["disclosure"])
        chosen = therapist or _therapist(tracker)
        privacy = self._privacy.values(wording("website")["privacy"])
        own = {"conversation_hours": str(self._retention.hours()), **privacy, **(values or {})}
        not_asked = chosen is None and not tracker.get_slot("therapist")
        if REPLY_FACT not in own and not_asked and day_depends(template, record, now):
            own[REPLY_FACT] = wording("sending")["which_therapist_day"]
        return fill(template, record, chosen, now, own)

    def _crisis(self, finding: Finding, tracker: DialogueStateTracker) -> Message:
        told = remembered(told_in(tracker), read(tracker.get_slot(AFTER_CONTACTS)))
        language = finding.language or _language(tracker)
        return {**self._contacts.crisis_message(finding, _country(tracker), told, language), "rule": finding.rule}

    def _other_language(self, tracker: DialogueStateTracker) -> Message:
        """Whom to call, with words in the client's language: what they wrote may have been about a danger."""
        texts = wording("other_languages")
        said: str = texts[parsed(tracker, "language").get("code", "other")]
        found = finding_of(tracker)
        finding = Finding("policy", None, "other_language") if place_of(found) is Place.NOWHERE else found
        message = self._crisis(finding, tracker)
        # Who is in danger reads about that, in their language; else that the chat understands English alone.
        in_danger = place_of(finding) is Place.TAKE_OVER
        return message if in_danger else {**message, "text": self._fill(said, tracker), "above": 1}

    def _policy_link(self, tracker: DialogueStateTracker) -> dict[str, str]:
        known = self._live.current().therapist(_therapist(tracker))
        return {"title": wording("sending")["policy_link"], "path": f"/policy/{known.id}" if known else "/policy"}


def _named_country(tracker: DialogueStateTracker) -> str | None:
    """The country that the message names."""
    message = tracker.latest_message
    named = [each["value"] for each in (message.entities if message else []) if each.get("entity") == "country"]
    return str(named[-1]) if named else None


def _country(tracker: DialogueStateTracker) -> str | None:
    """Whose contacts the client wants: named just now, chosen on the page, or named earlier; None if never said."""
    metadata = tracker.latest_message.metadata if tracker.latest_message else None
    chosen = (metadata or {}).get("country") or tracker.get_slot("country")
    return _named_country(tracker) or chosen


def _language(tracker: DialogueStateTracker) -> str | None:
    """The language of the message, else the one in which the client reads the page; None for English."""
    metadata = tracker.latest_message.metadata if tracker.latest_message else None
    return finding_of(tracker).language or written_in(text_of(tracker)) or (metadata or {}).get("language")


def _therapist(tracker: DialogueStateTracker) -> str | None:
    """The therapist whom the message is about, or who was named; None also for a client who is not sure."""
    chosen = asked_therapist(tracker) or tracker.get_slot("therapist")
    return None if chosen in (None, ANY) else str(chosen)


def _instead(topic: Topic, worked_out: Mapping[str, Any]) -> Message | None:
    """What was worked out in place of a topic's answer, if anything."""
    if not worked_out.get("instead"):
        return None
    more = {"title": wording("sending")["more_about"].format(title=topic.title), "payload": payload_of(topic.id)}
    return {"text": worked_out["instead"], "buttons": [more] if worked_out.get("about_topic") else []}


def _now() -> datetime:
    return datetime.now(timezone.utc)
