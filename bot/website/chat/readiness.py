"""Whether a real question would be answered now."""

from __future__ import annotations

import time
from threading import Lock

from sqlalchemy.exc import SQLAlchemyError

from bot.conversations.rasa_client import RasaClient, RasaUnavailableError
from bot.database.engine import Database
from bot.practice.store import NoRecordError, load_record

QUESTION = "May I text my therapist?"
# Seconds for which a result holds: whoever asks often costs Rasa no more than one question in this time.
HOLDS = 1.0


class Readiness:
    """Asks Rasa a question and reads the practice record, for all who want to know at about the same time."""

    def __init__(self, rasa: RasaClient, database: Database) -> None:
        self._rasa, self._database = rasa, database
        self._asking = Lock()
        self._missing: list[str] = []
        self._fresh_until = float("-inf")

    def missing(self) -> list[str]:
        """What is missing; empty if the question would be answered with this practice's facts."""
        with self._asking:
            if time.monotonic() >= self._fresh_until:
                self._missing = [*self._of_rasa(), *self._of_record()]
                self._fresh_until = time.monotonic() + HOLDS
            return self._missing

    def _of_rasa(self) -> list[str]:
        try:
            is_faq = self._rasa.parse(QUESTION).get("intent", {}).get("name") == "faq"
            return [] if is_faq else ["Rasa does not recognise a question"]
        except RasaUnavailableError as error:
            return [f"Rasa does not answer ({error})"]

    def _of_record(self) -> list[str]:
        try:
            with self._database.session() as session:
                load_record(session)
            return []
        except (SQLAlchemyError, NoRecordError) as error:
            return [f"the practice record cannot be read ({type(error).__name__})"]
