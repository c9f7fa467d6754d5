"""What policies share that decide from the tracker alone."""

from typing import Any, Dict, List, Optional

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event


class UntrainedPolicy(Policy):
    """Learns nothing, so that a model need not be trained anew when it changes."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Below all others."""
        return {"priority": 0}

    @staticmethod
    def supported_data() -> SupportedData:
        """It learns from nothing."""
        return SupportedData.ML_AND_RULE_DATA

    def train(self, training_trackers: List[Any], domain: Domain, **kwargs: Any) -> Resource:
        """There is nothing to learn."""
        return self._resource

    def no_action(self, domain: Domain, events: Optional[List[Event]] = None) -> PolicyPrediction:
        """A prediction of no action.

        Args:
            events: mandatory ones, which Rasa applies whichever policy wins.
        """
        return self._prediction(self._default_predictions(domain), events=events)

    def surely(
        self,
        action: str,
        domain: Domain,
        events: Optional[List[Event]] = None,
        mandatory: Optional[List[Event]] = None,
    ) -> PolicyPrediction:
        """A prediction of this action, which also beats an active form: a higher priority alone does not.

        Args:
            events: those that are applied if this policy wins.
            mandatory: those that Rasa applies whichever policy wins.
        """
        probabilities = self._default_predictions(domain)
        probabilities[domain.index_for_action(action)] = 1.0
        return self._prediction(
            probabilities, events=mandatory or [], optional_events=events or [], is_no_user_prediction=True
        )
