"""Rasa's response generator: approved words, filled with the practice's facts at the moment of answering."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.answers.contacts import ContactBook
from bot.answers.days import open_on
from bot.answers.filling import fill
from bot.answers.notes import draft, draft_buttons, draft_wanted, prepared_note, where_to_send
from bot.answers.offers import offer_to_prepare
from bot.answers.sending import may_i_send, reply_to
from bot.answers.therapists import ask_which_therapist, therapist_buttons
from bot.conversations.forms import ANY, PREPARE_FORM, PREPARED_NOTE
from bot.conversations.retention import Retention
from bot.conversations.turns import (
    TOPIC_RESPONSE,
    already_spoke,
    finding_of,
    last_answers,
    last_topic,
    message_before,
    misunderstood_before,
    named,
    parsed,
    understood,
)
from bot.crisis.finding import NOTHING, Finding
from bot.database.engine import Database
from bot.practice.facts import describe
from bot.practice.live import LiveRecord
from bot.practice.wording import wording
from bot.settings import Settings
from bot.understanding.moments import sent_at
from bot.understanding.sending import asks_to_send
from bot.understanding.therapist_names import NAMESAKES

CRISIS_RESPONSE = "utter_crisis"
OTHER_LANGUAGE_RESPONSE = "utter_other_language"
EMERGENCY_RESPONSE = "utter_faq/emergency_contact"
# Topics of which "may I send this?" is a special case: then that is answered.
SENDING_TOPICS = frozenset(
    {
        "texting_allowed",
        "email_allowed",
        "portal_messaging",
        "contact_channels",
        "contact_outside_sessions",
        "what_to_contact_about",
    }
)
# Topics of which it is one if a channel is named too.
ALSO_SENDING_TOPICS = frozenset(
    {"reschedule_cancel", "late_or_missed_session", "book_session", "contact_fees", "between_session_support"}
)
# "And what about by email?": it goes on with what the message before was about.
MOST_FOLLOW_UP_WORDS = 5
# Two messages in a row that were not understood are enough: a person is offered.
MOST_MISUNDERSTOOD = 2
MOST_CHOICES = 3
# The whole policy on one page belongs under these.
POLICY_TOPICS = frozenset({"contact_channels", "what_to_contact_about", "rules_and_ethics", "contact_outside_sessions"})

# Under these the client may name the day that is asked about.
DAY_TOPICS = frozenset({"contact_hours"})

Message = dict[str, Any]


class ResponseWriter(TemplatedNaturalLanguageGenerator):
    """Fills responses with facts; adds the topic, buttons, further answers, notes and contacts to the message.

    What needs working out is worked out here and not in custom actions, so that a client gets an answer when the
    action server is down. Rasa refreshes the responses of this class when a model is loaded, because it is a
    templated generator.
    """

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None) -> None:
        super().__init__(domain.responses if domain else {})
        settings = Settings.from_environment()
        database = Database(settings.database_url)
        self._live = LiveRecord(database)
        self._contacts = ContactBook(database, self._live)
        self._retention = Retention(database, settings.conversation_hours)
        self._special = {
            "utter_which_topic": self._which_topic,
            "utter_not_what_i_meant": self._not_what_i_meant,
            "utter_repeat": self._repeat,
            "utter_again": self._again,
            "utter_why": self._why,
            "utter_may_i_send": self._may_i_send,
            "utter_ask_for_therapist": self._ask_for_therapist,
            "utter_draft": self._draft,
            PREPARED_NOTE: self._prepared_note,
        }

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> Message | None:
        """The message for a response; None if there is no such response."""
        with self._live.held():
            return self._generate(utter_action, tracker)

    def _generate(self, utter_action: str, tracker: DialogueStateTracker) -> Message | None:
        finding = finding_of(tracker)
        if utter_action == OTHER_LANGUAGE_RESPONSE:
            return {"text": None, "custom": self._other_language(tracker)}
        if utter_action == CRISIS_RESPONSE:
            if finding == NOTHING:
                # A rule or story asks for the reply without a finding of this turn.
                finding = Finding("crisis", "suicide", "intent")
            return {"text": None, "custom": self._crisis(finding, tracker), "country": _named_country(tracker)}
        special = self._special.get(utter_action)
        message = special(tracker) if special else self._ordinary(utter_action, tracker)
        if message is None:
            return None
        if finding.shows_contacts and not finding.takes_over and not already_spoke(tracker):
            message["custom"] = self._crisis(finding, tracker)
        elif utter_action == EMERGENCY_RESPONSE and finding == NOTHING and _named_country(tracker):
            # The answer names this practice's numbers; whoever is elsewhere needs those of that country.
            message["custom"] = self._crisis(Finding("policy", None, "country"), tracker)
        if finding == NOTHING:
            message["understood"] = understood(tracker)
        if tracker.active_loop_name == PREPARE_FORM:
            # The website keeps nothing of what is said to a question of this form.
            message["preparing"] = True
        message["country"] = _named_country(tracker)
        return message

    # --- answers ---

    def _ordinary(self, utter_action: str, tracker: DialogueStateTracker) -> Message | None:
        topic = utter_action.removeprefix("utter_")
        if utter_action.startswith(TOPIC_RESPONSE):
            message = self._topic(topic, tracker)
        else:
            message = self._write(utter_action, tracker)
        if message is None:
            return None
        if "/" in topic and not tracker.active_loop_name and not finding_of(tracker).takes_over:
            self._encourage(message, topic.removeprefix("faq/"), tracker)
        return message

    def _topic(self, label: str, tracker: DialogueStateTracker) -> Message | None:
        """The answer to a topic, with the answers to the message's further questions."""
        message = (
            self._which_namesake(tracker)
            or self._special_case(label, tracker)
            or self._write(f"utter_{label}", tracker)
        )
        if message is None:
            return None
        topic = label.removeprefix("faq/")
        message["topic"] = label
        if topic in DAY_TOPICS:
            day = open_on(self._live.current(), _therapist(tracker), _text(tracker), _now())
            message["text"] = f"{day}\n\n{message['text']}" if day else message["text"]
        message.setdefault("buttons", []).extend(draft_buttons(topic))
        if topic in POLICY_TOPICS:
            message["link"] = self._policy_link(tracker)
        understanding = parsed(tracker, "understanding")
        if label == understanding.get("label"):
            also = {each: self._write(f"utter_{each}", tracker) for each in understanding.get("also", [])}
            message["also"] = [{**each, "topic": name} for name, each in also.items() if each]
        return message

    def _which_namesake(self, tracker: DialogueStateTracker) -> Message | None:
        """The question whom the client means by a name that several therapists have."""
        ids = named(tracker).get(NAMESAKES)
        if ids is None:
            return None
        buttons = therapist_buttons(self._live.current(), "/choose", "therapist", only=ids.split())
        return {"text": wording("sending")["which_namesake"], "buttons": buttons}

    def _special_case(self, label: str, tracker: DialogueStateTracker) -> Message | None:
        """The answer for what the client wants to send, if that was said; the topic stays a button away."""
        topic, said = label.removeprefix("faq/"), named(tracker)
        text = _text(tracker)
        short = len(text.split()) <= MOST_FOLLOW_UP_WORDS
        if short and "channel" in said and "purpose" not in said and not asks_to_send(text):
            # "and by email?" after "can I text her to move my session?" is about moving it as well.
            before = message_before(tracker)
            purposes = [each["value"] for each in before.get("entities", []) if each["entity"] == "purpose"]
            if last_topic(tracker) and purposes and asks_to_send(before.get("text") or ""):
                text, said = before["text"], {"purpose": purposes[0], **said}
        sending = topic in SENDING_TOPICS or (topic in ALSO_SENDING_TOPICS and "channel" in said)
        if not sending or "purpose" not in said or not asks_to_send(text):
            return None
        therapist = said.get("therapist") or _therapist(tracker)
        advice = may_i_send(self._live.current(), therapist, said["purpose"], said.get("channel"), _now())
        more = wording("sending")["more_about"].format(title=self.title(label))
        return {"text": advice, "buttons": [{"title": more, "payload": f"/{label}"}]}

    def _encourage(self, message: Message, topic: str, tracker: DialogueStateTracker) -> None:
        offer = offer_to_prepare(topic, _text(tracker), tracker.get_slot("young") is not None)
        if offer is None:
            return
        said, button = offer
        message["text"] = f"{message['text']}\n\n{said}"
        message["buttons"] = [button, *message.get("buttons", [])]

    def _again(self, tracker: DialogueStateTracker) -> Message | None:
        """The last topic once more, for the therapist who has now been named."""
        topic = last_topic(tracker)
        return self._topic(f"faq/{topic}", tracker) if topic else self._write("utter_affirm", tracker)

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
        topic = last_topic(tracker)
        reason = wording("follow_ups")["why"].get(topic)
        message = self._write("utter_why", tracker)
        if message is not None:
            if reason:
                message["text"] = self._fill(f"{reason.strip()} {{why_boundaries}}", tracker)
            self._encourage(message, "boundaries_why", tracker)
        return message

    # --- not understood ---

    def _which_topic(self, tracker: DialogueStateTracker) -> Message | None:
        understanding = parsed(tracker, "understanding")
        person = misunderstood_before(tracker) + 1 >= MOST_MISUNDERSTOOD
        variant = "person" if person else "offer" if understanding.get("act") == "offer" else "unsure"
        message = self._with_choices(
            self._write("utter_which_topic", tracker, variant), understanding.get("candidates", [])
        )
        if message is not None:
            # Whatever is meant, a worry deserves the offer.
            self._encourage(message, "", tracker)
        return message

    def _not_what_i_meant(self, tracker: DialogueStateTracker) -> Message | None:
        person = misunderstood_before(tracker) + 1 >= MOST_MISUNDERSTOOD
        message = self._write("utter_not_what_i_meant", tracker, "person" if person else "again")
        before = message_before(tracker)
        ranking = before.get("response_selector", {}).get("faq", {}).get("ranking", [])
        wrong = f"faq/{last_topic(tracker)}"
        others = [each["intent_response_key"] for each in ranking if each["intent_response_key"] != wrong]
        return self._with_choices(message, others[:MOST_CHOICES])

    def _with_choices(self, message: Message | None, topics: list[str]) -> Message | None:
        if message is not None:
            choices = [{"title": self.title(topic), "payload": f"/{topic}"} for topic in topics]
            person = {"title": wording("sending")["person"], "payload": "/human_handover"}
            message["buttons"] = [*choices, person]
        return message

    # --- worked out from the contact policy, or from what the client said ---

    def _may_i_send(self, tracker: DialogueStateTracker) -> Message | None:
        slots, said = tracker.current_slot_values(), named(tracker)
        therapist = slots.get("for_therapist") or _therapist(tracker)
        purpose = slots.get("purpose") or said.get("purpose")
        channel = slots.get("channel") or said.get("channel")
        advice = may_i_send(self._live.current(), None if therapist == ANY else therapist, purpose, channel, _now())
        return self._write("utter_may_i_send", tracker, values={"advice": advice})

    def _ask_for_therapist(self, tracker: DialogueStateTracker) -> Message | None:
        message = self._write("utter_ask_for_therapist", tracker)
        if message is not None:
            message["buttons"] = therapist_buttons(self._live.current(), "/inform", "for_therapist")
        return message

    def _draft(self, tracker: DialogueStateTracker) -> Message | None:
        said, record = named(tracker), self._live.current()
        wanted = draft_wanted(said, _text(tracker))
        if wanted is None:
            return self._write("utter_draft", tracker, "which")
        known = record.therapist(_therapist(tracker))
        where = where_to_send(wanted, record, _therapist(tracker), _now())
        message = self._write("utter_draft", tracker, "draft", {"where_to_send": where})
        return {**message, "note": draft(wanted, said, known.name if known else None)} if message else None

    def _prepared_note(self, tracker: DialogueStateTracker) -> Message | None:
        message = self._write(PREPARED_NOTE, tracker)
        return {**message, "note": prepared_note(tracker.current_slot_values())} if message else None

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
        template = chosen.get("text") or ""
        chosen["text"] = self._fill(template, tracker, values) or None
        chosen = {key: value for key, value in chosen.items() if key not in ("metadata", "id", "condition")}
        if utter_action.startswith(TOPIC_RESPONSE) and not tracker.get_slot("therapist"):
            self._ask_therapist(chosen, template, tracker)
        return chosen

    def _ask_therapist(self, message: Message, template: str, tracker: DialogueStateTracker) -> None:
        """Ask which therapist is meant where the answer would be long, or could name a day."""
        record = self._live.current()
        instead = ask_which_therapist(record, lambda each: self._fill(template, tracker, therapist=each))
        if instead:
            message["text"] = wording("sending")["which_therapist"]
        if instead or self._day_depends(template):
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
        chosen = therapist or _therapist(tracker)
        own = {"conversation_hours": str(self._retention.hours()), **(values or {})}
        if "{reply_if_written_now}" in template:
            # Whoever tells when they wrote wants to know about that message, not about one sent now.
            sent = sent_at(_text(tracker), now, record.timezone)
            not_asked = chosen is None and not tracker.get_slot("therapist")
            if sent is None and not_asked and self._day_depends(template):
                own["reply_if_written_now"] = wording("sending")["which_therapist_day"]
            elif sent:
                own["reply_if_written_now"] = reply_to(record, chosen, sent, named(tracker).get("channel"), now)
        return fill(template, record, chosen, now, own)

    def _day_depends(self, template: str) -> bool:
        """Whether an answer names a day that differs from therapist to therapist."""
        fact = "reply_if_written_now"
        if f"{{{fact}}}" not in template:
            return False
        record = self._live.current()
        return len({describe(fact, record, each.id, _now()) for each in record.therapists}) > 1

    def _crisis(self, finding: Finding, tracker: DialogueStateTracker) -> Message:
        return {**self._contacts.crisis_message(finding, _country(tracker)), "rule": finding.rule}

    def _other_language(self, tracker: DialogueStateTracker) -> Message:
        """Whom to call, with words in the client's language: what they wrote may have been about a danger."""
        texts = wording("other_languages")
        said: str = texts[parsed(tracker, "language").get("code", "other")]
        found = finding_of(tracker)
        finding = found if found.shows_contacts else Finding("policy", None, "other_language")
        return {**self._crisis(finding, tracker), "text": self._fill(said, tracker)}

    def _policy_link(self, tracker: DialogueStateTracker) -> dict[str, str]:
        known = self._live.current().therapist(_therapist(tracker))
        return {"title": wording("sending")["policy_link"], "path": f"/policy/{known.id}" if known else "/policy"}

    def title(self, topic: str) -> str:
        """The topic's question in the client's words, for a button."""
        responses = self.responses.get(f"utter_{topic}") or [{}]
        return str(responses[0].get("metadata", {}).get("title", topic))


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


def _therapist(tracker: DialogueStateTracker) -> str | None:
    """The therapist who was named; None also for a client who is not sure."""
    chosen = tracker.get_slot("therapist")
    return None if chosen in (None, ANY) else str(chosen)


def _text(tracker: DialogueStateTracker) -> str:
    return (tracker.latest_message.text or "") if tracker.latest_message else ""


def _now() -> datetime:
    return datetime.now(timezone.utc)
