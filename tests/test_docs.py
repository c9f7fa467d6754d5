"""The documents for newcomers are held against the project: what they name is there."""

from __future__ import annotations

import re

import pytest

from bot.settings import PROJECT_ROOT

README = (PROJECT_ROOT / "README.md").read_text("utf-8")
QUESTIONS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in (PROJECT_ROOT / "docs" / "where.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and "?" in line
]
TERMS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in (PROJECT_ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| term")
]


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_fifteen_questions_are_answered():
    assert len(QUESTIONS) == 15


@pytest.mark.parametrize(("question", "where", "what"), QUESTIONS)
def test_a_newcomer_finds_it_in_two_steps(question: str, where: str, what: str):
    first, *others = quoted(where)
    (named,) = quoted(what)
    assert named in (PROJECT_ROOT / first).read_text("utf-8"), question
    assert all((PROJECT_ROOT / other).exists() for other in others)
    # The first step: the README's tree, or its text, names the file or a folder above it.
    above = [first, *(f"{parent}/" for parent in map(str, (PROJECT_ROOT / first).relative_to(PROJECT_ROOT).parents))]
    assert first == "README.md" or any(each in README for each in above if each != "./"), question


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:bot|data|docs|tests|actions)/[\w./]+)`", README))))
def test_every_path_that_the_readme_names_exists(path: str):
    assert (PROJECT_ROOT / path).exists()


def test_every_term_has_its_meaning_and_stands_once():
    names = [term for term, _, _ in TERMS]
    assert len(names) == len(set(names)) > 30
    assert all(meaning for _, meaning, _ in TERMS)


@pytest.mark.parametrize(
    "path", sorted({p for _, meaning, _ in TERMS for p in quoted(meaning) if "/" in p and "faq" not in p})
)
def test_every_path_of_the_glossary_exists(path: str):
    assert (PROJECT_ROOT / path).exists()


def test_the_contents_of_data_name_each_folder_once():
    """A folder by itself, or file by file where it is read by different parts."""
    data = PROJECT_ROOT / "data"
    rows = [row for row in (data / "README.md").read_text("utf-8").splitlines() if row.startswith("| `")]
    named = [name for row in rows for name in quoted(row.split("|")[1]) if name != "console/"]
    assert len(named) == len(set(named))
    for name in named:
        assert list(data.glob(name.replace("<topic>", "*"))), name
    whole = {name for name in named if name.endswith("/")}
    files = {str(path.relative_to(data)) for path in data.rglob("*.*") if path.is_file() and path.name != "README.md"}
    left = {name for name in files if not any(name.startswith(folder) for folder in whole)}
    assert {name for name in left if not re.fullmatch(r"nlu/(faq|out_of_scope)/\w+\.yml", name)} <= set(named)
