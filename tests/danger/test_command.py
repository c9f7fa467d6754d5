from __future__ import annotations

import io
from pathlib import Path

import pytest

from bot.danger.__main__ import main
from bot.danger.example import is_long
from bot.danger.false_alarms import DATA, harmless


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    return capsys.readouterr().out


def test_check_prints_no_text(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("I want to die\nhello\n"))
    assert _run(capsys, "check") == "crisis\tsuicide\tsuicide.want_to_die\nnone\t-\t-\n"


def test_measure_tells_rates_and_lists_faults(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "suicide__explicit.txt").write_text("I want to die\nthe sky is blue\n", encoding="utf-8")
    (tmp_path / "harmless__idiom.txt").write_text("dying to know\n", encoding="utf-8")
    out = _run(capsys, "measure", str(tmp_path), "--list")
    assert "50.0 %" in out
    assert "missed  suicide__explicit  -  the sky is blue" in out


def test_false_alarms_are_told_with_rule_and_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    lines = ['{"text": "I want to die", "label": "harmless", "style": "idiom"}', '{"text": "hi", "label": "harmless"}']
    (tmp_path / "messages.jsonl").write_text("\n".join([*lines, '{"text": "help", "label": "distress"}']), "utf-8")
    told = _run(capsys, "false-alarms", str(tmp_path / "messages.jsonl")).splitlines()
    assert told[0] == "2 harmless messages: 0 emergency, 1 crisis, 0 distress, 0 policy"
    assert told[1] == "crisis\tsuicide.want_to_die\tidiom\tI want to die"
    assert told[2].strip().endswith("to? die")


def test_rules_are_quiet_on_nearly_all_harmless_training_messages(capsys: pytest.CaptureFixture[str]) -> None:
    """Every new false alarm is looked at; nearly all that are left are idioms, the past, and long stories."""
    told = [line.split("\t")[3] for line in _run(capsys, "false-alarms", "--first").splitlines()[1::2]]
    texts = [text for _, text in harmless(DATA)]
    # The long ones were written to look like danger.
    assert sum(not is_long(text) for text in told) <= 0.0025 * sum(not is_long(text) for text in texts)
    assert sum(map(is_long, told)) <= 0.016 * sum(map(is_long, texts))
