"""Rasa policy: the slots of forms, emptied to go back or change an answer and when a form ends, filled where plain.

Done here and not in custom actions: a form must work, and forget, when the action server is down.
"""

from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.conversations.forms import CHECK_FORM, FORGOTTEN_SLOTS, NOTE_SLOTS, PREPARE_FORM, READY_SLOT
from bot.understanding.checking import Checker


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False)
class FormSteps(Policy):
    """Predicts no action. Its events are mandatory ones, which Rasa applies whichever policy wins."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._checker = Checker.create()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Below all others."""
        return {"priority": 0}

    @staticmethod
    def supported_data() -> SupportedData:
        """It learns from nothing."""
        return SupportedData.ML_AND_RULE_DATA

    def train(self, training_trackers: list[Any], domain: Domain, **kwargs: Any) -> Resource:
        """There is nothing to learn."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """No action, but the slots to empty or to fill before the one that another policy predicts."""
        events: list[Event] = [SlotSet(name, None) for name in _to_empty(tracker)]
        if _checks(tracker):
            slots = tracker.current_slot_values()
            events += [SlotSet(name, value) for name, value in self._checker.not_needed(slots).items()]
        return self._prediction(self._default_predictions(domain), events=events)


def _checks(tracker: DialogueStateTracker) -> bool:
    """Whether the message that has just come belongs to the check of a message to send."""
    if tracker.latest_action_name != ACTION_LISTEN_NAME:
        return False
    intent = tracker.latest_message.intent.get("name") if tracker.latest_message else None
    if tracker.active_loop_name == CHECK_FORM:
        # Nothing may be filled in for a message that is no answer: the form would take it for one.
        return intent in ("inform", "check_message")
    return not tracker.active_loop_name and intent == "check_message"


def _to_empty(tracker: DialogueStateTracker) -> list[str]:
    if tracker.active_loop_name == PREPARE_FORM and tracker.latest_action_name == ACTION_LISTEN_NAME:
        return _asked_again(tracker)
    if tracker.active_loop_name or tracker.latest_action_name == ACTION_LISTEN_NAME:
        return []
    # A form that has just ended still has to give its result.
    return [
        name
        for form, slots in FORGOTTEN_SLOTS.items()
        if tracker.latest_action_name != form
        for name in slots
        if tracker.get_slot(name) is not None
    ]


def _asked_again(tracker: DialogueStateTracker) -> list[str]:
    message = tracker.latest_message
    intent = message.intent.get("name") if message else None
    if intent == "change":
        chosen = next(tracker.get_latest_entity_values("answer"), None)
        return [chosen] if chosen in NOTE_SLOTS else []
    if intent == "go_back":
        steps = (*NOTE_SLOTS, READY_SLOT)
        asked = tracker.get_slot(REQUESTED_SLOT)
        position = steps.index(asked) if asked in steps else 0
        return [steps[position - 1]] if position else []
    return []
