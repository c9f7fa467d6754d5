"""One way to read YAML: what the program reads and what an editor keeps are the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.settings import PROJECT_ROOT
from bot.yaml_reading import YamlError, load_yaml, read_to_edit, read_yaml

FOLDERS = ("data", "bot", "tests")
# Once Rasa has read a file, ruamel.yaml takes ${...} in any file for a value of the environment.
RASAS_OWN = PROJECT_ROOT / "bot/running/endpoints.yml"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("On", "On"),
        ("true", True),
        ("9:30", "9:30"),
        ("1_000", "1_000"),
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("000", "000"),
        ("0116123", "0116123"),
        ("0.03", 0.03),
        ("1e-3", 0.001),
        ("~", None),
        ("", None),
        ("2026-11-28", date(2026, 11, 28)),
        ("<<", "<<"),
        ("'12'", "12"),
    ],
)
def test_plain_values_are_those_of_yaml_1_2(text: str, value: Any):
    found = read_yaml(f"a: {text}")["a"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "path", sorted({p for f in FOLDERS for p in (PROJECT_ROOT / f).rglob("*.yml")} - {RASAS_OWN}), ids=str
)
def test_every_file_reads_the_same_to_the_program_and_to_an_editor(path: Path):
    assert load_yaml(path) == read_to_edit(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("a: 1\nb: 2\na: 3", "'a' is here for a second time.*line 3"),
        ("x: {a: 1, a: 1}", "'a' is here for a second time"),
        ("a: [", "line [12]"),
        ("day: 2026-13-45", "month must be in"),
        ("[" * 15_000, "opened within each other"),
        ("[a, " * 15_000, "opened within each other"),
        ("- " * 15_000, "opened within each other"),
        ("a: !!python/object:os.system {}", "could not determine a constructor"),
    ],
)
def test_a_fault_is_told_with_its_place(source: str, reason: str, tmp_path: Path):
    with pytest.raises(YamlError, match=reason):
        read_yaml(source)
    (tmp_path / "words.yml").write_text(source, "utf-8")
    with pytest.raises(YamlError, match=rf"words\.yml: cannot be read: .*{reason}"):
        load_yaml(tmp_path / "words.yml")


@pytest.mark.parametrize("content", [None, b"a: \xff"])
def test_a_file_that_cannot_be_read_is_named(content: bytes | None, tmp_path: Path):
    path = tmp_path / "words.yml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(YamlError, match=r"words\.yml: cannot be read"):
        load_yaml(path)
