"""Rasa policy: an action that failed fails the whole turn, so that the website's fallback answers."""

from typing import Any, Dict, Optional

from rasa.core.actions import action
from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot import deadlines
from bot.assistant.this_turn import came_to_nothing
from bot.assistant.untrained_policy import UntrainedPolicy
from bot.assistant.worked_out import ACTIONS, answers_topic
from bot.conversations.store import ID_PREFIX

# Rasa waits five minutes for an action server that hangs, and as long no other message of the conversation is answered.
action.DEFAULT_REQUEST_TIMEOUT = deadlines.ACTIONS


class ActionFailedError(Exception):
    """A custom action, or a form that calls one, came to nothing: the action server is down, or the action failed."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False)
class FailedActions(UntrainedPolicy):
    """Predicts no action. Of an action that failed Rasa tells nobody: it goes on as if nothing had been asked.

    A turn that fails is not kept. So a form stands where it stood, and the client can ask for the note once more.
    """

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[str, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """No action.

        Raises:
            ActionFailedError: the action before this prediction failed.
        """
        name = tracker.latest_action_name
        # Stories that are tested hold no events of their actions, and are no conversations of the website.
        asked = tracker.sender_id.startswith(ID_PREFIX) and name in {*domain.user_actions, *domain.form_names}
        # In place of what would have been worked out, the topic's response is given after all (WorkedOutAnswers).
        needless = name in ACTIONS and answers_topic(tracker)
        if asked and name and not needless and not name.startswith("utter_") and came_to_nothing(tracker):
            raise ActionFailedError(name)
        return self.no_action(domain)
