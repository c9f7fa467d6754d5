"""Rasa's workers while a model is published: whether all have taken it, and whether they answer with it."""

from __future__ import annotations

import time
import uuid

from bot.conversations.rasa_client import RasaClient, RasaUnavailableError
from bot.conversations.store import ID_PREFIX
from bot.evaluation.dialogues import faults_of, load_dialogues
from bot.practice.wording import wording
from bot.settings import Settings

# Workers ask every two seconds and load for a few more; a busy machine takes longer.
PULL_SECONDS = 90
ANSWER_SECONDS = 20
LOOK_EVERY = 0.3


class NotTakenError(Exception):
    """Not every worker took the model in time."""


class SmokeError(Exception):
    """A worker with the new model did not answer as it must; the message says how, in plain words."""


class Workers:
    """The workers behind Rasa's address."""

    def __init__(self, settings: Settings, number: int = 1, pull_seconds: float = PULL_SECONDS) -> None:
        self._rasa = RasaClient(settings.rasa_url, ANSWER_SECONDS)
        self._number, self._pull_seconds = number, pull_seconds

    def answering(self) -> bool:
        """Whether any worker answers, with whatever model; one that just loads a model gets some time."""
        give_up = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < give_up:
            try:
                self._rasa.loaded()
            except RasaUnavailableError:
                time.sleep(LOOK_EVERY)
            else:
                return True
        return False

    def wait_for(self, model: str) -> None:
        """Wait until all workers report the model.

        Raises:
            NotTakenError: they did not in time.
        """
        reported: dict[str, str] = {}
        give_up = time.monotonic() + self._pull_seconds
        while time.monotonic() < give_up:
            try:
                worker, loaded = self._rasa.loaded()
                reported[worker] = loaded
            except RasaUnavailableError:
                # It is loading, or was restarted under another name.
                reported.clear()
            if len(reported) >= self._number and set(reported.values()) == {model}:
                return
            time.sleep(LOOK_EVERY)
        seconds = f"{self._pull_seconds:.0f}"
        raise NotTakenError(wording("publishing")["failures"]["not_pulled"].format(seconds=seconds))

    def wait_back(self, model: str) -> bool:
        """Wait until all workers have the earlier model again; False if they do not take it either."""
        try:
            self.wait_for(model)
        except NotTakenError:
            return False
        return True

    def ask(self) -> None:
        """Ask a real question and a cry for help, as the website asks them. Nothing of it is kept.

        Raises:
            SmokeError: an answer is not as it must be.
        """
        faults = []
        for dialogue in (each for each in load_dialogues() if each.smoke):
            # A conversation that was never opened is not stored (bot/assistant/tracker_store.py).
            conversation = f"{ID_PREFIX}{uuid.uuid4().hex}"
            for turn in dialogue.turns:
                try:
                    faults += faults_of(turn, self._rasa.ask(conversation, turn.says).messages)
                except RasaUnavailableError as error:
                    faults.append(f"no answer to {turn.says!r} ({error})")
        if faults:
            raise SmokeError(wording("publishing")["failures"]["smoke"].format(faults="; ".join(faults)))
