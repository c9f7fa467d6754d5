"""The publishing page of a website beside which no assistant runs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from bot.publishing import override
from bot.releases.archives import CurrentModel, make_current, register, reject, sha256_of, write_whole
from bot.releases.fingerprints import training_fingerprint, understanding_fingerprint
from bot.releases.progress import REFUSED, STATE_FILE, State
from bot.staff.roles import Role
from tests.console.conftest import NAMES, PASSWORD, prepare_console
from tests.publishing.conftest import copy_project

pytestmark = pytest.mark.integration

PATIENCE = 120


@dataclass
class Website:
    """The website of a copy of the project, whose live model is two lines of text."""

    root: Path
    url: str
    browser: requests.Session

    def page(self) -> str:
        return self.browser.get(f"{self.url}/staff/publish", timeout=30).text

    def post(self, path: str, **form: str) -> str:
        """The page after a form was sent and, if something was begun, after it ended."""
        token = self.page().partition('"X-CSRFToken": "')[2].partition('"')[0]
        said = self.browser.post(f"{self.url}/staff/{path}", data={"csrf_token": token, **form}, timeout=60)
        assert said.status_code == 200, said.text
        give_up = time.monotonic() + PATIENCE
        text = said.text
        while '<button class="danger">Stop</button>' in text and time.monotonic() < give_up:
            text = self.page()
        return re.sub(r"\s+", " ", text)

    @property
    def seen(self) -> str:
        """What the page says that its list of changes was."""
        return self.page().partition('name="seen" value="')[2].partition('"')[0]

    @property
    def live(self) -> str:
        return str(json.loads((self.root / "models" / "current.json").read_text("utf-8"))["model"])

    def put_live(self, name: str) -> None:
        """A model that is made from what stands in the files now."""
        folder = self.root / "models"
        archive = folder / f"{name}.tar.gz"
        archive.write_text(name)
        prints = training_fingerprint(self.root), understanding_fingerprint(self.root)
        notes = CurrentModel(archive.name, sha256_of(archive), prints[0], {}, "2026-11-20T10:00:00+00:00", prints[1])
        notes = CurrentModel(**{**asdict(notes), "published_at": "2026-11-20T10:05:00+00:00", "published_by": "Ada"})
        register(archive, notes, None, folder)
        make_current(notes, folder)


@pytest.fixture(scope="module")
def website(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Website]:
    root = tmp_path_factory.mktemp("copy")
    copy_project(root)
    prepare_console(root / "var")
    environment = {**os.environ, "STATE_DIR": str(root / "var"), "PYTHONPATH": str(root)}
    environment |= {"WEBSITE_PORT": "18133", "RASA_PORT": "9", "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "gunicorn", "-c", "bot/website/gunicorn.conf.py", "bot.website.app:create_app()"]
    process = subprocess.Popen(command, cwd=root, env=environment)
    try:
        browser = requests.Session()
        browser.mount("http://", HTTPAdapter(max_retries=Retry(connect=14, backoff_factor=0.05)))
        made = Website(root, "http://127.0.0.1:18133", browser)
        made.put_live("20261120-100000-first")
        form = browser.get(f"{made.url}/staff/sign-in", timeout=60).text
        token = form.partition('"X-CSRFToken": "')[2].partition('"')[0]
        sign_in = {"csrf_token": token, "name": NAMES[Role.THERAPIST], "password": PASSWORD}
        browser.post(f"{made.url}/staff/sign-in", data=sign_in, timeout=60)
        yield made
    finally:
        process.terminate()
        process.wait(30)


def test_when_nothing_changed_nothing_is_published(website: Website):
    assert "Everything that was written is live." in website.page()
    assert "There is nothing new to publish." in website.post("publish", live=website.live, seen=website.seen)


def test_a_faulty_answer_is_named_and_nothing_lost(website: Website):
    before = website.live
    path = website.root / "data" / "nlu" / "faq" / "gifts.yml"
    kept = path.read_text("utf-8")
    path.write_text(kept.replace("{gift_policy}", "{gift_polici}"), "utf-8")
    try:
        assert "Answers were changed and are not live yet." in website.page()
        said = website.post("publish", live=before, seen=website.seen)
        assert "gifts: there is no fact {gift_polici} to fill in" in said
        assert "your changes are kept" in said
        assert website.live == before
    finally:
        path.write_text(kept, "utf-8")


def test_an_override_holds_for_what_was_refused_and_says_when_it_lapses(website: Website):
    models, path = website.root / "models", website.root / "data" / "nlu" / "faq" / "gifts.yml"
    kept, state = path.read_text("utf-8"), State("1", "Ada", outcome=REFUSED, candidate="20261122-1-x.tar.gz")
    path.write_text(kept.replace("{gift_policy}", "{gift_policy} Ask first."), "utf-8")
    write_whole(models / STATE_FILE, json.dumps({**asdict(state), "began": "2026-11-22T10:00:00+00:00"}))
    reject(training_fingerprint(website.root), models)
    override.ask("Somebody Else", "It is better.", models)
    waits = "Somebody Else wants a refused model to go live, and needs a second person"
    try:
        assert "I agree: publish it" in website.page()
        assert waits in website.browser.get(f"{website.url}/staff/", timeout=30).text
        path.write_text(kept.replace("{gift_policy}", "{gift_policy} Ask them."), "utf-8")
        shown = re.sub(r"\s+", " ", website.page())
        assert "So what Somebody Else asked for no longer counts." in shown
        assert "I agree: publish it" not in shown
        assert waits not in website.browser.get(f"{website.url}/staff/", timeout=30).text
        said = website.post("publish/agree", refused=state.candidate, live=website.live)
        assert "nobody can ask or agree any more" in said
        assert override.read_override(state.candidate, models).agreed_by == ""
    finally:
        path.write_text(kept, "utf-8")
        for name in (STATE_FILE, override.FILE):
            (models / name).unlink()


def test_going_back_without_an_assistant_changes_nothing(website: Website):
    website.put_live("20261121-100000-second")
    said = website.post("publish/back", live=website.live, model="20261120-100000-first.tar.gz")
    assert "The assistant does not answer" in said
    assert website.live == "20261121-100000-second.tar.gz"


@pytest.mark.parametrize(
    ("path", "form", "says"),
    [
        ("publish", {"live": "another.tar.gz"}, "This page was out of date"),
        ("publish/back", {"model": "../secret"}, "That model is not here any more"),
        ("publish/cancel", {"run": "x"}, "There is nothing to stop"),
        ("publish/override", {"refused": "x", "reason": "because"}, "This page was out of date"),
        ("publish/agree", {"refused": "x"}, "This page was out of date"),
    ],
)
def test_what_an_old_page_asks_for_is_not_done(website: Website, path: str, form: dict[str, str], says: str):
    before = website.live
    assert says in website.post(path, **form)
    assert website.live == before
