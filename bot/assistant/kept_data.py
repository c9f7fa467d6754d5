"""Data that a component reads when it is trained and keeps in the model: it is published, and goes back, with it."""

import hashlib
import json
from pathlib import Path
from typing import Any, ClassVar, Dict, Optional

from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.yaml_reading import load_yaml

_KEPT = "data.json"


class KeepsData:
    """A trainable component whose `DATA` is a file of words or patterns.

    A running model does not read the file: an edit changes nothing that clients meet before it is published.
    """

    DATA: ClassVar[Path]

    def __init__(self, model_storage: ModelStorage, resource: Resource, content: Dict[str, Any]) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._content = content

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "KeepsData":
        """With the data as they stand in the file."""
        return cls(model_storage, resource, load_yaml(cls.DATA))

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Hash of the file, so that Rasa trains again when it changes."""
        return hashlib.sha256(cls.DATA.read_bytes()).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the data."""
        with self._model_storage.write_to(self._resource) as folder:
            (folder / _KEPT).write_text(json.dumps(self._content), "utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "KeepsData":
        """With the data as they were when the model was trained."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, cls.kept(folder))

    @staticmethod
    def kept(folder: Path) -> Dict[str, Any]:
        """The data in a model's folder of this component."""
        content: Dict[str, Any] = json.loads((folder / _KEPT).read_text("utf-8"))
        return content
