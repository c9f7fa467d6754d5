"""The contracts about who may import whom really name an import that breaks them."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import PROJECT_ROOT

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


@pytest.mark.parametrize(
    ("module", "line", "contract", "named"),
    [
        (
            "bot/practice/spoken.py",
            "import bot.website.app",
            "a room imports only from the floors below it",
            "bot.practice.spoken -> bot.website.app",
        ),
        ("bot/website/app.py", "import rasa", "imports Rasa", "bot.website.app -> rasa"),
        (
            "bot/danger/gate.py",
            "import requests",
            "danger is recognised without network",
            "bot.danger.gate -> requests",
        ),
        ("actions/days.py", "import bot.website.app", "actions are thin", "actions.days -> bot.website.app"),
        (
            "bot/dialogue/notes.py",
            "import actions.days",
            "no room needs the actions",
            "bot.dialogue.notes -> actions.days",
        ),
        ("bot/words/files.py", "import yaml", "YAML is read in one way", "bot.words.files -> yaml"),
    ],
)
def test_a_broken_contract_is_named_with_its_import(module: str, line: str, contract: str, named: str, tmp_path: Path):
    for package in ("bot", "actions"):
        shutil.copytree(PROJECT_ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT_ROOT / "pyproject.toml", tmp_path)
    path = tmp_path / module
    path.write_text(f"{path.read_text('utf-8')}\n{line}\n", "utf-8")
    run = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1, run.stdout + run.stderr
    broken = [text for text in run.stdout.splitlines() if "BROKEN" in text]
    assert any(contract in text for text in broken), run.stdout
    assert named in run.stdout


def test_fewer_than_half_of_all_pairs_of_rooms_are_tied_and_none_both_ways():
    imports = {(own, other) for path in sorted((PROJECT_ROOT / "bot").rglob("*.py")) for own, other in _ties(path)}
    rooms = sorted({path.parent.name for path in (PROJECT_ROOT / "bot").glob("*/*.py")})
    assert [(own, other) for own, other in imports if (other, own) in imports] == []
    assert len(imports) < len(rooms) * (len(rooms) - 1) / 4


def _ties(path: Path) -> set[tuple[str, str]]:
    """The room of a module, with each other room that it imports from."""
    room, *inside = path.relative_to(PROJECT_ROOT / "bot").parts
    named = {
        name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in (
            [f"{node.module}.{each.name}" for each in node.names]
            if isinstance(node, ast.ImportFrom) and node.module
            else [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else []
        )
        if name.startswith("bot.")
    }
    others = {name.split(".")[1] for name in named if (PROJECT_ROOT / "bot" / name.split(".")[1]).is_dir()}
    return {(room, other) for other in others - {room}} if inside else set()
