"""What makes another model, and what does not: each file is really changed, in a copy of the project."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.releases.fingerprints import training_fingerprint, understanding_fingerprint
from bot.releases.training_code import ROOMS, training_code
from bot.settings import PROJECT_ROOT


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("copy")
    for folder in ("bot", "data"):
        shutil.copytree(PROJECT_ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("config.yml", "domain.yml", "requirements.lock"):
        shutil.copy(PROJECT_ROOT / name, root)
    return root


def prints(root: Path) -> tuple[str, str]:
    return training_fingerprint(root), understanding_fingerprint(root)


def changed(root: Path, name: str, old: str, new: str) -> tuple[bool, bool]:
    """Whether a change makes another model, and one that understands otherwise; the file is put back."""
    path, before = root / name, prints(root)
    source = path.read_text("utf-8")
    assert old in source
    path.write_text(source.replace(old, new, 1), "utf-8")
    try:
        after = prints(root)
    finally:
        path.write_text(source, "utf-8")
    assert prints(root) == before
    return after[0] != before[0], after[1] != before[1]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("data/understanding/entities.yml", "text: [text,", "text: [text, pigeon,"),
        ("data/dialogue/follow_ups.yml", "little_words: [", "little_words: [hither, "),
        ("data/dialogue/form_words.yml", "stop:\n", "stop:\n- halt\n"),
        ("data/language/other_languages.yml", "words:\n", "words:\n  # other\n"),
        ("data/danger/spelling.yml", "havent: have not", "havent: has not"),
        ("data/stories/answers.yml", "a crisis", "any crisis"),
        ("data/nlu/faq/gifts.yml", "examples: |\n", "examples: |\n    - may I bring a pumpkin\n"),
        ("domain.yml", "- purpose\n", "- purpose\n- weather\n"),
        ("config.yml", "offer: 0.25", "offer: 0.26"),
        ("bot/danger/learned.py", "DISTRESS_SHARE = 0.6", "DISTRESS_SHARE = 0.7"),
        ("bot/understanding/decision.py", "return ", "return None or "),
        ("bot/assistant/mentions.py", 'SEPARATOR = "|"', 'SEPARATOR = "/"'),
        ("bot/dialogue/sending.py", "allowed", "allowed|welcome"),
    ],
)
def test_what_changes_understanding_makes_another_model(copy: Path, name: str, old: str, new: str):
    assert changed(copy, name, old, new) == (True, True)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("data/nlu/responses.yml", "Goodbye", "Farewell"),
        ("data/nlu/faq/gifts.yml", "    text: |\n", "    text: |\n      Yes. "),
    ],
)
def test_words_of_answers_make_another_model_that_understands_the_same(copy: Path, name: str, old: str, new: str):
    assert changed(copy, name, old, new) == (True, False)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("bot/helplines/notices.py", "MOST_TRIES = ", "MOST_TRIES = 1 + "),
        ("bot/assistant/response_writer.py", "MOST_CHOICES = 3", "MOST_CHOICES = 4"),
        ("bot/assistant/website_channel.py", "log = ", "logs = log = "),
        ("bot/assistant/tracker_store.py", "from __future__", "import json as _\nfrom __future__"),
        ("bot/assistant/crisis_policy.py", '"priority": 100', '"priority": 101'),
        ("bot/practice/facts.py", "from __future__", "# A comment.\nfrom __future__"),
        ("bot/danger/learned.py", "DISTRESS_SHARE = 0.6", "DISTRESS_SHARE = 0.6  # a comment"),
        ("bot/danger/learned.py", '"""', '"""Other words. '),
        ("data/wording/sending.yml", "I am not sure", "I do not know"),
        ("data/held_out/gate.yml", "\n", "\n# a comment\n"),
        ("data/helplines/hotlines.yml", "\n", "\n# a comment\n"),
    ],
)
def test_what_changes_no_understanding_trains_nothing(copy: Path, name: str, old: str, new: str):
    assert changed(copy, name, old, new) == (False, False)


def test_the_code_of_a_model_is_found_whatever_the_components_import(copy: Path):
    names = {str(path.relative_to(copy)) for path in training_code(copy)}
    assert {"bot/language/encoder.py", "bot/danger/gate.py", "bot/assistant/kept_data.py"} <= names
    assert {name.split("/")[1] for name in names} <= {*ROOMS, "publishing"}
