"""Rasa policy: a crisis interrupts whatever the conversation was doing, forms included."""

from typing import Any, Dict, List, Optional

from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import (
    ACTION_DEACTIVATE_LOOP_NAME,
    ACTION_LISTEN_NAME,
    REQUESTED_SLOT,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.after_contacts import decision_of
from bot.assistant.this_turn import actions_since_message
from bot.assistant.untrained_policy import UntrainedPolicy
from bot.dialogue.after_contacts.recognising import is_about_practice
from bot.dialogue.contacts_first import Place, place_of
from bot.dialogue.turns import finding_of, parsed, text_of
from bot.settings import Settings
from bot.topics.names import ANSWER_ACTION
from bot.understanding.own_question import asks_a_question

CRISIS_RESPONSE = "utter_crisis"
# Slots that outlive a crisis: they say whom the client means, where they are and whether they are under age, nothing
# of what they told.
KEPT_SLOTS = frozenset({"therapist", "country", "young", "after_contacts", "session_started_metadata", REQUESTED_SLOT})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False)
class CrisisPolicy(UntrainedPolicy):
    """Ends an active form, gives the crisis reply, answers the message's own question if it has one, then listens."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._minutes = Settings.from_environment().after_contacts_minutes

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Above the rule policy."""
        return {"priority": 100}

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[str, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """The next action of the crisis reply, or no prediction where there is no crisis."""
        action = _next_action(tracker, self._minutes)
        if action is None:
            return self.no_action(domain)
        return self.surely(action, domain, cleared_slots(tracker) if action == CRISIS_RESPONSE else [])


def _next_action(tracker: DialogueStateTracker, minutes: float) -> Optional[str]:
    if place_of(finding_of(tracker)) is not Place.TAKE_OVER or decision_of(tracker, minutes).response:
        return None
    done = actions_since_message(tracker)
    if tracker.active_loop_name and ACTION_DEACTIVATE_LOOP_NAME not in done:
        return ACTION_DEACTIVATE_LOOP_NAME
    if CRISIS_RESPONSE not in done:
        return CRISIS_RESPONSE
    act = parsed(tracker, "understanding").get("act")
    if ANSWER_ACTION not in done and asks_a_question(act, text_of(tracker), is_about_practice):
        return ANSWER_ACTION
    return ACTION_LISTEN_NAME


def cleared_slots(tracker: DialogueStateTracker) -> List[Event]:
    """Events that empty what a form that ends was told."""
    return [
        SlotSet(name, None) for name, slot in tracker.slots.items() if slot.value is not None and name not in KEPT_SLOTS
    ]
