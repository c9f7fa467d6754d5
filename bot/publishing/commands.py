"""Publishing from a terminal: `changes`, `publish`, `models`, `rollback`, `status`, `cancel` and `validate`."""

from __future__ import annotations

import argparse
import getpass
import sys
import uuid

from bot.database.engine import Database
from bot.practice.wording import wording
from bot.publishing.job import Order, run
from bot.publishing.validate import problems
from bot.publishing.waiting import in_lines, waiting_changes
from bot.publishing.words_check import double_questions, known_now, live_word_faults, word_faults
from bot.releases import archives, progress
from bot.releases.archives import BusyError, CurrentModel
from bot.releases.fingerprints import responses, training_fingerprint
from bot.releases.progress import State, read_state
from bot.releases.running_job import cancel
from bot.settings import Settings
from bot.words import going_live
from bot.words.going_live import Pending

Commands = argparse._SubParsersAction  # what argparse gives; it has no public name


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the subcommands."""
    command = commands.add_parser(
        "publish", help="validate, train, measure, compare, and make live if nothing is worse"
    )
    _add_offline(command)
    command.add_argument(
        "--second", default="", metavar="NAME", help="who else has read what people in danger may read"
    )
    command.add_argument("--confirm", action="store_true", help="go live although people in danger are noticed less")
    command.set_defaults(run=publish)

    command = commands.add_parser("changes", help="what would go live, with who changed it")
    command.set_defaults(run=changes)

    command = commands.add_parser("models", help="the live model, and those to go back to")
    command.set_defaults(run=models)

    command = commands.add_parser("rollback", help="go back to an earlier MODEL (default: the one before)")
    command.add_argument("model", nargs="?", metavar="MODEL")
    _add_offline(command)
    command.set_defaults(run=rollback)

    command = commands.add_parser("status", help="how far a publish has come, or how the last one ended")
    command.set_defaults(run=status)

    command = commands.add_parser("cancel", help="stop a publish that runs")
    command.set_defaults(run=stop)

    command = commands.add_parser("validate", help="check questions, dialogues and answers")
    command.set_defaults(run=validate)


def publish(options: argparse.Namespace) -> int:
    """1 if it did not go live."""
    settings, expected = Settings.from_environment(), training_fingerprint()
    found = waiting_changes(settings)
    _tell(found)
    open_ones = [each for each in found if not each.is_agreed]
    if open_ones and not options.second:
        sys.stderr.write("nothing was published: a second person has to read what people in danger may read.\n")
        sys.stderr.write("They agree in the console, under Publish, or you name them: --second NAME\n")
        return 1
    if open_ones:
        with Database(settings.database_url).session() as session:
            for each in open_ones:
                going_live.agree(session, f"{options.second} ({_who()})", each, alone=False)
    state = read_state()
    confirmed = state.candidate if options.confirm and state and state.outcome == progress.ASKS else ""
    return _run(Order(uuid.uuid4().hex, _who(), offline=options.offline, expected=expected, confirmed=confirmed))


def changes(_options: argparse.Namespace) -> int:
    """0, whatever there is."""
    found = waiting_changes(Settings.from_environment())
    _tell(found)
    if not found:
        live = archives.live_notes()
        stale = live is not None and live.fingerprint != training_fingerprint()
        _say("only other files were changed" if stale else "everything is live")
    return 0


def _tell(found: list[Pending]) -> None:
    for change in found:
        for line in in_lines(change):
            _say(line)


def rollback(options: argparse.Namespace) -> int:
    """1 if the earlier model is not live."""
    live = archives.live_notes()
    name = options.model or _before(live)
    if not name:
        sys.stderr.write("there is no earlier model to go back to\n")
        return 1
    return _run(Order(uuid.uuid4().hex, _who(), back_to=name, offline=options.offline))


def models(_options: argparse.Namespace) -> int:
    """List them, newest first."""
    live = archives.live_notes()
    found = archives.registered_models()
    if live and live.model not in {each.model for each in found}:
        found = [live, *found]
    for each in found:
        mark = "live" if live and each.model == live.model else "    "
        scores = each.scores.get("topics", {})
        right = f"{100 * scores['answered_right']:.1f} % right" if scores else "not measured"
        made = f"new words for {each.words_of}" if each.words_of else "trained"
        when, who = each.published_at or each.trained_at, each.published_by or "-"
        _say(f"{mark}  {each.model}  {when}  {who}  {right}  {made}")
    if not found:
        _say("there is no model yet: run `make train`")
    elif live and live.fingerprint != training_fingerprint():
        _say("the files hold changes that are not published")
    return 0


def status(_options: argparse.Namespace) -> int:
    """0 whatever the state; 1 if nothing was ever published."""
    state = read_state()
    if state is None:
        _say("nothing was published from here yet")
        return 1
    _print_state(state)
    return 0


def stop(_options: argparse.Namespace) -> int:
    """1 if nothing runs."""
    if cancel():
        _say("asked it to stop")
        return 0
    _say("nothing is being published")
    return 1


def validate(_options: argparse.Namespace) -> int:
    """1 if something is wrong."""
    known = known_now(Settings.from_environment())
    faults = [*word_faults(responses(), known), *live_word_faults(known), *double_questions(), *problems()]
    for fault in faults:
        _say(fault)
    _say("all clean" if not faults else f"{len(faults)} problems")
    return int(bool(faults))


def _run(order: Order) -> int:
    try:
        state = run(order, Settings.from_environment(), _say)
    except BusyError as error:
        sys.stderr.write(f"{error}: see `.venv/bin/python -m bot.publishing status`\n")
        return 1
    _print_state(state)
    return 0 if state.outcome in (progress.LIVE, progress.LIVE_OFFLINE, progress.NOTHING) else 1


def _print_state(state: State) -> None:
    words = wording("publishing")
    for section in state.comparison:
        _say(section["heading"])
        for line in section["lines"]:
            _say(f"  {line}")
    _say(words["outcomes"][state.outcome] if state.outcome else f"{words['steps'].get(state.current_step, '')} ...")
    for reason in state.reasons:
        _say(f"  {reason}")


def _before(live: CurrentModel | None) -> str:
    earlier = [each for each in archives.registered_models() if live is None or each.model != live.model]
    return max(earlier, key=lambda each: each.published_at or each.trained_at).model if earlier else ""


def _who() -> str:
    return f"terminal: {getpass.getuser()}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _add_offline(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--offline", action="store_true", help="the assistant does not run: it takes the model when it starts"
    )
