"""Measuring a model and its training data from the command line."""

from __future__ import annotations

import argparse
import os
import sys

from bot.evaluation import commands as evaluation
from bot.evaluation import data_report, ordinary
from bot.evaluation.commands import NoModelError
from bot.evaluation.gate import GateError
from bot.evaluation.held_out import HeldOutError
from bot.evaluation.models import ModelError
from bot.evaluation.plain import PlainRasaError
from bot.releases.steps import StepError
from bot.settings import SettingsError

FAULTS = (SettingsError, NoModelError, ModelError, HeldOutError, GateError, PlainRasaError, StepError)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 1 when a limit of the gate is broken or the command could not run."""
    parser = argparse.ArgumentParser(prog="python -m bot.evaluation", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    evaluation.add_commands(commands)
    data_report.add_command(commands)
    ordinary.add_command(commands)
    options = parser.parse_args(arguments)
    # Read when TensorFlow is imported, which only the commands that need it do.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        return int(options.run(options))
    except FAULTS as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
