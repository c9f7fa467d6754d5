"""Speed, start-up and memory beside plain Rasa, in one run."""

from __future__ import annotations

import argparse
import os
import sys

from bot.bench.command import add_arguments, bench
from bot.bench.serving import ServingError
from bot.evaluation.commands import NoModelError
from bot.evaluation.held_out import HeldOutError
from bot.evaluation.models import ModelError
from bot.evaluation.plain import PlainRasaError
from bot.releases.steps import StepError
from bot.settings import SettingsError

FAULTS = (SettingsError, NoModelError, ModelError, HeldOutError, PlainRasaError, StepError, ServingError)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 1 when something could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m bot.bench", description=__doc__)
    add_arguments(parser)
    options = parser.parse_args(arguments)
    # Read when TensorFlow is imported, which only the commands that need it do.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        return bench(options)
    except FAULTS as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
