"""Rasa component: therapists, channels, purposes, days and times that a message names, by phrases and patterns."""

import re
from typing import Any, Dict, FrozenSet, List, Optional, Pattern, Tuple

import spacy
from rasa.engine.graph import GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.matcher import PhraseMatcher
from spacy.util import filter_spans
from sqlalchemy.exc import SQLAlchemyError

from bot import deadlines
from bot.assistant.kept_data import KeepsData
from bot.assistant.runtime import runtime
from bot.helplines.countries import country_in
from bot.practice.persons import ASKED_THERAPIST, OF_OTHERS, SEES, THERAPIST, Named, Persons
from bot.practice.record import Therapist
from bot.practice.store import NoRecordError
from bot.practice.therapist_names import NAMESAKES, names_said
from bot.settings import PROJECT_ROOT

SEPARATOR = "|"
# Entities that are found by phrases.
PHRASED = ("channel", "purpose")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class MentionExtractor(KeepsData, GraphComponent, EntityExtractorMixin):
    """Adds entities; the therapists' names are read from the practice record, so a new one is soon known."""

    DATA = PROJECT_ROOT / "data" / "understanding" / "entities.yml"

    def __init__(self, model_storage: ModelStorage, resource: Resource, content: Dict[str, Any]) -> None:
        super().__init__(model_storage, resource, content)
        self._live = runtime().live
        self._nlp = spacy.blank("en")
        self._phrases = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        self._patterns = _compile(content["patterns"])
        self._titles: FrozenSet[str] = frozenset(content["titles"])
        self._ordinary: FrozenSet[str] = frozenset(content["names_that_are_words"])
        for entity in PHRASED:
            values = content[entity]
            for value, phrases in values.items():
                self._phrases.add(f"{entity}{SEPARATOR}{value}", [self._nlp.make_doc(each) for each in phrases])
        self._persons = Persons(content["persons"])
        self._names: Optional[PhraseMatcher] = None
        self._therapists: Tuple[Therapist, ...] = ()

    def process(self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None) -> List[Message]:
        """Add the entities of each message; a button's payload brings its own.

        Args:
            tracker: what the conversation has told about whom the client sees.
        """
        for message in messages:
            text = message.get(TEXT)
            if text and not text.startswith("/"):
                mentions = self._with_persons(text, self._find(text), tracker)
                found = self.add_extractor_name([*mentions, *self._match(text)])
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

    def _with_persons(
        self, text: str, found: List[Dict[str, Any]], tracker: Optional[DialogueStateTracker]
    ) -> List[Dict[str, Any]]:
        """The mentions, where those of therapists tell whom the client sees and whom the message is about."""
        named = [Named(each["value"], each["start"], each["end"]) for each in found if each["entity"] == THERAPIST]
        sees = tracker.get_slot(SEES) if tracker else None
        known = sees or (tracker.get_slot(THERAPIST) if tracker else None)
        whose = self._persons.whose(text, named, self._therapists, known)
        kept = [each for each in found if each["entity"] != THERAPIST]
        places = {each.therapist: (each.start, each.end) for each in reversed(named)}
        if whose.own:
            kept += [_entity(name, whose.own, *places[whose.own]) for name in (THERAPIST, SEES)]
        elif whose.asked in places and not sees:
            kept.append(_entity(THERAPIST, whose.asked, *places[whose.asked]))
        if whose.asked:
            place = places.get(whose.asked) or self._persons.place_of_other_one(text)
            kept.append(_entity(ASKED_THERAPIST, whose.asked, *place))
        place_of_others = None if named or whose.asked else self._persons.place_of_others(text)
        if place_of_others:
            kept.append(_entity(OF_OTHERS, "other", *place_of_others))
        return kept

    def _match(self, text: str) -> List[Dict[str, Any]]:
        """The first match of each pattern entity."""
        entities = []
        for entity, value, patterns in self._patterns:
            found = [match for match in (pattern.search(text) for pattern in patterns) if match]
            if found:
                first = min(found, key=lambda match: match.start())
                said = first.group(first.lastindex or 0)
                entities.append(_entity(entity, value or said, first.start(), first.end()))
        place = country_in(text, self._home())
        if place:
            entities.append(_entity("country", place.code, place.start, place.end))
        return entities

    def _home(self) -> Optional[str]:
        try:
            return self._live.current(rest=deadlines.NAMES_HOLD).country
        except (SQLAlchemyError, NoRecordError):
            return None

    def _name_matcher(self) -> Optional[PhraseMatcher]:
        try:
            therapists = self._live.current(rest=deadlines.NAMES_HOLD).therapists
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


def _entity(name: str, value: str, start: int, end: int) -> Dict[str, Any]:
    return {"entity": name, "value": value, "start": start, "end": end, "confidence_entity": 1.0}
