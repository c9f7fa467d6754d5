"""Rasa policy: while the state after contacts holds, no small talk and no form answers."""

from typing import Any, Dict, List, Optional

from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_DEACTIVATE_LOOP_NAME, ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.after_contacts import AFTER_CONTACTS, decision_of
from bot.assistant.crisis_policy import cleared_slots
from bot.assistant.this_turn import actions_since_message
from bot.assistant.untrained_policy import UntrainedPolicy
from bot.dialogue.after_contacts.deciding import Decision
from bot.settings import Settings


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False)
class AfterContactsPolicy(UntrainedPolicy):
    """Answers what people say after contacts, and pleas, which end a form; keeps the state's slot.

    Danger is CrisisPolicy's.

    Its slot events are mandatory ones, which Rasa applies whichever policy wins.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._minutes = Settings.from_environment().after_contacts_minutes

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Above the other policies, below CrisisPolicy."""
        return {"priority": 60}

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[str, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """The response that answers alone, or no prediction where the rules or CrisisPolicy answer."""
        decision = decision_of(tracker, self._minutes)
        has_just_come = tracker.latest_action_name == ACTION_LISTEN_NAME
        events = _kept(tracker, decision) if has_just_come else []
        if decision.response is None:
            return self.no_action(domain, events)
        done = actions_since_message(tracker)
        if tracker.active_loop_name and ACTION_DEACTIVATE_LOOP_NAME not in done:
            return self.surely(ACTION_DEACTIVATE_LOOP_NAME, domain, mandatory=events)
        if done in ([], [ACTION_DEACTIVATE_LOOP_NAME]):
            return self.surely(decision.response, domain, cleared_slots(tracker) if done else [], events)
        return self.surely(ACTION_LISTEN_NAME, domain)


def _kept(tracker: DialogueStateTracker, decision: Decision) -> List[Event]:
    """The slot as it is after the message; nothing where it does not change."""
    value = decision.state.as_dict() if decision.state else None
    return [] if value == tracker.get_slot(AFTER_CONTACTS) else [SlotSet(AFTER_CONTACTS, value)]
