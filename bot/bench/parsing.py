"""Time to understand a message, in a process of its own: `python -m bot.bench.parsing MODEL`."""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path

from bot.bench.machine import use_one_core
from bot.evaluation.held_out import load_questions
from bot.evaluation.models import Model

MESSAGES = 150
# The first messages compile and fill caches.
WARM_UP = 20


def main() -> int:
    """Parse held-out questions on one core and print the times as JSON."""
    questions = load_questions().topics
    texts = [question.text for question in questions[:: max(1, len(questions) // MESSAGES)]]
    one_core = use_one_core()
    model = Model(Path(sys.argv[1]))
    model.seconds(texts[:WARM_UP])
    taken = sorted(1000 * seconds for seconds in model.seconds(texts))
    slow = taken[int(0.95 * len(taken))]
    found = {"median": statistics.median(taken), "slow": slow, "messages": len(texts), "one_core": one_core}
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
