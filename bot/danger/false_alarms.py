"""Harmless messages on which a rule fires: the training sentences, and clients' questions of every topic.

What it lists is to be mended, in the pattern or by a mask in idioms.yml, or stands there because it is truly about
danger (a calm question about crises is found as such).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.danger.finding import TIERS
from bot.danger.gate import Gate
from bot.settings import PROJECT_ROOT
from bot.yaml_reading import load_yaml

HARMLESS = "harmless"
# Training messages that are none, and questions that are about danger.
ABOUT_DANGER = frozenset({"crisis", "in_danger", "emergency_contact"})
DATA = (PROJECT_ROOT / "data" / "danger" / "sentences", PROJECT_ROOT / "data" / "nlu")


@dataclass(frozen=True)
class Alarm:
    """A harmless message on which rules fire.

    Attributes:
        group: its style, or the topic that it asks about.
        tier, rule, line: the strongest finding, the pattern's id and its line.
    """

    group: str
    text: str
    tier: str
    rule: str
    line: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m bot.danger false-alarms`."""
    parser.add_argument(
        "paths", nargs="*", type=Path, default=DATA, help="files or folders of sentences (.yml), or of lines of JSON"
    )
    parser.add_argument("--first", action="store_true", help="only where contacts would come first")


def report(options: argparse.Namespace) -> str:
    """What fires, by tier, rule and line."""
    messages = list(harmless(options.paths))
    alarms = find(Gate.load(), messages)
    tiers = Counter(alarm.tier for alarm in alarms)
    told = [f"{len(messages)} harmless messages: " + ", ".join(f"{tiers[tier]} {tier}" for tier in TIERS[:0:-1])]
    shown = [alarm for alarm in alarms if not options.first or alarm.tier in ("crisis", "emergency")]
    shown.sort(key=lambda alarm: (-TIERS.index(alarm.tier), alarm.rule, alarm.line))
    told += [f"{alarm.tier}\t{alarm.rule}\t{alarm.group}\t{alarm.text}\n\t{alarm.line}" for alarm in shown]
    return "\n".join(told) + "\n"


def find(gate: Gate, messages: Iterable[tuple[str, str]]) -> list[Alarm]:
    """The alarms among messages, each given with its group."""
    alarms = []
    for group, text in messages:
        if gate.check(text).shows_contacts:
            finding, line = max(gate.explain(text), key=lambda found: TIERS.index(found[0].tier))
            alarms.append(Alarm(group, text, finding.tier, finding.rule or "", line))
    return alarms


def harmless(paths: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Group and text of every harmless message in files or folders."""
    for path in paths:
        for file in sorted(path.rglob("*.yml")) if path.is_dir() else [path]:
            yield from _lines(file) if file.suffix == ".jsonl" else _sentences(file)


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text("utf-8").splitlines():
        entry = json.loads(line)
        if entry["label"] == HARMLESS:
            yield entry.get("style") or HARMLESS, entry["text"]


def _sentences(path: Path) -> Iterator[tuple[str, str]]:
    content = load_yaml(path)
    if content.get("kind") == HARMLESS:
        for style, texts in content["sentences"].items():
            yield from ((style, str(text)) for text in texts)
    for entry in content.get("nlu") or []:
        topic = entry.get("intent", "")
        if topic and topic.rpartition("/")[2] not in ABOUT_DANGER:
            lines = (line.strip() for line in entry["examples"].splitlines())
            yield from ((topic, line.removeprefix("- ")) for line in lines if line.startswith("- "))
