"""Checks the training data: `rasa data validate`, and what Rasa does not look at."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from bot.settings import PROJECT_ROOT

# Rasa 3.6 does not count a form's own questions as used, nor what actions and policies say, and tells of retrieval
# intents that stand in the domain, as its documentation asks for, and beside their examples.
KNOWN = (
    re.compile(r"The utterance 'utter_ask_\w+' is not used in any story or rule\."),
    re.compile(r"The utterance 'utter_(draft|may_i_send|numbers|prepared_note)' is not used in any story or rule\."),
    re.compile(r"The following duplicated (intents|actions) have been found across multiple domain files"),
)
_WARNING = re.compile(r"UserWarning: (.*)")


def problems() -> list[str]:
    """What is wrong with the training data; empty if nothing is."""
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "rasa",
            "data",
            "validate",
            "--fail-on-warnings",
            "--data",
            "data/nlu",
            "data/stories",
        ],
        cwd=PROJECT_ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(PROJECT_ROOT),
            "PYTHONWARNINGS": "",
        },
        capture_output=True,
        text=True,
    )
    found = [match[1] for match in _WARNING.finditer(run.stdout + run.stderr)]
    faults = [line for line in found if not any(known.match(line) for known in KNOWN)]
    if run.returncode and not faults:
        faults = (run.stderr or run.stdout).strip().splitlines()[-3:]
    return faults


def main() -> int:
    faults = problems()
    for fault in faults:
        sys.stderr.write(f"training data: {fault}\n")
    sys.stdout.write(f"rasa data validate: {'clean' if not faults else f'{len(faults)} problems'}\n")
    return int(bool(faults))


if __name__ == "__main__":
    raise SystemExit(main())
