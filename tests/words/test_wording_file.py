"""The other words: one text at a time, kept safe, and live without a restart."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot import wording as live_words
from bot.settings import PROJECT_ROOT
from bot.topics.reading import edit_token
from bot.words.files import ChangedMeanwhileError, WordFiles
from bot.words.wording_file import (
    EDITABLE,
    UnknownWordingError,
    check_wording,
    read_wording,
    set_wording,
    source_of,
)
from bot.yaml_reading import YamlError, read_yaml


@pytest.fixture
def wordings(tmp_path: Path) -> WordFiles:
    for part in ("wording", "nlu"):
        shutil.copytree(PROJECT_ROOT / "data" / part, tmp_path / part)
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
    with pytest.raises(ChangedMeanwhileError):
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
    monkeypatch.setattr(live_words, "WORDING", wordings.data / "wording")
    assert live_words.wording("crisis")["how"] != "Tap a number."
    save(wordings, "crisis", "how", "Tap a number.")
    assert live_words.wording("crisis")["how"] == "Tap a number."
    (wordings.data / "wording" / "crisis.yml").write_text("how: [", "utf-8")
    assert live_words.wording("crisis")["how"] == "Tap a number."
    (wordings.data / "wording" / "crisis.yml").unlink()
    assert live_words.wording("crisis")["how"] == "Tap a number."


def test_words_that_were_never_read_and_cannot_be_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(live_words, "WORDING", tmp_path)
    with pytest.raises(YamlError, match=r"crisis\.yml: cannot be read"):
        live_words.wording("crisis")


def test_responses_are_edited_like_the_rest(wordings: WordFiles):
    greeting, button = "utter_goodbye.0.text", "utter_ask_how_it_was.0.buttons.0"
    save(wordings, "responses", greeting, "Bye for now.\n\nWrite again whenever you like.")
    save(wordings, "responses", f"{button}.title", "It made me sad.")
    save(wordings, "responses", f"{button}.payload", "It made me sad.")
    content = read_yaml(source_of(wordings, "responses"))["responses"]
    assert content["utter_goodbye"] == [{"text": "Bye for now.\n\nWrite again whenever you like.\n"}]
    pressed = {"title": "It made me sad.", "payload": '/choose{"how_it_was": "It made me sad."}'}
    assert content["utter_ask_how_it_was"][0]["buttons"][0] == pressed


@pytest.mark.parametrize(
    ("key", "text", "kinds"),
    [
        ("utter_goodbye.0.text", "Goodbye. Call {practice_phone}.", []),
        ("utter_goodbye.0.text", "Goodbye. Call {practice_fone}.", ["foreign_field"]),
        ("utter_may_i_send.0.text", "Perhaps.", ["missing_field"]),
        ("utter_human_handover.0.text", "Ask at the office.", []),
        ("utter_draft.1.buttons.0.title", "Move {practice_phone}", ["foreign_field"]),
        ("utter_draft.1.buttons.0.title", "Move\na session", ["several_lines"]),
        ("utter_draft.1.buttons.0.title", "Move " * 50, ["long_button"]),
        ("utter_ask_how_it_was.0.buttons.0.payload", 'It was "bad".', ["unsayable"]),
        ("utter_stop.0.text", "He committed suicide.", ["safe_messaging"]),
    ],
)
def test_what_must_be_mended_in_a_response(key: str, text: str, kinds: list[str], wordings: WordFiles):
    before = read_wording(wordings, "responses").text(key)
    assert [each.kind for each in check_wording("responses", key, before, text)] == kinds


@pytest.mark.parametrize(
    "key",
    [
        "utter_draft.0.id",
        "utter_crisis.0.custom.type",
        "utter_draft.1.buttons.0.payload",
        "utter_draft.7.text",
        "version",
    ],
)
def test_what_the_program_goes_by_in_responses_cannot_be_edited(key: str, wordings: WordFiles):
    with pytest.raises(UnknownWordingError):
        save(wordings, "responses", key, "Other words.")


def test_texts_of_responses_have_names_that_staff_can_read(wordings: WordFiles):
    labels = {each.key: each.label for each in read_wording(wordings, "responses").texts}
    assert labels["utter_goodbye.0.text"] == "goodbye"
    assert labels["utter_prepare_intro.1.text"] == "prepare intro: wording 2"
    assert labels["utter_ask_purpose.0.buttons.1.title"] == "ask purpose: button 2"
    assert len(set(labels.values())) == len(labels)
