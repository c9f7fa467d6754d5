"""Publishing, and going back: `python -m bot.publishing.job`, a process of its own that outlives the website.

Whatever ends it, the earlier model stays live, because models/current.json is replaced last: the workers have taken
the new model and answered with it by then (see bot/releases/archives.py for the canary). What was made and tested is
kept, so that pressing the button again goes on where this one stopped.
"""

from __future__ import annotations

import argparse
import json
import logging
import signal
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.database.engine import Database
from bot.evaluation.gate import GateError
from bot.evaluation.held_out import HELD_OUT_DIR
from bot.practice.wording import wording
from bot.publishing.best_danger import keep_best, read_best
from bot.publishing.comparison import danger_worse, in_words, refusals
from bot.publishing.override import read_override
from bot.publishing.train import CANDIDATES, TrainingError, only_words_changed, put_words, train
from bot.publishing.validate import problems
from bot.publishing.words_check import double_questions, known_now, word_faults
from bot.publishing.workers import NotTakenError, SmokeError, Workers
from bot.releases import archives, progress
from bot.releases.archives import ARCHIVE, BusyError, CurrentModel, NoSuchModelError, now, write_whole
from bot.releases.fingerprints import responses, training_fingerprint
from bot.releases.progress import Progress, State
from bot.releases.reworded import WordsError
from bot.releases.steps import Step, StepError
from bot.settings import PROJECT_ROOT, Settings
from bot.staff import audit
from bot.topics.catalogue import Catalogue
from bot.words.files import WordFiles
from bot.words.live import keep_words
from bot.yaml_reading import YamlError

log = logging.getLogger(__name__)

CHECK, MAKE, ASSESS, COMPARE, PULL, SMOKE, PROMOTE = "check", "make", "assess", "compare", "pull", "smoke", "promote"
PUBLISH_STEPS = (CHECK, MAKE, ASSESS, COMPARE, PULL, SMOKE, PROMOTE)
BACK_STEPS = (PULL, SMOKE, PROMOTE)
MOST_FAULTS = 5

Say = Callable[[str], object]


class RefusedError(Exception):
    """The candidate may not go live; `reasons` in plain words."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = list(reasons)


class AsksError(Exception):
    """The candidate may go live if somebody still wants it; `reasons` in plain words."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = list(reasons)


class FailedError(Exception):
    """Publishing cannot go on; the message is in plain words."""


class CancelledError(BaseException):
    """Somebody stopped it."""


@dataclass(frozen=True)
class Order:
    """What to do.

    Attributes:
        by: the account's or the terminal user's name.
        back_to: an archive to go back to; empty to publish what stands in the files.
        offline: make it live although no assistant runs.
        expected: fingerprint of the files that somebody looked at; empty for whatever stands there.
        confirmed: the candidate that is wanted although messages of people in danger are noticed less.
    """

    id: str
    by: str
    back_to: str = ""
    offline: bool = False
    expected: str = ""
    confirmed: str = ""


def run(order: Order, settings: Settings, say: Say) -> State:
    """Publish or go back; gives the final state.

    Raises:
        BusyError: another process is training or publishing.
    """
    with archives.exclusive_lock(), _stoppable():
        live = archives.current_model()
        steps = BACK_STEPS if order.back_to else PUBLISH_STEPS
        state = State(order.id, order.by, order.back_to, replaced=live.model if live else "")
        told = Progress(state, steps)
        job = _Job(order, settings, told, say, live)
        try:
            outcome = job.go_back() if order.back_to else job.publish()
            told.close(outcome)
        except RefusedError as error:
            told.close(progress.REFUSED, error.reasons)
        except AsksError as error:
            told.close(progress.ASKS, error.reasons)
        except CancelledError:
            told.close(progress.CANCELLED)
        except FailedError as error:
            told.close(progress.FAILED, [str(error)])
        except (StepError, TrainingError, WordsError, GateError, NoSuchModelError, OSError, YamlError) as error:
            told.close(progress.FAILED, [_failure("step", reason=str(error))])
        except Exception as error:
            log.exception("publishing failed")
            told.close(progress.FAILED, [_failure("unexpected", reason=type(error).__name__)])
        finally:
            archives.end_canary()
        _audit(settings, told.state)
        return told.state


class _Job:
    def __init__(self, order: Order, settings: Settings, told: Progress, say: Say, live: CurrentModel | None) -> None:
        self._order, self._settings, self._told, self._live = order, settings, told, live
        self._say_outside = say

    # --- the two things to do ---

    def publish(self) -> str:
        fingerprint = training_fingerprint()
        if self._live and self._live.fingerprint == fingerprint:
            return progress.NOTHING
        keep_words(archives.MODELS, fingerprint, WordFiles(PROJECT_ROOT / "data"))
        self._begin(CHECK)
        if self._order.expected and self._order.expected != fingerprint:
            raise FailedError(_failure("not_seen"))
        only_words = bool(self._live and only_words_changed(self._live))
        self._told.note(what="words" if only_words else "trained")
        faults = word_faults(responses(), known_now(self._settings))
        if not faults and not only_words:
            faults = double_questions() or problems()
        if faults:
            raise FailedError(_failure("checks", faults="; ".join(faults[:MOST_FAULTS])))
        notes, found = self._made_before(fingerprint) or self._make(fingerprint, only_words)
        self._told.note(candidate=notes.model)
        if only_words and training_fingerprint() != fingerprint:
            # It may hold half of somebody's next change. Training takes too long to begin again for that: it reads the
            # files when it begins, and what is changed later waits for the next publish.
            raise FailedError(_failure("changed"))
        self._begin(COMPARE)
        notes = self._compare(notes, found, only_words)
        outcomes = archives.outcomes_of(self._live) if only_words and self._live else found.get("outcomes")
        archives.register(_place(notes) / notes.model, notes, outcomes)
        return self._try_and_promote(notes)

    def go_back(self) -> str:
        self._told.note(what="back", candidate=self._order.back_to)
        notes = archives.find_model(self._order.back_to)
        outcome = self._try_and_promote(notes)
        # What stands in the files was live and is not wanted: a later start must not train it again in passing.
        archives.reject(training_fingerprint())
        return outcome

    # --- the steps ---

    def _made_before(self, fingerprint: str) -> tuple[CurrentModel, dict[str, Any]] | None:
        """A candidate that an earlier run made of the same files and tested against the same model."""
        for path in sorted(CANDIDATES.glob("*.assessed.json"), reverse=True):
            try:
                kept = json.loads(path.read_text("utf-8"))
                notes = CurrentModel(**kept["notes"])
            except (OSError, ValueError, TypeError, KeyError):
                continue
            if notes.fingerprint == fingerprint and archives.is_whole(notes, _place(notes)):
                self._say(wording("publishing")["what"]["kept"])
                if kept.get("found") and kept["against"] == self._against():
                    return notes, kept["found"]
                return notes, self._assess(notes, None, not_words=not notes.words_of)
        return None

    def _make(self, fingerprint: str, only_words: bool) -> tuple[CurrentModel, dict[str, Any]]:
        self._begin(MAKE)
        self._say(wording("publishing")["what"]["words" if only_words else "trained"])
        _clear_candidates()
        # Rasa's import takes the assessing step longer than the new words take this one.
        with self._assessor(not_words=not only_words) if only_words else _nothing() as step:
            notes = put_words(self._live, fingerprint) if only_words and self._live else train(self._say, fingerprint)
            self._keep(notes, None)
            return notes, self._assess(notes, step, not_words=not only_words)

    def _assess(self, notes: CurrentModel, step: Step | None, not_words: bool) -> dict[str, Any]:
        self._begin(ASSESS)
        if step is None:
            with self._assessor(not_words) as begun:
                return self._assess(notes, begun, not_words)
        step.send(str(_place(notes) / notes.model))
        step.finish(self._say)
        found: dict[str, Any] = json.loads(self._report.read_text("utf-8"))
        self._keep(notes, found)
        return found

    @contextmanager
    def _assessor(self, not_words: bool) -> Iterator[Step]:
        """The assessing step, with a database of its own."""
        with tempfile.TemporaryDirectory(prefix="assess-") as folder:
            self._report = Path(folder) / "found.json"
            arguments = ["bot.publishing.assess", str(self._report)]
            if not not_words:
                arguments.append("--words")
            elif self._live and not archives.outcomes_of(self._live):
                arguments += ["--live", str(self._live.path)]
            own = {
                "STATE_DIR": folder,
                "DATABASE_URL": f"sqlite:///{folder}/practice.sqlite",
                "ACTIONS_URL": "http://127.0.0.1:9/webhook",
                "MODELS_URL": "http://127.0.0.1:9/",
                "MODELS_TOKEN": "-",
            }
            step = Step(arguments, own)
            try:
                yield step
            finally:
                step.stop()

    def _compare(self, notes: CurrentModel, found: dict[str, Any], only_words: bool) -> CurrentModel:
        """Tell the comparison, and refuse what may not go live; gives the notes with the scores."""
        live = found.get("live_outcomes") or (archives.outcomes_of(self._live) if self._live else {})
        candidate = found.get("outcomes") or {}
        if only_words:
            self._told.note(comparison=[{"heading": wording("publishing")["words_only"], "lines": []}])
        else:
            notes = replace(notes, scores=found["scores"])
            self._told.note(comparison=[each.as_dict() for each in in_words(live, candidate, self._title)])
        reasons = refusals(found.get("scores", {}), live, candidate, found["dialogues"], self._title, read_best())
        if not reasons:
            worse = danger_worse(live, candidate)
            if worse and self._order.confirmed != notes.model:
                raise AsksError(worse)
            return notes
        override = read_override(notes.model)
        if override is None or not override.agreed:
            archives.reject(notes.fingerprint)
            raise RefusedError(reasons)
        told = {"asked_by": override.asked_by, "agreed_by": override.agreed_by, "reason": override.reason}
        return replace(notes, override={**told, "refused_for": "; ".join(reasons)})

    def _try_and_promote(self, notes: CurrentModel) -> str:
        workers = Workers(self._settings)
        if self._order.offline:
            self._promote(notes)
            return progress.LIVE_OFFLINE
        self._begin(PULL)
        if not workers.answering():
            raise FailedError(_failure("gone"))
        archives.begin_canary(notes)
        try:
            workers.wait_for(notes.model)
            self._begin(SMOKE)
            workers.ask()
        except (NotTakenError, SmokeError) as error:
            archives.end_canary()
            self._say(str(error))
            if self._live:
                workers.wait_back(self._live.model)
            raise FailedError(str(error)) from error
        self._promote(notes)
        return progress.LIVE

    def _promote(self, notes: CurrentModel) -> None:
        self._begin(PROMOTE)
        # From here on nobody can stop it half-way: it is one step.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        archives.make_current(replace(notes, published_at=now(), published_by=self._order.by))
        keep_best(archives.outcomes_of(notes), agreed=bool(notes.override))
        if not self._order.back_to:
            _clear_candidates()

    # --- telling and keeping ---

    def _begin(self, key: str) -> None:
        self._told.begin(key)
        self._say_outside(wording("publishing")["steps"][key])

    def _say(self, line: str) -> None:
        self._told.say(line)
        self._say_outside(f"  {line.strip()}")

    @cached_property
    def _topics(self) -> Catalogue:
        return Catalogue.of_responses(responses())

    def _title(self, topic: str) -> str:
        return self._topics.title(topic)

    def _keep(self, notes: CurrentModel, found: dict[str, Any] | None) -> None:
        kept = {"notes": vars(notes), "against": self._against(), "found": found}
        stem = notes.model.removesuffix(ARCHIVE)
        write_whole(CANDIDATES / f"{stem}.assessed.json", json.dumps(kept))

    def _against(self) -> list[str]:
        """What a test of a candidate depends on beside the candidate: the live model, and the held-out sets."""
        hashes = [archives.sha256_of(path) for path in sorted(HELD_OUT_DIR.glob("*.yml"))]
        return [self._live.sha256 if self._live else "", *hashes]


def _place(notes: CurrentModel) -> Path:
    """The folder a candidate lies in: in the registry, if an earlier run was cut off after it had passed."""
    return archives.MODELS if (archives.MODELS / notes.model).is_file() else CANDIDATES


def _audit(settings: Settings, state: State) -> None:
    """Keep in the audit log what came of it. What is live is live even if that cannot be written."""
    if state.outcome not in (progress.LIVE, progress.LIVE_OFFLINE, progress.REFUSED, progress.ASKS, progress.FAILED):
        return
    details: dict[str, Any] = {"before": state.replaced, "reasons": state.reasons}
    notes = archives.live_notes()
    if notes and notes.model == state.candidate and notes.override:
        details["override"] = notes.override
    try:
        with Database(settings.database_url).session() as session:
            audit.record(session, state.by, f"publish.{state.outcome}", state.candidate or "-", details)
    except (SQLAlchemyError, audit.AuditError) as error:
        log.error("the audit log could not be written (%s)", type(error).__name__)


def _clear_candidates() -> None:
    for path in CANDIDATES.glob("*"):
        path.unlink()


@contextmanager
def _nothing() -> Iterator[None]:
    yield None


@contextmanager
def _stoppable() -> Iterator[None]:
    """SIGTERM and Ctrl-C raise CancelledError while the block runs."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise CancelledError

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _failure(key: str, **values: str) -> str:
    return str(wording("publishing")["failures"][key].format(**values))


def _order(options: argparse.Namespace) -> Order:
    return Order(options.id, options.by, options.back_to, expected=options.expected, confirmed=options.confirmed)


def main() -> int:
    """Run as the website starts it; what it says goes to its log."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--id", default=uuid.uuid4().hex)
    parser.add_argument("--by", required=True)
    parser.add_argument("--back-to", default="")
    parser.add_argument("--expected", default="")
    parser.add_argument("--confirmed", default="")
    options = parser.parse_args()

    def say(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    try:
        state = run(_order(options), Settings.from_environment(), say)
    except BusyError:
        return 2
    return 0 if state.outcome in (progress.LIVE, progress.NOTHING) else 1


if __name__ == "__main__":
    raise SystemExit(main())
