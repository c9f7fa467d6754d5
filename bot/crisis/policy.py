"""Rasa policy: a crisis interrupts whatever the conversation was doing, forms included."""

from typing import Any, Dict, List, Optional

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import (
    ACTION_DEACTIVATE_LOOP_NAME,
    ACTION_LISTEN_NAME,
    REQUESTED_SLOT,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

CRISIS_RESPONSE = "utter_crisis"
ANSWER_RESPONSE = "utter_faq"
# Slots that outlive a crisis: they say whom the client means and where they are, nothing of what they told.
KEPT_SLOTS = frozenset({"therapist", "country", "last_topic", "session_started_metadata", REQUESTED_SLOT})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False)
class CrisisPolicy(Policy):
    """Ends an active form, gives the crisis reply, answers the message's own question if it has one, then listens.

    A higher priority alone does not beat an active form: the prediction also sets `is_no_user_prediction`.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Above the rule policy."""
        return {"priority": 100}

    @staticmethod
    def supported_data() -> SupportedData:
        """It learns from nothing."""
        return SupportedData.ML_AND_RULE_DATA

    def train(self, training_trackers: List[Any], domain: Domain, **kwargs: Any) -> Resource:
        """There is nothing to learn."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[str, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """The next action of the crisis reply, or no prediction where there is no crisis."""
        action = _next_action(tracker)
        probabilities = self._default_predictions(domain)
        if action is None:
            return self._prediction(probabilities)
        probabilities[domain.index_for_action(action)] = 1.0
        events = _cleared_slots(tracker) if action == CRISIS_RESPONSE else []
        return self._prediction(probabilities, optional_events=events, is_no_user_prediction=True)


def _next_action(tracker: DialogueStateTracker) -> Optional[str]:
    message = tracker.latest_message
    if message is None or message.parse_data.get("crisis", {}).get("tier") not in ("crisis", "emergency"):
        return None
    done = _actions_since_message(tracker)
    if tracker.active_loop_name and ACTION_DEACTIVATE_LOOP_NAME not in done:
        return ACTION_DEACTIVATE_LOOP_NAME
    if CRISIS_RESPONSE not in done:
        return CRISIS_RESPONSE
    if message.parse_data.get("understanding", {}).get("act") == "answer" and ANSWER_RESPONSE not in done:
        return ANSWER_RESPONSE
    return ACTION_LISTEN_NAME


def _actions_since_message(tracker: DialogueStateTracker) -> List[str]:
    done: List[str] = []
    for event in reversed(tracker.applied_events()):
        if isinstance(event, ActionExecuted):
            if event.action_name == ACTION_LISTEN_NAME:
                break
            done.append(event.action_name or "")
    return done


def _cleared_slots(tracker: DialogueStateTracker) -> List[Event]:
    return [
        SlotSet(name, None) for name, slot in tracker.slots.items() if slot.value is not None and name not in KEPT_SLOTS
    ]
