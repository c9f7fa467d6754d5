"""Publishing in a whole installation that runs: what clients then read, and what is left when it is killed."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser

from bot.database.engine import Database
from bot.staff import audit
from bot.staff.roles import Role
from tests.console.conftest import NAMES, PHONE, assert_accessible
from tests.publishing.conftest import PATIENCE, Practice

pytestmark = pytest.mark.integration

QUESTION = "Am I allowed to text my therapist?"
# Before the first words of an answer in its file.
ANSWER = "    text: |\n      "
OLD_WORDS = "Texts may not be private, and they are not for emergencies"


def test_a_corrected_answer_reaches_clients_and_understanding_stays(practice: Practice):
    before, client = practice.live, practice.open()
    assert OLD_WORDS in practice.answer(QUESTION)
    practice.reword("texting_allowed", OLD_WORDS, "Others may read a text, and nobody reads it in an emergency")
    state = practice.publish()
    assert (state["outcome"], state["what"]) == ("live", "words"), str(state["reasons"])
    took = datetime.fromisoformat(state["ended"]) - datetime.fromisoformat(state["began"])
    sys.stdout.write(f"live after {took.total_seconds():.0f} s\n")
    assert "Others may read a text" in practice.answer(QUESTION)
    # A conversation that was under way goes on.
    assert "Others may read a text" in client.say(QUESTION)["messages"][0]["text"]
    notes = json.loads((practice.models / "current.json").read_text("utf-8"))
    assert notes["words_of"] == before
    assert _learned(practice.models / before) == _learned(practice.models / notes["model"])
    assert practice.publish()["outcome"] == "nothing"


def test_reception_asks_a_therapist_publishes_and_goes_back(practice: Practice, chromium: Browser, screenshots: Path):
    before = practice.live
    practice.reword("boundaries_why", ANSWER, f"{ANSWER}By the button. ")
    robin = practice.sign_in(chromium, Role.RECEPTION)
    assert not robin.get_by_role("button", name="Publish", exact=True).count()
    robin.get_by_role("button", name="Ask for it to be published").click()
    robin.get_by_text("Everybody who may publish now sees that you asked.").wait_for()

    toni = practice.sign_in(chromium, Role.THERAPIST, viewport=PHONE)
    toni.get_by_text(f"{NAMES[Role.RECEPTION]} asked for this to be published").wait_for()
    assert_accessible(toni)
    old_page = practice.sign_in(chromium, Role.ADMINISTRATOR)
    toni.get_by_role("button", name="Publish", exact=True).click()
    toni.get_by_role("button", name="Stop").wait_for()
    assert_accessible(toni)
    toni.screenshot(path=screenshots / "publish_running.png", full_page=True)
    toni.get_by_text("It is live. Every assistant has it.").wait_for(timeout=PATIENCE * 1000)
    assert_accessible(toni)
    toni.screenshot(path=screenshots / "publish_done.png", full_page=True)
    assert "By the button." in practice.answer("Why are there limits on contact?")
    old_page.get_by_role("button", name="Publish", exact=True).click()
    old_page.get_by_text("This page was out of date").wait_for()

    # Without JavaScript, and back.
    toni = practice.sign_in(chromium, Role.THERAPIST, java_script_enabled=False)
    toni.get_by_role("button", name="Go back to what was published").first.click()
    toni.get_by_text("It is live. Every assistant has it.").wait_for(timeout=PATIENCE * 1000)
    assert practice.live == before
    assert "By the button." not in practice.answer("Why are there limits on contact?")
    practice.reword("boundaries_why", "By the button. ", "")
    with Database(f"sqlite:///{practice.root}/var/between_sessions.sqlite").session() as session:
        done = [entry.action for entry in audit.entries(session, 5, wanted=audit.Wanted(kind="publish"))]
        assert audit.verify(session).whole
    assert done == ["publish.live", "publish.back", "publish.live", "publish.start", "publish.ask"]


def test_three_clicks_correct_an_answer(practice: Practice, chromium: Browser):
    toni = practice.sign_in(chromium, Role.THERAPIST)
    menu = toni.get_by_role("navigation").filter(visible=True)
    menu.get_by_role("link", name="Answers", exact=True).click()
    toni.get_by_role("link", name="May I give my therapist a gift?").click()
    field = toni.get_by_label("Answer", exact=True)
    field.fill(f"{field.input_value()}\n\nCorrected in three clicks.")
    toni.get_by_role("button", name="Save and publish").click()
    toni.get_by_text("It is live. Every assistant has it.").wait_for(timeout=PATIENCE * 1000)
    assert "Corrected in three clicks." in practice.answer("May I give my therapist a gift?")


def test_two_presses_publish_once(practice: Practice):
    practice.reword("gifts", ANSWER, f"{ANSWER}Thank you for asking. ")
    first, second = practice.press(by="Ada"), practice.press(by="Ben")
    codes = {first.wait(PATIENCE), second.wait(PATIENCE)}
    assert codes == {0, 2}
    assert practice.state["outcome"] == "live"


@pytest.mark.parametrize("step", ["assess", "pull", "smoke"])
def test_killed_while_new_words_are_published(practice: Practice, step: str):
    """The earlier model stays, and the next press goes on."""
    _many_smoke_questions(practice)
    before = practice.live
    practice.reword("texting_privacy", ANSWER, f"{ANSWER}Killed in {step}. ")
    practice.kill_in(step)
    assert practice.live == before
    # A worker that had the new model takes the earlier one again.
    practice.until(lambda: f"Killed in {step}." not in practice.answer("Can other people read my texts?"))
    assert "cut off" in practice.command("status").stdout
    state = practice.publish()
    assert state["outcome"] == "live", state
    assert f"Killed in {step}." in practice.answer("Can other people read my texts?")


def test_a_model_that_does_not_answer_as_it_must_is_taken_back(practice: Practice):
    """The rehearsal has the demo practice; the running assistant has this one, whose telephone differs."""
    path = practice.root / "data" / "held_out" / "must_pass.yml"
    kept, before = path.read_text("utf-8"), practice.live
    own = {"name": "own", "smoke": True, "turns": [{"says": "I want to talk to a real person", "words": ["0140"]}]}
    path.write_text(kept + yaml.safe_dump([own]), "utf-8")
    _change_phone(practice, "555-0140", "555-0199")
    try:
        practice.reword("recording", ANSWER, f"{ANSWER}Not to be seen. ")
        state = practice.publish()
        assert state["outcome"] == "failed", state
        assert "has gone back to the earlier one" in state["reasons"][0]
        assert practice.live == before
        assert "Not to be seen" not in practice.answer("May I record my session?")
    finally:
        path.write_text(kept, "utf-8")
        _change_phone(practice, "555-0199", "555-0140")
        practice.reword("recording", "Not to be seen. ", "")


def test_a_model_made_worse_is_refused_until_two_people_want_it_and_can_be_gone_back_from(
    practice: Practice, chromium: Browser, screenshots: Path
):
    before = practice.live
    _forget_most_questions(practice)
    practice.kill_in("make")
    assert practice.live == before
    practice.kill_in("assess")
    assert practice.live == before
    made = sorted((practice.models / "candidate").glob("*.tar.gz"))
    state = practice.publish()
    # What was trained before the kill was not trained again.
    assert sorted((practice.models / "candidate").glob("*.tar.gz")) == made
    assert state["outcome"] == "refused", state
    assert practice.live == before
    assert any("is understood worse" in reason for reason in state["reasons"])
    assert any("questions are now answered worse:" in part["heading"] for part in state["comparison"])
    assert practice.answer(QUESTION)
    refused = practice.command("train")
    assert "was refused or taken back" in refused.stdout
    assert practice.live == before

    toni, ada = practice.sign_in(chromium, Role.THERAPIST), practice.sign_in(chromium, Role.ADMINISTRATOR)
    assert_accessible(toni)
    toni.screenshot(path=screenshots / "publish_refused.png", full_page=True)
    toni.get_by_label("Why it should go live all the same").fill("We know, and it must be out today.")
    toni.get_by_role("button", name="Ask a second person").click()
    toni.get_by_text("A second person has to agree").wait_for()
    assert not toni.get_by_role("button", name="I agree: publish it").count()
    ada.reload()
    ada.get_by_role("button", name="I agree: publish it").click()
    ada.get_by_text("It is live. Every assistant has it.").wait_for(timeout=PATIENCE * 1000)
    notes = json.loads((practice.models / "current.json").read_text("utf-8"))
    assert (notes["override"]["asked_by"], notes["override"]["agreed_by"]) == (
        NAMES[Role.THERAPIST],
        NAMES[Role.ADMINISTRATOR],
    )

    back = practice.command("rollback")
    assert back.returncode == 0, back.stdout + back.stderr
    assert practice.live == before
    assert "was refused or taken back" in practice.command("train").stdout
    assert practice.live == before


def _learned(archive: Path) -> dict[str, bytes]:
    """What an archive holds beside its words."""
    with tarfile.open(archive) as tar:
        files = {each.name: tar.extractfile(each) for each in tar if each.isfile()}
        return {name: file.read() for name, file in files.items() if file and not name.endswith(("yml", "data.json"))}


def _many_smoke_questions(practice: Practice) -> None:
    """So many that the step can be caught."""
    path = practice.root / "data" / "held_out" / "must_pass.yml"
    dialogues = yaml.safe_load(path.read_text("utf-8"))
    if len(dialogues) < 100:
        dialogues += [{**dialogues[0], "name": f"again {number}"} for number in range(100)]
        path.write_text(yaml.safe_dump(dialogues), "utf-8")


def _forget_most_questions(practice: Practice) -> None:
    """Leave four questions a topic, so that it understands little."""
    for path in (practice.root / "data" / "nlu" / "faq").glob("*.yml"):
        lines, kept = path.read_text("utf-8").splitlines(), 0
        left = []
        for line in lines:
            if line.startswith("    - "):
                kept += 1
                if kept > 4:
                    continue
            left.append(line)
        path.write_text("\n".join(left) + "\n", "utf-8")


def _change_phone(practice: Practice, old: str, new: str) -> None:
    exported = _practice_command(practice, "export").stdout
    path = practice.root / "var" / "practice.yml"
    path.write_text(exported.replace(old, new), "utf-8")
    assert _practice_command(practice, "import", str(path)).returncode == 0


def _practice_command(practice: Practice, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot.practice", *arguments]
    return subprocess.run(command, cwd=practice.root, env=practice.environment, capture_output=True, text=True)
