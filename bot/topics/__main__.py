"""The topics: `list` them, `check` them, or `add` one. docs/topics.md tells how a topic is made."""

from __future__ import annotations

import argparse
import sys

from bot.topics.adding import add_topic
from bot.topics.catalogue import Catalogue
from bot.topics.checking import DATA, held_out_questions, lacks, wrong_references
from bot.topics.names import label_of
from bot.topics.reading import FileError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 1 if something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m bot.topics", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("list", help="all topics, with the number of their questions")
    command.set_defaults(run=list_all)
    command = commands.add_parser("check", help="what is wrong, and what a TOPIC still lacks (default: all)")
    command.add_argument("topics", nargs="*", metavar="TOPIC")
    command.set_defaults(run=check)
    command = commands.add_parser("add", help="write the file of a new topic, and tell what it still lacks")
    command.add_argument("topic", help="its id, such as parking")
    command.add_argument("title", help='its question in a client\'s words, such as "Where can I park?"')
    command.add_argument("--question", action="append", default=[], help="another way of asking; may be given often")
    command.add_argument("--answer", default="", help="the words of the answer, with {facts} in braces")
    command.set_defaults(run=add)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except FileError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def list_all(_options: argparse.Namespace) -> int:
    """One line a topic."""
    held_out = held_out_questions(DATA)
    for topic in Catalogue.of_files(DATA).values():
        apart = f", {len(held_out.get(topic.id, ()))} held out" if not topic.outside else ""
        _say(f"{topic.id:<42}{topic.title:<50}{len(topic.questions)} questions{apart}")
    return 0


def check(options: argparse.Namespace) -> int:
    """1 if something is wrong or needed."""
    topics = Catalogue.of_files(DATA)
    unknown = [each for each in options.topics if each not in topics]
    if unknown:
        sys.stderr.write(f"there is no topic {', '.join(unknown)}: `python -m bot.topics list` shows them\n")
        return 1
    faults = wrong_references(topics, DATA)
    for fault in faults:
        _say(fault)
    asked = options.topics or [topic.id for topic in topics.values() if not topic.outside]
    needed = sum(_tell_lacks(topics, topic, wanted=bool(options.topics)) for topic in asked)
    if not faults and not needed:
        _say("all clean")
    return int(bool(faults or needed))


def add(options: argparse.Namespace) -> int:
    """0 once the file is written, whatever it still lacks."""
    made = add_topic(options.topic, options.title, options.question, options.answer, DATA)
    _say(f"written: data/nlu/{label_of(made.id)}.yml")
    _tell_lacks(Catalogue.of_files(DATA), made.id, wanted=True)
    _say("Then publish it: docs/topics.md")
    return 0


def _tell_lacks(topics: Catalogue, topic: str, wanted: bool) -> int:
    """Say what a topic lacks; the number of what is needed."""
    found = lacks(topics[topic], topics, held_out_questions(DATA))
    for each in found:
        if each.is_needed or wanted:
            _say(f"{topic} {'needs' if each.is_needed else 'may have'}: {each.says}")
    return sum(each.is_needed for each in found)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
