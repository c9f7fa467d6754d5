"""Assesses a candidate in a process of its own: `python -m bot.publishing.assess FILE [--live ARCHIVE] [--words]`.

The path of the candidate comes by standard input, so that the seconds that Rasa's import takes are not lost while the
candidate is still being made.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bot.releases.steps import end_with_parent, read_line


def main() -> int:
    """Hold the must-pass dialogues and, unless only words changed, measure on the held-out sets; write FILE."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--live", type=Path, help="a model to measure as well, to compare with")
    parser.add_argument("--words", action="store_true", help="hold the dialogues only")
    options = parser.parse_args()

    from bot.evaluation.models import keep_quiet
    from bot.publishing.rehearsal import rehearse, set_stage

    set_stage()
    keep_quiet()
    candidate = Path(read_line())
    end_with_parent()
    say("holding the must-pass dialogues")
    found: dict[str, Any] = {"dialogues": rehearse(candidate)}
    if not options.words:
        found["scores"], found["outcomes"] = _measured(candidate)
        if options.live:
            say("measuring the live model, to compare with")
            found["live_outcomes"] = _measured(options.live)[1]
    options.file.write_text(json.dumps(found), "utf-8")
    return 0


def _measured(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    from bot.evaluation.crisis import crisis_scores, measure_crisis
    from bot.evaluation.gate import broken_limits
    from bot.evaluation.held_out import load_crisis_messages, load_questions
    from bot.evaluation.judged import judge
    from bot.evaluation.life import load_life
    from bot.evaluation.models import Model
    from bot.evaluation.topics import measure_topics, topic_scores

    model, questions = Model(path), load_questions()
    say("asking it the held-out questions")
    topics = measure_topics(model, questions, say)
    say("showing it the held-out crisis messages")
    crisis = measure_crisis(model, load_crisis_messages(), questions, say, load_life().by_themselves())
    scores = {"topics": topic_scores(topics), "crisis": crisis_scores(crisis)}
    broken = [limit for part, reached in scores.items() for limit in broken_limits(part, reached)]
    return {**scores, "broken": broken}, judge(topics, crisis)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
