"""Versions and drafts: nothing that was ever saved or typed is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.database.engine import Database
from bot.database.tables.staff import StaffAccountRow
from bot.words import drafts, history
from bot.words.files import WordFiles
from bot.words.live import live_since

NOW = datetime(2026, 11, 22, 9, 0)
GIFTS = "faq/gifts"


@pytest.fixture
def session(migrated: Path, tmp_path: Path) -> Iterator[Session]:
    with Database(f"sqlite:///{shutil.copy(migrated, tmp_path)}").session() as session:
        yield session


@pytest.fixture
def account(session: Session) -> int:
    row = StaffAccountRow(name="Ada", name_key="ada", role="reception", active=True, failed_count=0, created_at=NOW)
    session.add(row)
    session.flush()
    return int(row.id)


def save(session: Session, files: WordFiles, text: str, at: datetime) -> history.Version:
    files.set_answer(GIFTS, text, files.read(GIFTS).token)
    return history.note(session, GIFTS, files.source(GIFTS), "Ada", "answer", at)


def test_what_a_version_changed_is_told_apart(session: Session, files: WordFiles):
    first = history.note_state(session, GIFTS, files.source(GIFTS), NOW)
    question = files.read(GIFTS).questions[0]
    files.add_question(GIFTS, "is a card all right?")
    files.move_questions(GIFTS, [question], "faq/recording")
    second = save(session, files, "Please ask first.", NOW)
    changed = history.difference(history.topic_in(first), history.topic_in(second))
    assert changed.added == ("is a card all right?",)
    assert changed.removed == (question,)
    assert "".join(piece.text for piece in changed.answer if piece.change != "removed") == "Please ask first."


def test_a_comparison_holds_both_texts_word_by_word():
    pieces = history.compare("Call us at noon.", "Call us in the morning.")
    assert [(piece.change, piece.text.strip()) for piece in pieces] == [
        ("kept", "Call us"),
        ("removed", "at noon."),
        ("added", "in the morning."),
    ]


def test_a_version_brings_the_file_back_byte_for_byte(session: Session, files: WordFiles):
    before = files.source(GIFTS)
    first = history.note_state(session, GIFTS, before, NOW)
    save(session, files, "Please ask first.", NOW)
    files.replace_source(GIFTS, history.version(session, GIFTS, first.number).source, files.read(GIFTS).token)
    assert files.source(GIFTS) == before


def test_a_change_by_hand_becomes_a_version(session: Session, files: WordFiles):
    history.note_state(session, GIFTS, files.source(GIFTS), NOW)
    path = files.path(GIFTS)
    path.write_text(path.read_text("utf-8").replace("\nnlu:", "\n# by hand\nnlu:"), "utf-8")
    history.note_state(session, GIFTS, files.source(GIFTS), NOW)
    history.note_state(session, GIFTS, files.source(GIFTS), NOW)
    assert [each.kind for each in history.versions(session, GIFTS)] == [history.BY_HAND, history.FOUND]


def test_the_version_of_another_topic_is_refused(session: Session, files: WordFiles):
    other = history.note_state(session, "faq/recording", files.source("faq/recording"), NOW)
    with pytest.raises(history.UnknownVersionError):
        history.version(session, GIFTS, other.number)


def test_a_topic_counts_as_changed_until_a_model_is_made_of_it(session: Session, files: WordFiles):
    model = NOW - timedelta(hours=1)

    def changed(at: datetime, since: datetime | None) -> frozenset[str]:
        return history.changed_topics(session, files, at, since)

    assert changed(NOW, model) == frozenset()
    save(session, files, "Please ask first.", NOW + timedelta(minutes=1))
    assert changed(NOW + timedelta(minutes=2), model) == {GIFTS}
    assert changed(NOW + timedelta(minutes=9), NOW + timedelta(minutes=5)) == frozenset()
    # Going back to the earlier model makes it changed again.
    assert changed(NOW + timedelta(minutes=9), model) == {GIFTS}
    assert changed(NOW, None) == set(files.labels())


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"model": "20261122-014627-83f70409.tar.gz"}', datetime(2026, 11, 22, 1, 46, 27)),
        ('{"model": "own.tar.gz", "trained_at": "2026-11-22T03:50:49+02:00"}', datetime(2026, 11, 22, 1, 50, 49)),
        ("not JSON", None),
    ],
)
def test_the_moment_at_which_the_live_model_was_made(content: str, expected: datetime | None, tmp_path: Path):
    (tmp_path / "current.json").write_text(content, "utf-8")
    assert live_since(tmp_path) == expected


def test_without_a_model_nothing_is_live(tmp_path: Path):
    assert live_since(tmp_path) is None


def test_a_draft_is_kept_for_its_writer_until_it_is_thrown_away(session: Session, account: int):
    drafts.keep(session, account, GIFTS, "Half a sent", "token", NOW)
    drafts.keep(session, account, GIFTS, "Half a sentence", "token", NOW)
    found = drafts.kept(session, account, GIFTS)
    assert found is not None
    assert (found.text, found.based_on) == ("Half a sentence", "token")
    assert drafts.kept(session, account + 1, GIFTS) is None
    assert drafts.others_at(session, account + 1, GIFTS, NOW) == ["Ada"]
    drafts.throw_away(session, account, GIFTS)
    assert drafts.of_account(session, account) == []
