"""The commands that measure a model: `evaluate`, `evaluate-crisis` and `scores`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

from matplotlib.figure import Figure

from bot.evaluation import crisis, crisis_plots, plots, topics
from bot.evaluation.gate import broken_limits
from bot.evaluation.held_out import Questions, load_crisis_messages, load_questions
from bot.evaluation.life import write_life_misses
from bot.evaluation.models import Model, read_plain
from bot.evaluation.operating import LayerError
from bot.evaluation.plain import plain_model
from bot.evaluation.report import write_report
from bot.evaluation.scores import scores_of
from bot.evaluation.tables import Table
from bot.releases.archives import current_model
from bot.releases.fingerprints import training_fingerprint
from bot.settings import Settings


class NoModelError(Exception):
    """There is no trained model to measure; the message says how to get one."""


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommands."""
    command = commands.add_parser("evaluate", help="measure understanding on the held-out questions")
    _add_model(command)
    command.add_argument("--without-plain", action="store_true", help="do not measure plain Rasa beside it")
    add_whole(command)
    command.set_defaults(run=evaluate)

    command = commands.add_parser("evaluate-crisis", help="measure crisis routing on the held-out messages")
    _add_model(command)
    command.set_defaults(run=evaluate_crisis)

    command = commands.add_parser("scores", help="measure MODEL and write its scores to FILE")
    command.add_argument("model", type=Path, metavar="MODEL")
    command.add_argument("file", type=Path, metavar="FILE")
    command.set_defaults(run=write_scores)


def evaluate(options: argparse.Namespace) -> int:
    """Measure understanding; 1 if the gate would not let the model go live."""
    folder, path = _reports(), chosen_model(options.model)
    questions = load_questions()
    beside = None if options.without_plain else plain_model(kept_plain_models(), say, whole=options.whole)
    say(f"measuring {path.name} on {_number(questions)} held-out messages")
    results = topics.measure_topics(Model(path), questions, say)
    plain = None
    about = _about(path)
    if beside:
        plain_path, notes = beside
        say(f"measuring {notes.about} on the same messages")
        plain = topics.measure_topics(Model(plain_path, read_plain), questions, say)
        about.append(f"beside it {notes.about}, trained on the same {notes.examples} questions")
    tables = [topics.main_table(results, plain, beside[1].about if beside else ""), *topics.detail_tables(results)]
    write_report(folder / "topics.html", "Understanding", about, tables, _topic_figures(results, plain))
    topics.write_misses(results, folder / "topics_misses.tsv")
    return _close("topics", tables, topics.topic_scores(results), folder)


def evaluate_crisis(options: argparse.Namespace) -> int:
    """Measure crisis routing; 1 if the gate would not let the model go live."""
    folder, path = _reports(), chosen_model(options.model)
    messages, questions = load_crisis_messages(), load_questions()
    say(f"measuring {path.name}")
    results = crisis.measure_crisis(Model(path), messages, questions, say)
    tables = [crisis.main_table(results), *crisis.detail_tables(results)]
    figures = _crisis_figures(results, path)
    write_report(folder / "crisis.html", "Crisis routing", _about(path), tables, figures)
    crisis.write_misses(results, folder / "crisis_misses.tsv")
    write_life_misses(results.life, folder / "life_misses.tsv")
    return _close("crisis", tables, crisis.crisis_scores(results), folder)


def write_scores(options: argparse.Namespace) -> int:
    """Measure one archive for models/current.json."""
    scores = scores_of(options.model, say)
    options.file.write_text(json.dumps(scores, indent=2) + "\n", "utf-8")
    for limit in scores["broken"]:
        say(f"  gate: {limit}")
    return 0


def chosen_model(path: Path | None) -> Path:
    """The archive to measure: the one named, or the live one.

    Raises:
        NoModelError: there is none.
    """
    if path is not None:
        if not path.is_file():
            raise NoModelError(f"{path} does not exist")
        return path
    current = current_model()
    if current is None:
        raise NoModelError("there is no trained model: run `make train` first")
    if current.fingerprint != training_fingerprint():
        say("note: the live model is older than its training data or code; `make train` makes a new one")
    return current.path


def say(line: str) -> None:
    """One line for the person at the terminal."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _add_model(command: argparse.ArgumentParser) -> None:
    command.add_argument("--model", type=Path, help="archive to measure (default: the live one)")


def kept_plain_models() -> Path:
    """Folder of the plain models to compare with."""
    return Settings.from_environment().state_dir / "plain_rasa"


def add_whole(command: argparse.ArgumentParser) -> None:
    """Add the choice of how long plain Rasa is trained."""
    command.add_argument(
        "--whole", action="store_true", help="train plain Rasa for all its 100 epochs, over an hour and a half"
    )


def _reports() -> Path:
    folder = Settings.from_environment().state_dir / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _number(questions: Questions) -> int:
    return sum(len(part) for part in vars(questions).values())


def _about(path: Path) -> list[str]:
    return [f"{path.name}, measured {datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC on data/held_out"]


def _topic_figures(results: topics.TopicResults, plain: topics.TopicResults | None) -> list[tuple[str, Figure]]:
    return [
        ("Confusion matrix (likeliest topic, before any rejection)", plots.confusion_matrix(results)),
        ("Confidence", plots.confidence_histogram(results)),
        ("Reliability", plots.reliability(results)),
        ("Right answers against answers that should not be", plots.answering_curve(results, plain)),
    ]


def _crisis_figures(results: crisis.CrisisResults, path: Path) -> list[tuple[str, Figure]]:
    figures = [
        ("At risk, by kind", crisis_plots.by_kind(results)),
        ("At risk, by style", crisis_plots.by_style(results)),
    ]
    try:
        figures.insert(0, ("Operating curve", crisis_plots.operating_curve(results, path)))
    except LayerError as error:
        say(f"no operating curve: {error}")
    return figures


def _close(part: str, tables: Sequence[Table], scores: dict[str, float], folder: Path) -> int:
    """Show the tables and the gate's verdict; 1 if a limit is broken."""
    for table in tables:
        say(table.as_text())
    broken = broken_limits(part, scores)
    for limit in broken:
        say(f"GATE  {limit}")
    say(f"gate ({part}): {f'{len(broken)} limits broken' if broken else 'all limits kept'}")
    say(f"report: {folder / part}.html; what went wrong, sentence by sentence: {folder / part}_misses.tsv")
    return int(bool(broken))
