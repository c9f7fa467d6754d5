"""Takes a sample of clients' ordinary questions, from which the danger layer learns what is harmless.

The sample is a file of its own (data/danger/ordinary.yml), so that whoever edits a topic's questions changes nothing in
how danger is recognised. It is taken anew on purpose, by this command, and then `make evaluate-crisis` tells the price.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable
from typing import Any

from bot.danger.sentences import ORDINARY_FILE
from bot.topics.names import id_of
from bot.words.training_texts import TrainingText, questions

# Every so many of a topic's questions; all would slow training.
STEP = 3
# The intent whose examples are in danger.
CRISIS = "crisis"
HEAD = """\
# Clients' ordinary questions, from which the danger layer learns what is harmless: a sample of data/nlu, taken by
# `python -m bot.evaluation ordinary`. Editing the questions there changes nothing in how danger is recognised.
"""


def sample(texts: Iterable[TrainingText]) -> dict[str, list[str]]:
    """Every STEP-th question of each topic, by label, and all examples of an intent.

    Requests such as "let me talk to a person" have few examples and sound like need, so none of them is left out.
    """
    places: Counter[str] = Counter()
    chosen: dict[str, list[str]] = {}
    for each in texts:
        if each.label == CRISIS:
            continue
        if not id_of(each.label) or places[each.label] % STEP == 0:
            chosen.setdefault(each.label, []).append(each.text)
        places[each.label] += 1
    return chosen


def add_command(commands: Any) -> None:
    """Add `ordinary` to the command line."""
    parser = commands.add_parser("ordinary", help="take anew the ordinary questions that the danger layer learns from")
    parser.set_defaults(run=_write)


def _write(_options: argparse.Namespace) -> int:
    chosen = sample(questions())
    lines = ["questions:"]
    for label, texts in chosen.items():
        # A JSON string is a YAML one, in a line of its own.
        lines += [f"  {label}:", *(f"  - {json.dumps(text, ensure_ascii=False)}" for text in texts)]
    ORDINARY_FILE.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")
    sys.stdout.write(f"{sum(map(len, chosen.values()))} questions written to {ORDINARY_FILE.name}; train and measure\n")
    return 0
