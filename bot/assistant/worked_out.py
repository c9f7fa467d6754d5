"""Rasa policy: where an answer to a topic has to be worked out first, a custom action gives it."""

from datetime import datetime, timezone
from typing import Any, Dict, Optional

from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.exc import SQLAlchemyError

from bot.assistant.runtime import runtime
from bot.assistant.this_turn import actions_since_message, came_to_nothing
from bot.assistant.untrained_policy import UntrainedPolicy
from bot.dialogue.contacts_first import Place, place_of
from bot.dialogue.turns import finding_of, parsed
from bot.dialogue.worked_out import CHOOSE, Work, answered_topic, work_for
from bot.practice.store import NoRecordError
from bot.topics.catalogue import Catalogue
from bot.topics.names import ANSWER_ACTION

AGAIN = "utter_again"
ACTIONS = frozenset(work.value for work in Work)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False)
class WorkedOutAnswers(UntrainedPolicy):
    """Predicts the action in place of the topic's response, and the response after all where the action failed.

    A rule cannot: whether "are you open on Friday?" names a day is no entity and no slot, and the topics that may be
    asked so stand in their own files. In a turn of danger nothing is worked out: its answer must need no action server.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._topics = Catalogue([])
        self._domain: Optional[Domain] = None

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Above the rule policy, below the crisis policy."""
        return {"priority": 50}

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[str, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """The action, or what follows it; no prediction where nothing has to be worked out."""
        if domain is not self._domain:
            self._domain, self._topics = domain, Catalogue.of_responses(domain.responses)
        action = self._next_action(tracker)
        return self.surely(action, domain) if action else self.no_action(domain)

    def _next_action(self, tracker: DialogueStateTracker) -> Optional[str]:
        if not answers_topic(tracker):
            return None
        form, done = tracker.active_loop_name, actions_since_message(tracker)
        if not done:
            work = self._work(tracker)
            return work.value if work else None
        if done[-1] not in ACTIONS or form in done:
            return None
        if len(done) == 1 and came_to_nothing(tracker):
            return AGAIN if parsed(tracker, "intent").get("name") == CHOOSE else ANSWER_ACTION
        return form or ACTION_LISTEN_NAME

    def _work(self, tracker: DialogueStateTracker) -> Optional[Work]:
        topic = self._topics.get(answered_topic(tracker) or "")
        if topic is None:
            return None
        try:
            record = runtime().live.current()
        except (SQLAlchemyError, NoRecordError):
            return None
        return work_for(topic, tracker, record, datetime.now(timezone.utc))


def answers_topic(tracker: DialogueStateTracker) -> bool:
    """Whether a topic is answered in this turn, which needs no action server where it must not."""
    intent = parsed(tracker, "intent").get("name")
    if place_of(finding_of(tracker)) is Place.TAKE_OVER or (intent == CHOOSE and tracker.active_loop_name):
        return False
    return answered_topic(tracker) is not None
