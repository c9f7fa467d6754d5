"""The deadlines fit into each other, and the documents say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot import deadlines
from bot.settings import PROJECT_ROOT, Settings
from bot.website.app import create_app
from bot.website.limits import LIMITS, limit_of

DOCS = PROJECT_ROOT / "docs"
_ROW = re.compile(r"^\| `(\w+)` \| ([^|]+?) \|", re.MULTILINE)


def in_code() -> dict[str, float]:
    return {name: value for name, value in vars(deadlines).items() if name.isupper()}


def test_the_page_of_deadlines_and_limits_is_true():
    rows = dict(_ROW.findall((DOCS / "deadlines.md").read_text("utf-8")))
    assert {name: float(rows.pop(name)) for name in list(rows) if name.isupper()} == in_code()
    assert rows == LIMITS


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (r"Rasa gets ([\d.]+) s and everything together ([\d.]+) s", ("IN_DANGER_RASA", "IN_DANGER")),
        (r"contacts within ([\d.]+) seconds, whatever is down", ("PROMISE",)),
    ],
)
def test_the_page_of_the_crisis_reply_is_true(sentence: str, expected: tuple[str, ...]):
    found = re.search(sentence, (DOCS / "crisis.md").read_text("utf-8"))
    assert found, sentence
    assert tuple(map(float, found.groups())) == tuple(in_code()[name] for name in expected)


def test_the_readme_names_the_defaults():
    readme = (PROJECT_ROOT / "README.md").read_text("utf-8")
    told = dict(re.findall(r"^\| `(\w+)` \| (\d+) \|", readme, re.MULTILINE))
    defaults = Settings.from_environment({}).as_environment()
    assert {"ANSWER_DEADLINE", "CONVERSATION_HOURS"} <= set(told)
    assert {name: defaults[name] for name in told} == told


def test_a_person_in_danger_is_answered_in_time_whatever_hangs():
    # Rasa is given up while there is time to keep the answer, and all is given up while there is time to tell it.
    assert deadlines.IN_DANGER_RASA + deadlines.RASA_CONNECT < deadlines.PROMISE
    assert deadlines.IN_DANGER_RASA < deadlines.IN_DANGER
    assert deadlines.IN_DANGER + deadlines.READ <= deadlines.PROMISE
    # A lock is given up before a statement, and that before a server that says nothing.
    assert deadlines.DATABASE_LOCK < deadlines.DATABASE_STATEMENT < deadlines.DATABASE_ANSWER


def test_an_action_server_that_hangs_is_given_up_before_rasa_is():
    assert Settings.from_environment({}).answer_deadline > deadlines.ACTIONS


# A message has deadlines of its own, in the pipeline.
OWN_DEADLINE = {"chat.message"}


def test_whatever_clients_may_repeat_is_limited_and_waits_for_no_database(tmp_path: Path):
    views = create_app(Settings.from_environment({"STATE_DIR": str(tmp_path)})).view_functions
    writing = {"chat.start", "chat.message", "chat.rate", "chat.transcript"}
    assert {name for name in writing if limit_of(views[name])} == writing
    reading = {"chat.notice", "chat.help_", "chat.remove", "pages.chat", "pages.snippet", "policy_card.practice"}
    timed = {name for name in writing | reading if hasattr(views[name], "deadline")}
    assert timed == (writing | reading) - OWN_DEADLINE
