"""The other words: one text at a time, kept safe, and live without a restart."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.crisis import reply
from bot.practice import wording as practice_wording
from bot.settings import PROJECT_ROOT
from bot.words.files import WordFiles
from bot.words.topic_file import edit_token
from bot.words.wording_file import (
    EDITABLE,
    UnknownWordingError,
    WordingChangedError,
    check_wording,
    read_wording,
    set_wording,
    source_of,
)


@pytest.fixture
def wordings(tmp_path: Path) -> WordFiles:
    shutil.copytree(PROJECT_ROOT / "data" / "wording", tmp_path / "wording")
    return WordFiles(tmp_path)


def save(files: WordFiles, name: str, key: str, text: str) -> None:
    set_wording(files, name, key, text, edit_token(source_of(files, name)))


@pytest.mark.parametrize("name", EDITABLE)
def test_every_text_can_be_edited_and_nothing_else_changes(name: str, wordings: WordFiles):
    before = read_wording(wordings, name)
    source = source_of(wordings, name)
    for each in (before.texts[0], before.texts[-1]):
        assert check_wording(name, each.key, each.text, each.text) == []
        save(wordings, name, each.key, 'Quite other words: yes & "no" # here.')
    after = read_wording(wordings, name)
    assert [each.key for each in after.texts] == [each.key for each in before.texts]
    assert [each.text for each in after.texts[1:-1]] == [each.text for each in before.texts[1:-1]]
    assert after.texts[0].text.strip() == 'Quite other words: yes & "no" # here.'
    comments = [line for line in source.splitlines() if line.lstrip().startswith("#")]
    assert [line for line in source_of(wordings, name).splitlines() if line.lstrip().startswith("#")] == comments


@pytest.mark.parametrize("name", EDITABLE)
def test_every_text_of_the_project_can_be_saved_again(name: str):
    texts = read_wording(WordFiles(PROJECT_ROOT / "data"), name).texts
    assert {each.key: found for each in texts if (found := check_wording(name, each.key, each.text, each.text))} == {}


def test_a_text_that_is_put_into_others_keeps_its_space(wordings: WordFiles):
    assert read_wording(wordings, "facts").text("facts.text_allowed.number") == " at {address}"
    save(wordings, "facts", "facts.text_allowed.number", "on {address}")
    assert read_wording(wordings, "facts").text("facts.text_allowed.number") == " on {address}"


@pytest.mark.parametrize(
    ("key", "text", "kind"),
    [
        ("emergency_first.crisis", "If anyone is in danger, call.", "missing_field"),
        ("opening.suicide", "Thank you for saying this, {name}.", "foreign_field"),
        ("opening.suicide", "You should calm down.", "crisis_wording"),
        ("opening.suicide", "Are you safe?", "crisis_wording"),
        ("opening.suicide", "  ", "empty_wording"),
        ("opening.suicide", "Thank you} for saying this.", "stray_brace_wording"),
        ("opening.suicide", "Thank you\x0b for saying this.", "control"),
    ],
)
def test_the_crisis_reply_stays_safe(key: str, text: str, kind: str):
    before = read_wording(WordFiles(PROJECT_ROOT / "data"), "crisis").text(key)
    assert kind in {remark.kind for remark in check_wording("crisis", key, before, text)}


def test_the_second_of_two_editors_overwrites_nothing(wordings: WordFiles):
    token = read_wording(wordings, "crisis").token
    set_wording(wordings, "crisis", "how", "Tap a number to call.", token)
    with pytest.raises(WordingChangedError):
        set_wording(wordings, "crisis", "how", "Tap it.", token)
    assert read_wording(wordings, "crisis").text("how") == "Tap a number to call."


@pytest.mark.parametrize(
    ("name", "key"),
    [("crisis_lint", "x"), ("../crisis", "how"), ("crisis", "no.such.text"), ("drafts", "purposes.cancel")],
)
def test_only_texts_that_clients_read_can_be_edited(name: str, key: str, wordings: WordFiles):
    with pytest.raises(UnknownWordingError):
        read_wording(wordings, name).text(key)


def test_saved_words_are_live_at_once_and_a_broken_file_changes_nothing(
    wordings: WordFiles, monkeypatch: pytest.MonkeyPatch
):
    crisis = wordings.data / "wording" / "crisis.yml"
    monkeypatch.setattr(practice_wording, "WORDING", wordings.data / "wording")
    monkeypatch.setattr(practice_wording, "_seen", {})
    assert reply.load_wording(crisis)["how"] != "Tap a number."
    save(wordings, "crisis", "how", "Tap a number.")
    save(wordings, "sending", "person", "Reach a person")
    assert reply.load_wording(crisis)["how"] == "Tap a number."
    assert practice_wording.wording("sending")["person"] == "Reach a person"
    for name in ("crisis", "sending"):
        (wordings.data / "wording" / f"{name}.yml").write_text("how: [", "utf-8")
    assert reply.load_wording(crisis)["how"] == "Tap a number."
    assert practice_wording.wording("sending")["person"] == "Reach a person"
