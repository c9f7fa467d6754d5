"""What the rules of the crisis gate find, from the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from bot.danger import false_alarms, measure
from bot.danger.gate import Gate
from bot.danger.patterns import PatternError
from bot.yaml_reading import YamlError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it was done, 1 when not, with the reason on standard error."""
    parser = argparse.ArgumentParser(prog="python -m bot.danger", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("check", help="say what the rules find in each line of standard input")
    command.set_defaults(run=_check)
    command = commands.add_parser("measure", help="how often the rules fire on files of sentences")
    measure.add_arguments(command)
    command.set_defaults(run=measure.report)
    command = commands.add_parser("false-alarms", help="harmless training messages on which a rule fires")
    false_alarms.add_arguments(command)
    command.set_defaults(run=false_alarms.report)
    options = parser.parse_args(arguments)
    try:
        sys.stdout.write(options.run(options))
    except (PatternError, YamlError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _check(options: argparse.Namespace) -> str:
    gate = Gate.load()
    found = [gate.check(text) for text in sys.stdin]
    return "".join(f"{item.tier}\t{item.kind or '-'}\t{item.rule or '-'}\n" for item in found)


if __name__ == "__main__":
    sys.exit(main())
