"""Whether a real question would be answered now."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from threading import Lock

from sqlalchemy.exc import SQLAlchemyError

from bot import deadlines
from bot.conversations.rasa_client import RasaClient, RasaUnavailableError
from bot.database.engine import Database
from bot.practice.store import NoRecordError, load_record
from bot.topics.names import FAQ

_LEAST_FREE = 32 * 1024 * 1024
QUESTION = "May I text my therapist?"


class Readiness:
    """Asks Rasa a question and reads the practice record, for all who want to know at about the same time.

    Whoever asks often costs Rasa no more than one question in READINESS_HOLDS seconds.
    """

    def __init__(self, rasa: RasaClient, database: Database, state_dir: Path) -> None:
        self._rasa, self._database, self._state_dir = rasa, database, state_dir
        self._asking = Lock()
        self._missing: list[str] = []
        self._fresh_until = float("-inf")

    def missing(self) -> list[str]:
        """What is missing; empty if the question would be answered with this practice's facts."""
        with self._asking:
            if time.monotonic() >= self._fresh_until:
                self._missing = [*self._of_rasa(), *self._of_record(), *self._of_disk()]
                self._fresh_until = time.monotonic() + deadlines.READINESS_HOLDS
            return self._missing

    def _of_rasa(self) -> list[str]:
        try:
            is_faq = self._rasa.parse(QUESTION).get("intent", {}).get("name") == FAQ
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

    def _of_disk(self) -> list[str]:
        """Without room nothing more can be kept, and soon nothing written at all."""
        free = shutil.disk_usage(self._state_dir).free
        return [] if free >= _LEAST_FREE else [f"the disk with {self._state_dir} is full: make room"]
