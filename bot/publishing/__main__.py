"""Training and publishing a model from the command line."""

from __future__ import annotations

import argparse
import os
import sys

from bot.publishing import commands as publishing
from bot.publishing import train
from bot.releases.steps import StepError
from bot.settings import SettingsError

FAULTS = (SettingsError, StepError, train.TrainingError)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 1 when a limit of the gate is broken or the command could not run."""
    parser = argparse.ArgumentParser(prog="python -m bot.publishing", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    train.add_command(commands)
    publishing.add_commands(commands)
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
