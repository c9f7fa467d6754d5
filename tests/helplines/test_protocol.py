from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.danger.finding import KINDS
from bot.danger.gate import Gate
from bot.helplines.lines import shipped
from bot.helplines.protocol import render_protocol
from bot.wording import wording

LINES = shipped().lines


def test_protocol_tells_the_real_configuration(gate: Gate) -> None:
    text = render_protocol(gate.patterns, LINES, "Mill Road Practice", "US", timedelta(days=90)).as_text()
    rules = sum(1 for pattern in gate.patterns if pattern.kind != "mask")
    assert f"has {rules} written rules" in text
    assert "988 Suicide & Crisis Lifeline (988, text 988" in text
    assert "a check is due after 90 days" in text
    assert "{" not in text
    assert all(wording("crisis_protocol")["kinds"][kind] in text for kind in KINDS)


def test_protocol_follows_a_changed_line(gate: Gate) -> None:
    lines = [replace(line, phone="1-202-555-0143") if line.key == "us_988" else line for line in LINES]
    assert "1-202-555-0143" in render_protocol(gate.patterns, lines, "P", "US").as_text()


def test_protocol_without_a_country_names_the_directories(gate: Gate) -> None:
    text = render_protocol(gate.patterns, LINES, "P", None).as_text()
    assert "Find A Helpline" in text
    assert "should call the local emergency number" in text
