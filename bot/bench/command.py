"""The command `bench`: one table of this project beside plain Rasa."""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import timeit
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.bench import machine
from bot.bench.corrections import measure_corrections
from bot.bench.load import LOADS
from bot.bench.serving import WEBSITE_LOADS, Serving, serve_ours, serve_plain
from bot.danger.gate import Gate
from bot.evaluation.commands import add_whole, chosen_model, kept_plain_models, say
from bot.evaluation.held_out import load_questions
from bot.evaluation.plain import PlainModel, plain_model
from bot.evaluation.tables import Table
from bot.evaluation.timing import Took, stopwatch
from bot.publishing.fresh_database import prepare_database
from bot.releases.archives import current_model
from bot.releases.steps import run_step
from bot.settings import Settings
from bot.website.widget.embedding import script

MESSAGES = 100
# What Rasa itself takes to start, read our data, check it and pack a model.
NEXT_TO_NOTHING = """
recipe: default.v1
assistant_id: bench
language: en
pipeline: [{name: WhitespaceTokenizer}]
policies: [{name: RulePolicy}]
"""
NONE = "-"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The options of `python -m bot.bench`."""
    command.add_argument("--model", type=Path, help="archive to measure (default: the live one)")
    command.add_argument("--fresh", action="store_true", help="train plain Rasa again even if it is kept")
    add_whole(command)


def bench(options: argparse.Namespace) -> int:
    """Measure and show; 0 when everything could be measured."""
    told = [machine.describe(), machine.load()]
    say("\n".join(told))
    ours = chosen_model(options.model)
    questions = load_questions().topics
    texts = [question.text for question in questions[:: max(1, len(questions) // MESSAGES)]]
    state = Settings.from_environment().state_dir
    plain, notes = plain_model(kept_plain_models(), say, options.fresh, options.whole)
    with TemporaryDirectory() as name:
        folder = Path(name)
        table = Table("Bench", ["", "this project", notes.about, "plain / this"])
        _training(table, folder, notes)
        _parsing(table, folder, ours, plain)
        _gate(table, texts)
        say("serving: this project, then plain Rasa, with 1, 10 and 50 clients")
        _serving(table, serve_ours(folder, texts), serve_plain(plain, folder, texts))
        _corrections(table, folder)
    table.add("model archive, MB", *_beside(_megabytes(ours), _megabytes(plain), 1))
    table.add("widget, gzipped, kB", f"{len(gzip.compress(script())) / 1000:.1f}", NONE, NONE)
    say("\n" + table.as_text())
    trained = f"{notes.about}: trained {notes.trained_at} on {notes.examples} questions"
    say(trained)
    path = state / "reports" / "bench.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*told, trained, "", table.as_text()]), "utf-8")
    say(f"kept in {path}")
    return 0


def _training(table: Table, folder: Path, notes: PlainModel) -> None:
    """Train twice with a state folder of its own: the second time the sentence vectors are kept."""
    say("training this project's model, from nothing and again")
    first, again = _train(folder), _train(folder)
    for words, took in (("training", first), ("training again", again)):
        table.add(f"{words}, s", *_beside(took.clock, notes.seconds, 0))
        table.add(f"{words}, CPU s", *_beside(took.cpu, notes.cpu_seconds, 0))
    config = folder / "next_to_nothing.yml"
    config.write_text(NEXT_TO_NOTHING, "utf-8")
    bare = _train(folder, str(config))
    table.add("the same with next to nothing to train, s", f"{bare.clock:.0f}", NONE, NONE)


def _train(folder: Path, *config: str) -> Took:
    with stopwatch() as took:
        arguments = ["bot.publishing.training", str(folder / "models"), "bench", *config]
        _run(arguments, {"STATE_DIR": str(folder / "training")})
    return took


def _parsing(table: Table, folder: Path, ours: Path, plain: Path) -> None:
    say("understanding, on one core")
    state = {"STATE_DIR": str(folder / "state")}
    # Mentions are read with the practice's therapists.
    prepare_database(Settings.from_environment(state), lambda _line: None)
    # Rasa and its libraries may print before the figures.
    said = [_run(["bot.bench.parsing", str(path)], state) for path in (ours, plain)]
    measured = [json.loads(lines[-1]) for lines in said]
    cores = "one core" if measured[0]["one_core"] else "all cores"
    mine, other = measured
    table.add(f"understanding, median, {cores}, ms", *_beside(mine["median"], other["median"], 1))
    table.add(f"understanding, 95 of 100, {cores}, ms", *_beside(mine["slow"], other["slow"], 1))


def _gate(table: Table, texts: list[str]) -> None:
    """The rules alone, which the website process asks before Rasa."""
    gate = Gate.load()
    # The first messages compile patterns.
    for text in texts:
        gate.check(text)
    taken = sorted(1000 * took for text in texts for took in timeit.repeat(partial(gate.check, text), number=1))
    table.add("crisis gate, median, ms", f"{statistics.median(taken):.2f}", NONE, NONE)
    table.add("crisis gate, 95 of 100, ms", f"{taken[int(0.95 * len(taken))]:.2f}", NONE, NONE)


def _serving(table: Table, ours: Serving, plain: Serving) -> None:
    table.add("start until Rasa answered, s", *_beside(ours.start, plain.start, 1))
    for clients, _ in LOADS:
        mine, other = ours.waits[clients], plain.waits[clients]
        table.add(f"Rasa, {clients} clients, median, ms", *_beside(mine.median, other.median, 0))
        table.add(f"Rasa, {clients} clients, 95 of 100, ms", *_beside(mine.slow, other.slow, 0))
        if mine.failed or other.failed:
            table.add(f"Rasa, {clients} clients, not answered", str(mine.failed), str(other.failed), NONE)
    for clients, _ in WEBSITE_LOADS:
        mine = ours.website_waits[clients]
        table.add(f"website, {clients} clients, median, ms", f"{mine.median:.0f}", NONE, NONE)
        table.add(f"website, {clients} clients, 95 of 100, ms", f"{mine.slow:.0f}", NONE, NONE)
        if mine.failed:
            table.add(f"website, {clients} clients, not answered", str(mine.failed), NONE, NONE)
    if ours.first_visit:
        table.add("first visit, from page to first answer, median, ms", f"{ours.first_visit.median:.0f}", NONE, NONE)
    table.add("memory of Rasa, MB", *_beside(ours.memory, plain.memory, 0))
    table.add("memory of website and actions, MB", f"{ours.others:.0f}", NONE, NONE)


def _corrections(table: Table, folder: Path) -> None:
    live = current_model()
    if live is None:
        say("corrections: not measured, because no model is live")
        return
    say("correcting an answer and a fact, in a copy of the project that runs")
    took = measure_corrections(folder, live)
    table.add("corrected answer live, s", f"{took.answer:.0f}", NONE, NONE)
    table.add("corrected fact live, s", f"{took.fact:.2f}", NONE, NONE)


def _beside(mine: float, other: float, digits: int) -> tuple[str, str, str]:
    return f"{mine:.{digits}f}", f"{other:.{digits}f}", f"{other / mine:.1f}"


def _run(arguments: list[str], environment: dict[str, str]) -> list[str]:
    """Lines that a module prints when it runs in a process of its own.

    Raises:
        StepError: it failed.
    """
    lines: list[str] = []
    run_step(arguments, lines.append, environment)
    return lines


def _megabytes(path: Path) -> float:
    return path.stat().st_size / 1e6
