"""What other processes see of a publish, and who may decide against the checks."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.publishing import override
from bot.publishing.override import OverrideError
from bot.releases import archives, progress, request
from bot.releases.progress import Progress, State, read_state

STEPS = ("check", "make", "smoke")


def test_steps_are_seen_as_they_go(tmp_path: Path):
    with archives.exclusive_lock(tmp_path):
        told = Progress(State("1", "Ada"), STEPS, tmp_path)
        told.begin("make")
        told.say("  half-way  ")
        seen = read_state(tmp_path)
        assert seen.running
        assert (seen.current_step, seen.lines) == ("make", ["half-way"])
        # Skipped or done, what lies before is over.
        assert [bool(each.ended) for each in seen.steps] == [True, False, False]
        told.close(progress.LIVE)
    assert read_state(tmp_path).outcome == progress.LIVE
    assert read_state(tmp_path).current_step == ""


def test_a_run_whose_process_is_gone_was_cut_off(tmp_path: Path):
    with archives.exclusive_lock(tmp_path):
        Progress(State("1", "Ada"), STEPS, tmp_path).begin("make")
    assert read_state(tmp_path).outcome == progress.INTERRUPTED


def test_a_broken_state_file_is_no_state(tmp_path: Path):
    (tmp_path / progress.STATE_FILE).write_text('{"id": "1"')
    assert read_state(tmp_path) is None


@pytest.fixture
def refused(tmp_path: Path) -> Path:
    """A folder in which "c.tar.gz" was refused."""
    with archives.exclusive_lock(tmp_path):
        Progress(State("1", "Ada", candidate="c.tar.gz"), STEPS, tmp_path).close(progress.REFUSED, ["worse"])
    return tmp_path


def test_two_people_and_a_reason_are_needed(refused: Path):
    for attempt, key in (
        (lambda: override.agree("Ben", refused), "not_asked"),
        (lambda: override.ask("Ada", "  ", refused), "no_reason"),
    ):
        with pytest.raises(OverrideError) as error:
            attempt()
        assert error.value.key == key
    override.ask("Ada", "we know", refused)
    with pytest.raises(OverrideError) as error:
        override.agree("Ada", refused)
    assert error.value.key == "same_person"
    assert not override.read_override("c.tar.gz", refused).agreed
    override.agree("Ben", refused)
    assert override.read_override("c.tar.gz", refused).agreed
    # It holds for no other candidate.
    assert override.read_override("d.tar.gz", refused) is None


def test_nothing_is_decided_when_nothing_was_refused(tmp_path: Path):
    with pytest.raises(OverrideError) as error:
        override.ask("Ada", "we know", tmp_path)
    assert error.value.key == "nothing_refused"


def test_a_wish_to_publish_ends_with_the_next_model(tmp_path: Path):
    request.ask("Robin", "1.tar.gz", tmp_path)
    assert request.read_request("1.tar.gz", tmp_path).by == "Robin"
    assert request.read_request("2.tar.gz", tmp_path) is None
