"""Rasa component: what a message means after contacts were shown, and pleas that say no more than "help me"."""

import time
from typing import Any, Dict, List, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.constants import ACTION_DEACTIVATE_LOOP_NAME
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.assistant.form_answers import set_intent
from bot.assistant.sentence_vectors import whole_vector
from bot.assistant.this_turn import actions_since_message
from bot.assistant.topic_classifier import UNDERSTANDING
from bot.dialogue.after_contacts.answering import way_named
from bot.dialogue.after_contacts.deciding import IN_DANGER, PLEA_INTENT, Decision, Heard, counts, decide
from bot.dialogue.after_contacts.pleas import NearestPleas, is_plea, names_a_person
from bot.dialogue.after_contacts.recognising import (
    ELSEWHERE,
    NearestExamples,
    by_pattern,
    examples,
    is_about_contact,
    is_about_practice,
    meant,
)
from bot.dialogue.after_contacts.state import AfterContacts, later, read
from bot.dialogue.told import told_in
from bot.dialogue.turns import finding_of, last_response, parsed
from bot.helplines.asking import asking
from bot.language.encoder import load_encoder
from bot.settings import Settings
from bot.topics.names import FAQ_PREFIX
from bot.understanding.questions import asks, question_spans

# Slot, message property and intent of this name. The property: {"state": before the message, "meant": see there, "way":
# the intent of a way on under a plea that was typed, "by_pattern": whether a pattern tells what is meant, "answered":
# whether a topic would be answered, "about_contact": whether it speaks of the therapist or of contact, "asked": what a
# number is asked for, "only_asked": whether that is all}. Buttons have none.
AFTER_CONTACTS = "after_contacts"
# Confidence in a topic from which a question without a word of the practice's is about it, after contacts.
PLAIN = 0.9
# Score from which a small intent is no plea in other words.
PLAINLY_SMALL = 0.5
OTHER_LANGUAGE, PERSON = "other_language", "human_handover"
# Wishes that are met as always where a danger is possible and not likely.
ASKED_FOR = frozenset({"check_message", "draft_message", "prepare_session"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class AfterContactsReader(GraphComponent, IntentClassifier):
    """While the state after contacts holds, sets what a message means there; else the intent of a plea.

    The state is the slot's, or what the website sends along, whichever is newer: contacts may have been shown while
    Rasa was down.
    """

    def __init__(self, nearest: Optional[NearestExamples] = None, pleas: Optional[NearestPleas] = None) -> None:
        self._nearest, self._pleas = nearest, pleas
        self._minutes = Settings.from_environment().after_contacts_minutes

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "AfterContactsReader":
        """For training, which needs no examples."""
        return cls()

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "AfterContactsReader":
        """For answering, with the vectors of the examples."""
        (texts, names), encode = examples(), load_encoder().encode
        return cls(NearestExamples(encode(texts), names), NearestPleas(encode))

    def process(self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None) -> List[Message]:
        """Read the messages."""
        for message in messages:
            text = message.get(TEXT) or ""
            state, is_answered = self._state(message, tracker), _is_answered(message, text)
            in_form = bool(tracker and tracker.active_loop_name)
            category, way, asked = None, None, asking("" if text.startswith("/") else text)
            is_plain = False
            if text and not text.startswith("/"):
                way = way_named(text)
                if in_form and way != IN_DANGER:
                    way = None
                if state is not None and not in_form and way is None:
                    category = self._meant(message, text, state.kind)
                    is_plain = category is not None and category == by_pattern(text, state.kind)
                    if not counts(state, category, is_plain):
                        category, is_plain = None, False
                if way is not None:
                    set_intent(message, way)
                    is_answered = False
                elif category is not None:
                    set_intent(message, AFTER_CONTACTS)
                elif (state is None or in_form) and (
                    is_plea(text) or self._is_near_plea(message, in_form or is_answered, _is_in_talk(tracker))
                ):
                    set_intent(message, PLEA_INTENT)
                    is_answered = False
            told = {
                "state": state.as_dict() if state else None,
                "meant": category,
                "way": way,
                "by_pattern": is_plain,
                "answered": is_answered,
                "about_contact": _is_about_contact(message, text),
                "asked": sorted(asked.topics),
                "only_asked": asked.alone,
            }
            message.set(AFTER_CONTACTS, told, add_to_output=True)
        return messages

    def _state(self, message: Message, tracker: Optional[DialogueStateTracker]) -> Optional[AfterContacts]:
        return _state(tracker, message.get("metadata"), self._minutes)

    def _is_near_plea(self, message: Message, is_something_else: bool, in_talk: bool) -> bool:
        if is_something_else or self._pleas is None or _is_plainly_small(message) or _asks_for_a_person(message):
            return False
        return self._pleas.is_plea(message.get(TEXT), whole_vector(message), in_talk)

    def _meant(self, message: Message, text: str, kind: str) -> Optional[str]:
        if _intent(message) == OTHER_LANGUAGE and by_pattern(text, kind) is None:
            return None
        if any(each["entity"] == "country" for each in message.get(ENTITIES) or []):
            return ELSEWHERE
        nearest = self._nearest.category(text, whole_vector(message), kind) if self._nearest else None
        return meant(
            text, kind, _is_plainly_a_topic(message, text), _asks(text), nearest, _intent(message) in ASKED_FOR
        )


def _intent(message: Message) -> Optional[str]:
    return (message.get(INTENT) or {}).get("name")


def _is_in_talk(tracker: Optional[DialogueStateTracker]) -> bool:
    return tracker is not None and last_response(tracker) is not None


def _is_topic(message: Message) -> bool:
    """Whether one of the topics would be answered."""
    understanding = message.get(UNDERSTANDING) or {}
    return understanding.get("act") == "answer" and str(understanding.get("label", "")).startswith(FAQ_PREFIX)


def _is_plainly_small(message: Message) -> bool:
    """Whether it is a small intent beyond doubt: "stop" is no plea, however near it is to "make it stop, please"."""
    is_small = (message.get(UNDERSTANDING) or {}).get("act") == "intent" and _intent(message) != PERSON
    return is_small and (message.get(INTENT) or {}).get("confidence", 0.0) >= PLAINLY_SMALL


def _asks_for_a_person(message: Message) -> bool:
    """Whether it is a person at the practice who is wanted: "let me talk to a person" is near to pleas."""
    return _intent(message) == PERSON and names_a_person(message.get(TEXT))


def _is_about_contact(message: Message, text: str) -> bool:
    """Whether it speaks of the therapist or of contact; a wish for somebody does where it names a person there."""
    return _asks_for_a_person(message) if _intent(message) == PERSON else is_about_contact(text)


def _is_plainly_a_topic(message: Message, text: str) -> bool:
    """Whether a topic would be answered, and is meant after contacts too: "am I in trouble" is not about recordings."""
    confidence = (message.get(UNDERSTANDING) or {}).get("confidence", 0.0)
    is_plain = confidence >= PLAIN or is_about_practice(text) or bool(message.get(ENTITIES))
    return _is_topic(message) and is_plain


def _is_answered(message: Message, text: str) -> bool:
    """Whether what always answers may: something was asked, or is about contact ("my partner hits me" is neither)."""
    if _intent(message) in ASKED_FOR:
        return True
    return _is_topic(message) and (_asks(text) or is_about_practice(text) or bool(message.get(ENTITIES)))


def _asks(text: str) -> bool:
    return any(asks(text[start:end]) for start, end in question_spans(text))


def _state(
    tracker: Optional[DialogueStateTracker], metadata: Optional[Dict[str, Any]], minutes: float
) -> Optional[AfterContacts]:
    """The state that holds now: the slot's, or the website's if that is newer."""
    slot = tracker.get_slot(AFTER_CONTACTS) if tracker else None
    state = later(read(slot), read((metadata or {}).get(AFTER_CONTACTS)))
    return None if state is None or state.is_over(time.time(), minutes) else state


def _came_in_form(tracker: DialogueStateTracker) -> bool:
    """Whether a form waited for the latest message, which may have ended it since."""
    return tracker.active_loop_name is not None or ACTION_DEACTIVATE_LOOP_NAME in actions_since_message(tracker)


def decision_of(tracker: DialogueStateTracker, minutes: float) -> Decision:
    """What answers the latest message, as far as danger has to do with it.

    A button's payload goes through no component: its state is the slot's.
    """
    message, told = tracker.latest_message, parsed(tracker, AFTER_CONTACTS)
    text = (message.text or "") if message else ""
    state = read(told.get("state")) if told else _state(tracker, message.metadata if message else None, minutes)
    said = told_in(tracker)
    heard = Heard(
        finding=finding_of(tracker),
        intent=told.get("way") or parsed(tracker, "intent").get("name") or "",
        is_answered=bool(told.get("answered")),
        is_about_contact=bool(told.get("about_contact")),
        is_button=text.startswith("/"),
        in_form=_came_in_form(tracker),
        meant=told.get("meant"),
        asked=frozenset(told.get("asked", ())),
        only_asked=bool(told.get("only_asked")),
        by_pattern=bool(told.get("by_pattern")),
        groups=said.groups,
        circumstance=said.circumstance,
    )
    return decide(state, heard, time.time())
