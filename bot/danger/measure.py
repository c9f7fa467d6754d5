"""How often the rules fire on files of sentences, one a line.

A file named "<kind>__<style>.txt" holds messages that must be recognised; one named "harmless__<group>.txt",
or of any other name, holds messages that must not. Contacts that come first (tiers crisis and emergency)
count as firing; "shown" counts contacts of every tier, which is what distress calls for.
"""

from __future__ import annotations

import argparse
import math
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.danger.finding import KINDS
from bot.danger.gate import Gate

CONFIDENCE = 1.96


@dataclass
class Tally:
    """How many messages there were; for how many contacts came first, and were shown at all."""

    messages: int = 0
    fired: int = 0
    shown: int = 0

    def add(self, fired: bool, shown: bool) -> None:
        self.messages += 1
        self.fired += fired
        self.shown += shown

    @property
    def row(self) -> str:
        low, high = wilson(self.fired, self.messages)
        rate, shown = 100 * self.fired / self.messages, 100 * self.shown / self.messages
        return f"{self.messages:6d}  {rate:5.1f} %  [{100 * low:5.1f}, {100 * high:5.1f}]  shown {shown:5.1f} %"


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % confidence interval of a proportion (Wilson 1927)."""
    if not total:
        return 0.0, 1.0
    share, square = hits / total, CONFIDENCE**2
    centre = share + square / (2 * total)
    spread = CONFIDENCE * math.sqrt(share * (1 - share) / total + square / (4 * total**2))
    return max(0.0, (centre - spread) / (1 + square / total)), min(1.0, (centre + spread) / (1 + square / total))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m bot.danger measure`."""
    parser.add_argument("paths", nargs="+", type=Path, help="files, or folders of .txt files")
    parser.add_argument("--list", action="store_true", help="list what is missed and what fires wrongly")


def report(options: argparse.Namespace) -> str:
    """The figures by kind, style and harmless group."""
    gate = Gate.load()
    by_kind: dict[str, Tally] = defaultdict(Tally)
    by_style: dict[str, Tally] = defaultdict(Tally)
    harmless: dict[str, Tally] = defaultdict(Tally)
    listed: list[str] = []
    started, total = time.perf_counter(), 0
    for path in _files(options.paths):
        kind, _, style = path.stem.partition("__")
        for text in path.read_text(encoding="utf-8").splitlines():
            if not text.strip():
                continue
            finding = gate.check(text)
            total += 1
            outcome = (finding.takes_over, finding.shows_contacts)
            for tally in [by_kind[kind], by_style[style]] if kind in KINDS else [harmless[style or path.stem]]:
                tally.add(*outcome)
            if (finding.shows_contacts if kind == "distress" else finding.takes_over) != (kind in KINDS):
                listed.append(f"{'missed' if kind in KINDS else 'fired'}  {path.stem}  {finding.rule or '-'}  {text}")
    milliseconds = 1000 * (time.perf_counter() - started) / max(1, total)
    parts = [*_table("at risk, by kind", by_kind), *_table("at risk, by style", by_style)]
    parts += [*_table("harmless", harmless), f"{total} messages, {milliseconds:.2f} ms each"]
    return "\n".join([*parts, *(listed if options.list else [])]) + "\n"


def _files(paths: Sequence[Path]) -> Iterable[Path]:
    for path in paths:
        yield from sorted(path.rglob("*.txt")) if path.is_dir() else [path]


def _table(title: str, tallies: dict[str, Tally]) -> list[str]:
    if not tallies:
        return []
    whole = Tally()
    for tally in tallies.values():
        whole.messages += tally.messages
        whole.fired += tally.fired
        whole.shown += tally.shown
    return [
        title,
        *(f"  {name:28s}{tallies[name].row}" for name in sorted(tallies)),
        f"  {'all':28s}{whole.row}",
        "",
    ]
