"""A topic of a practice's own, from the command to its end: asked, answered, corrected, gone back from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.settings import PROJECT_ROOT
from bot.staff.roles import Role
from tests.publishing.conftest import PATIENCE, Practice

pytestmark = [pytest.mark.integration, pytest.mark.long]

TITLE = "May I bring my dog?"
QUESTIONS = (Path(__file__).parent / "dogs.txt").read_text("utf-8").splitlines()
ASKED = "Could I bring my spaniel on Tuesday? He sleeps all day."


def test_a_new_topic_is_asked_answered_corrected_and_gone_back_from(practice: Practice, chromium: Browser) -> None:
    before = practice.live
    # All of them: of the fewer that the copy has, chance alone breaks a limit.
    shutil.copytree(PROJECT_ROOT / "data" / "held_out", practice.root / "data" / "held_out", dirs_exist_ok=True)
    asked = [part for question in QUESTIONS for part in ("--question", question)]
    try:
        added = practice.run("bot.topics", "add", "dogs", TITLE, "--answer", "Well-behaved dogs are welcome.", *asked)
        assert added.returncode == 0, added.stderr
        assert "dogs needs: " in added.stdout
        assert "Well-behaved" not in practice.answer(ASKED)
        state = practice.publish()
        assert state["outcome"] == "live", state
        assert "Well-behaved dogs are welcome." in practice.answer(ASKED)

        toni = practice.sign_in(chromium, Role.THERAPIST)
        menu = toni.get_by_role("navigation").filter(visible=True)
        menu.get_by_role("link", name="Answers", exact=True).click()
        toni.get_by_role("link", name=TITLE).click()
        toni.get_by_label("Answer", exact=True).fill("Dogs may come. Tell your therapist first.")
        toni.get_by_role("button", name="Save and publish").click()
        toni.get_by_text("It is live. Every assistant has it.").wait_for(timeout=PATIENCE * 1000)
        assert "Dogs may come." in practice.answer(ASKED)

        back = practice.command("rollback")
        assert back.returncode == 0, back.stdout
        assert "Well-behaved dogs are welcome." in practice.answer(ASKED)
        # By its name: the one that was live before this is the corrected one.
        back = practice.command("rollback", before)
        assert back.returncode == 0, back.stdout
        assert practice.live == before
        assert "dogs" not in practice.answer(ASKED).lower()
    finally:
        (practice.root / "data" / "nlu" / "faq" / "dogs.yml").unlink(missing_ok=True)
