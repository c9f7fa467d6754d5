"""Rasa component: therapists, channels, purposes, days and times that a message names, by phrases and patterns."""

import re
from typing import Any, Dict, FrozenSet, List, Optional, Pattern, Tuple

import spacy
import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.matcher import PhraseMatcher
from spacy.util import filter_spans
from sqlalchemy.exc import SQLAlchemyError

from bot.database.engine import Database
from bot.practice.live import LiveRecord
from bot.practice.record import Therapist
from bot.practice.store import NoRecordError
from bot.settings import PROJECT_ROOT, Settings
from bot.understanding.therapist_names import NAMESAKES, names_said

PHRASES_FILE = PROJECT_ROOT / "data" / "entities.yml"
SEPARATOR = "|"
# Seconds until a therapist's new name is understood, at most: asking the database takes longer than all other mentions.
NAMES_REST = 0.5


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class MentionExtractor(GraphComponent, EntityExtractorMixin):
    """Adds entities; the therapists' names are read from the practice record, so a new one is soon known."""

    def __init__(self, live: LiveRecord) -> None:
        self._live = live
        self._nlp = spacy.blank("en")
        self._phrases = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        content = yaml.safe_load(PHRASES_FILE.read_text("utf-8"))
        self._patterns = _compile(content.pop("patterns"))
        self._countries = _compile_countries(content.pop("countries"))
        self._titles: FrozenSet[str] = frozenset(content.pop("titles"))
        self._ordinary: FrozenSet[str] = frozenset(content.pop("names_that_are_words"))
        for entity, values in content.items():
            for value, phrases in values.items():
                self._phrases.add(f"{entity}{SEPARATOR}{value}", [self._nlp.make_doc(each) for each in phrases])
        self._names: Optional[PhraseMatcher] = None
        self._therapists: Tuple[Therapist, ...] = ()

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "MentionExtractor":
        """Read the phrases."""
        return cls(LiveRecord(Database(Settings.from_environment().database_url), NAMES_REST))

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the entities of each message; a button's payload brings its own."""
        for message in messages:
            text = message.get(TEXT)
            if text and not text.startswith("/"):
                found = self.add_extractor_name([*self._find(text), *self._match(text)])
                message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def _find(self, text: str) -> List[Dict[str, Any]]:
        doc = self._nlp.make_doc(text)
        spans = self._phrases(doc, as_spans=True)
        names = self._name_matcher()
        if names is not None:
            spans += names(doc, as_spans=True)
        entities = []
        for span in filter_spans(spans):
            entity, value = span.label_.split(SEPARATOR)
            entities.append(_entity(entity, value, span.start_char, span.end_char))
        return entities

    def _match(self, text: str) -> List[Dict[str, Any]]:
        """The first match of each pattern entity."""
        entities = []
        for entity, value, patterns in self._patterns:
            found = [match for match in (pattern.search(text) for pattern in patterns) if match]
            if found:
                first = min(found, key=lambda match: match.start())
                said = first.group(first.lastindex or 0)
                entities.append(_entity(entity, value or said, first.start(), first.end()))
        place = self._countries.search(text.replace("\u2019", "'"))
        if place and place.lastgroup:
            entities.append(_entity("country", place.lastgroup, place.start(place.lastgroup), place.end()))
        return entities

    def _name_matcher(self) -> Optional[PhraseMatcher]:
        try:
            therapists = self._live.current().therapists
        except (SQLAlchemyError, NoRecordError):
            return self._names
        if therapists != self._therapists or self._names is None:
            self._names = PhraseMatcher(self._nlp.vocab, attr="LOWER")
            for name, ids in names_said(therapists, self._titles, self._ordinary).items():
                entity = "therapist" if len(ids) == 1 else NAMESAKES
                # "Dr." with a capital letter is one token for spaCy, and "dr." is two.
                written = [self._nlp.make_doc(each) for each in (name, name.title())]
                self._names.add(f"{entity}{SEPARATOR}{' '.join(ids)}", written)
            self._therapists = therapists
        return self._names


def _compile(content: Dict[str, Any]) -> List[Tuple[str, Optional[str], List[Pattern[str]]]]:
    return [
        (entity, rule.get("value"), [re.compile(each, re.IGNORECASE) for each in rule["any"]])
        for entity, rule in content.items()
    ]


def _compile_countries(content: Dict[str, Any]) -> Pattern[str]:
    """One pattern, with a group for each country, named by its code."""
    groups = [
        f"(?P<{code}>{'|'.join(re.escape(name) for name in sorted(names, key=len, reverse=True))})"
        for code, names in content["names"].items()
    ]
    return re.compile(f"{content['is_there']}(?:{'|'.join(groups)})(?!\\w)", re.IGNORECASE)


def _entity(name: str, value: str, start: int, end: int) -> Dict[str, Any]:
    return {"entity": name, "value": value, "start": start, "end": end, "confidence_entity": 1.0}
