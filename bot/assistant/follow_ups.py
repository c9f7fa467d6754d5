"""Rasa component: short messages that only have a meaning after an answer, such as "and by email?"."""

import re
from typing import Any, Dict, FrozenSet, List, Optional

from rasa.engine.graph import GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.assistant.form_answers import add_entities, intent_of, set_intent
from bot.assistant.kept_data import KeepsData
from bot.assistant.topic_classifier import UNDERSTANDING
from bot.dialogue.sending import asks_to_send
from bot.dialogue.turns import last_check, last_response, last_topic
from bot.practice.persons import ASKED_THERAPIST, OF_OTHERS, SEES
from bot.practice.therapist_names import NAMESAKES
from bot.settings import PROJECT_ROOT
from bot.topics.catalogue import Catalogue
from bot.topics.names import FAQ, RETRIEVAL_INTENTS, label_of, response_of
from bot.topics.topic import COUNTRY, TIMES
from bot.understanding.questions import asks

# A message of more words than this says by itself what it means.
MOST_WORDS = 9
CHECKED = "utter_may_i_send"
NEVER = r"(?!)"
# What a message may name that only takes up the topic before. What it is about ("my file") makes it a question of its
# own, but after a check it changes what is to be sent.
TOPIC_ENTITIES = frozenset({"channel", "therapist", ASKED_THERAPIST, OF_OTHERS, SEES, NAMESAKES, "when"})
CHECK_ENTITIES = TOPIC_ENTITIES | {"purpose"}
# After these, "I'm in Canada" asks whom to call there.
CONTACTS_RESPONSES = frozenset({"utter_crisis", "utter_other_language"})
# What Rasa's response selector would set, as TopicClassifier does.
SELECTOR = "response_selector"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FollowUps(KeepsData, GraphComponent, IntentClassifier):
    """Gives a message the topic or intent that it has after the last answer; without an answer it changes nothing.

    Also reads "is it ok if I email her my journal?" as a message to check where no topic was sure to be meant, and
    "write a message to cancel" as a request for a draft.
    """

    DATA = PROJECT_ROOT / "data" / "dialogue" / "follow_ups.yml"

    def __init__(self, model_storage: ModelStorage, resource: Resource, content: Dict[str, Any]) -> None:
        super().__init__(model_storage, resource, content)
        self._little = frozenset(str(word) for word in content["little_words"])
        self._leave = frozenset(str(word) for word in content["leave_words"])
        self._times = re.compile(rf"\b(?:{'|'.join(content['times'])})\b", re.IGNORECASE)
        self._draft = re.compile(content["draft"], re.IGNORECASE)
        self._can_they = re.compile(content["can_they"], re.IGNORECASE)
        # Models made before there was such a pattern have none.
        self._office = re.compile("|".join(content.get("office", [NEVER])), re.IGNORECASE)
        self._topics = Catalogue([])
        self._domain: Optional[Domain] = None

    def process(
        self,
        messages: List[Message],
        tracker: Optional[DialogueStateTracker] = None,
        domain: Optional[Domain] = None,
    ) -> List[Message]:
        """Read the messages in the light of the last answer; the domain's responses tell what follows a topic."""
        if domain is not None and domain is not self._domain:
            self._domain, self._topics = domain, Catalogue.of_responses(domain.responses)
        for message in messages:
            text = message.get(TEXT) or ""
            if not text or text.startswith("/") or tracker is None or tracker.active_loop_name:
                continue
            if self._draft.search(text) and intent_of(message) != "prepare_session":
                set_intent(message, "draft_message")
            elif self._office.search(text.replace("\u2019", "'")):
                set_intent(message, "human_handover")
            elif _only_names_own(message, text):
                set_intent(message, "choose")
            elif not self._follow(message, text, tracker) and (_is_unsure(message) or _is_draft(message)):
                self._ask_leave(message, text)
        return messages

    def _ask_leave(self, message: Message, text: str) -> None:
        """Read "may I ...?" about a channel: what is to be sent is checked, a bare channel is that channel's topic."""
        named = {entity["entity"]: entity["value"] for entity in message.get(ENTITIES) or []}
        if "channel" not in named or not asks_to_send(text):
            return
        if "purpose" in named:
            set_intent(message, "check_message")
        elif _is_unsure(message) and self._names_only(message, text, more=self._leave):
            topic = self._topics.answering(named["channel"])
            if topic:
                set_topic(message, topic)

    def _follow(self, message: Message, text: str, tracker: DialogueStateTracker) -> bool:
        """Whether the message was a follow-up; if so, it now says what it means."""
        topic, response = last_topic(tracker), last_response(tracker)
        if response is None or len(text.split()) > MOST_WORDS:
            return False
        if topic and self._can_they.match(re.sub(r"[^\w ]+", " ", text).strip()):
            set_intent(message, "can_they")
            return True
        named = {entity["entity"]: entity["value"] for entity in message.get(ENTITIES) or []}
        whom_to_call = self._topics.answering(COUNTRY)
        if "country" in named and whom_to_call and response in {*CONTACTS_RESPONSES, response_of(whom_to_call)}:
            set_topic(message, whom_to_call)
            return True
        changes_check = response == CHECKED and named.keys() & {"channel", "purpose", "therapist"}
        if changes_check and self._names_only(message, text, CHECK_ENTITIES):
            before = {name: value for name, value in last_check(tracker).items() if name not in named}
            set_intent(message, "check_message")
            add_entities(message, before)
            return True
        if not self._names_only(message, text):
            return False
        if named.keys() & {"therapist", ASKED_THERAPIST, OF_OTHERS, NAMESAKES} and topic:
            set_intent(message, "choose")
            return True
        follow = self._topic_for(topic, named, text) if topic else None
        if follow is None:
            return False
        set_topic(message, follow)
        return True

    def _topic_for(self, before: str, named: Dict[str, str], text: str) -> Optional[str]:
        if "channel" in named:
            return self._topics.after(before, named["channel"])
        return self._topics.after(before, TIMES) if self._times.search(text) else None

    def _names_only(
        self,
        message: Message,
        text: str,
        entities: FrozenSet[str] = TOPIC_ENTITIES,
        more: FrozenSet[str] = frozenset(),
    ) -> bool:
        """Whether nothing is left without the `entities` that the message names, little words and `more`."""
        spans = [
            (entity["start"], entity["end"]) for entity in message.get(ENTITIES) or [] if entity["entity"] in entities
        ]
        times = [match.span() for match in self._times.finditer(text)]
        if not spans and not times:
            return False
        left = "".join(
            " " if any(start <= position < end for start, end in [*spans, *times]) else letter
            for position, letter in enumerate(text)
        )
        words = re.findall(r"[\w']+", left.casefold().replace("\u2019", "'"))
        return all(word in self._little or word in more for word in words)


def _is_unsure(message: Message) -> bool:
    return (message.get(UNDERSTANDING) or {}).get("act") in ("offer", "unsure")


def _only_names_own(message: Message, text: str) -> bool:
    """Whether the client says whom they see, and asks nothing: "I see Daniel"."""
    named = {entity["entity"] for entity in message.get(ENTITIES) or []}
    is_short = len(text.split()) <= MOST_WORDS
    return SEES in named and is_short and not asks(text) and not asks_to_send(text)


def _is_draft(message: Message) -> bool:
    """Taken by the classifier for a request for a draft, which a question for leave is not."""
    return intent_of(message) == "draft_message"


def set_topic(message: Message, topic: str) -> None:
    """Make the message a question of this topic, as if the classifier had been sure of it."""
    label = label_of(topic)
    message.set(INTENT, {"name": FAQ, "confidence": 1.0}, add_to_output=True)
    selector = dict(message.get(SELECTOR) or {})
    chosen = {"confidence": 1.0, "intent_response_key": label}
    selector[FAQ] = {
        "response": {**chosen, "responses": None, "utter_action": response_of(topic)},
        "ranking": [chosen],
    }
    selector.setdefault("all_retrieval_intents", list(RETRIEVAL_INTENTS))
    message.set(SELECTOR, selector, add_to_output=True)
    understanding = {"act": "answer", "label": label, "confidence": 1.0, "candidates": [], "also": []}
    message.set(UNDERSTANDING, understanding, add_to_output=True)
