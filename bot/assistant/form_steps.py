"""Rasa policy: the slots of forms, emptied to go back or change an answer and when a form ends, filled where plain.

Done here and not in custom actions: a form must work, and forget, when the action server is down.
"""

from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.runtime import runtime
from bot.assistant.untrained_policy import UntrainedPolicy
from bot.dialogue.checking import Checker
from bot.dialogue.forms import (
    CHECK_FORM,
    FORGOTTEN_SLOTS,
    LEFT_OUT_IF_STRICT,
    NOTE_SLOTS,
    PREPARE_FORM,
    READY_SLOT,
    SKIPPED,
)
from bot.settings import Settings


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False)
class FormSteps(UntrainedPolicy):
    """Predicts no action. Its events are mandatory ones, which Rasa applies whichever policy wins."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._checker = Checker(runtime().live)
        self._left_out = LEFT_OUT_IF_STRICT if Settings.from_environment().strict_place else ()

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """No action, but the slots to empty or to fill before the one that another policy predicts."""
        events: list[Event] = [SlotSet(name, None) for name in self._to_empty(tracker)]
        if _prepares(tracker):
            events += [SlotSet(name, SKIPPED) for name in self._left_out if tracker.get_slot(name) is None]
        if _checks(tracker):
            slots = tracker.current_slot_values()
            events += [SlotSet(name, value) for name, value in self._checker.not_needed(slots).items()]
        return self.no_action(domain, events)

    def _to_empty(self, tracker: DialogueStateTracker) -> list[str]:
        if tracker.active_loop_name == PREPARE_FORM and tracker.latest_action_name == ACTION_LISTEN_NAME:
            return _asked_again(tracker, [name for name in NOTE_SLOTS if name not in self._left_out])
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


def _prepares(tracker: DialogueStateTracker) -> bool:
    """Whether the client writes a note, or begins one with this message."""
    intent = tracker.latest_message.intent.get("name") if tracker.latest_message else None
    begins = intent == "prepare_session" and tracker.latest_action_name == ACTION_LISTEN_NAME
    return begins or tracker.active_loop_name == PREPARE_FORM


def _checks(tracker: DialogueStateTracker) -> bool:
    """Whether the message that has just come belongs to the check of a message to send."""
    if tracker.latest_action_name != ACTION_LISTEN_NAME:
        return False
    intent = tracker.latest_message.intent.get("name") if tracker.latest_message else None
    if tracker.active_loop_name == CHECK_FORM:
        # Nothing may be filled in for a message that is no answer: the form would take it for one.
        return intent in ("inform", "check_message")
    return not tracker.active_loop_name and intent == "check_message"


def _asked_again(tracker: DialogueStateTracker, questions: list[str]) -> list[str]:
    message = tracker.latest_message
    intent = message.intent.get("name") if message else None
    if intent == "change":
        chosen = next(tracker.get_latest_entity_values("answer"), None)
        return [chosen] if chosen in questions else []
    if intent == "go_back":
        steps = (*questions, READY_SLOT)
        asked = tracker.get_slot(REQUESTED_SLOT)
        position = steps.index(asked) if asked in steps else 0
        return [steps[position - 1]] if position else []
    return []
