"""The real website with three staff accounts, one a role, and a browser in which each is signed in. No Rasa."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from bot.bench.corrections import copy_project
from bot.database.engine import Database
from bot.publishing.fresh_database import prepare_database
from bot.releases.archives import CurrentModel, make_current, register, sha256_of
from bot.running.processes import Process, free_ports, make_processes
from bot.settings import PROJECT_ROOT, Settings
from bot.staff import accounts
from bot.staff.roles import Role
from bot.website.app import create_app
from bot.words.files import WordFiles
from bot.words.live import keep_words
from tests.guarded_browser import guarded_contexts

PASSWORD = "three calm grey boats"
NAMES = {Role.RECEPTION: "Robin Reception", Role.THERAPIST: "Toni Therapist", Role.ADMINISTRATOR: "Ada Administrator"}
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        uses_browser = {"chromium", "console"} & set(getattr(item, "fixturenames", ()))
        if "tests/console/" in str(item.path) and uses_browser:
            item.add_marker(pytest.mark.browser)


def prepare_console(state: Path) -> Settings:
    """A database with the demo practice and the three accounts; its settings."""
    settings = Settings.from_environment({"STATE_DIR": str(state), "RASA_PORT": "9"})
    _file(settings).write_bytes(_with_accounts())
    return settings


def console_app(state: Path) -> Flask:
    """The website in this process, with words of its own: what a test changes must not change the project's."""
    app = create_app(prepare_console(state))
    own = Path(shutil.copytree(PROJECT_ROOT / "data", state / "data"))
    app.extensions["between_sessions"].word_files = WordFiles(own)
    return app


def words_of(app: Flask) -> WordFiles:
    found: WordFiles = app.extensions["between_sessions"].word_files
    return found


def live_model(models: Path, words: WordFiles, prints: tuple[str, str] = ("as now", "as now")) -> None:
    """Make a model live that was made a second ago of what stands in the files.

    Args:
        prints: its fingerprints, of all that it is made from and of what changes understanding.
    """
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    models.mkdir(exist_ok=True)
    name = f"{now - timedelta(seconds=1):%Y%m%d-%H%M%S}-{len(list(models.glob('*.gz')))}"
    archive = models / f"{name}.tar.gz"
    archive.write_text(name)
    notes = CurrentModel(archive.name, sha256_of(archive), prints[0], {}, f"{now.isoformat()}+00:00", prints[1])
    register(archive, notes, None, models)
    make_current(notes, models)
    keep_words(models, notes.fingerprint, words)


@cache
def _with_accounts() -> bytes:
    """The database file. Made once: each password's hash takes long, as it should."""
    with TemporaryDirectory() as state:
        settings = Settings.from_environment({"STATE_DIR": state})
        prepare_database(settings, lambda line: None)
        now = datetime.now(timezone.utc).replace(tzinfo=None)
        with Database(settings.database_url).session() as session:
            for role, name in NAMES.items():
                _, token = accounts.add_account(session, "set-up", name, role, now)
                accounts.accept_link(session, token, "", PASSWORD, now)
        return _file(settings).read_bytes()


def _file(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite:///"))


@dataclass
class Console:
    """The running website with its console."""

    settings: Settings
    website: Process
    words: WordFiles

    @property
    def url(self) -> str:
        return f"http://{self.settings.website_host}:{self.settings.website_port}"

    @property
    def database(self) -> Database:
        return Database(self.settings.database_url)


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """gunicorn on a free port with a database of its own, in a copy of the project whose words a test may change."""
    root = tmp_path_factory.mktemp("project")
    copy_project(root)
    settings = prepare_console(tmp_path_factory.mktemp("console"))
    settings, _ = free_ports(replace(settings, website_port=18180))
    website = next(each for each in make_processes(settings) if each.name == "website")
    website.folder = root
    website.environment["PYTHONPATH"] = str(root)
    website.start()
    try:
        running = Console(settings, website, WordFiles(root / "data"))
        _wait_until_alive(running)
        yield running
    finally:
        website.stop()


def _wait_until_alive(running: Console) -> None:
    patient = requests.Session()
    patient.mount("http://", HTTPAdapter(max_retries=Retry(connect=12, backoff_factor=0.05)))
    try:
        patient.get(running.url + "/healthz", timeout=30)
    except requests.ConnectionError:
        pytest.fail(running.website.log.read_text())


@pytest.fixture
def new_context(chromium: Browser, console: Console) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts of staff."""
    with guarded_contexts(chromium, console.url, own_policy_holds=True) as make:
        yield make


@pytest.fixture(scope="module")
def cookies() -> dict[Role, Any]:
    """What browsers in which each role is signed in keep: signing in is limited by address, so once a module."""
    return {}


@pytest.fixture
def sign_in(
    new_context: Callable[..., BrowserContext], console: Console, cookies: dict[Role, Any]
) -> Callable[..., Page]:
    """Gives a page of the console for a role; `fresh` for a sign-in of its own, which the test may end."""

    def open_page(role: Role, fresh: bool = False, **options: Any) -> Page:
        if not fresh and role in cookies:
            page = new_context(storage_state=cookies[role], **options).new_page()
            page.goto(console.url + "/staff/")
            return page
        context = new_context(**options)
        page = context.new_page()
        page.goto(console.url + "/staff/sign-in")
        enter(page, NAMES[role], PASSWORD)
        page.get_by_role("button", name="Sign out").wait_for()
        if not fresh:
            cookies[role] = context.storage_state()
        return page

    return open_page


def enter(page: Page, name: str, password: str) -> None:
    """Fill in the sign-in form and send it."""
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


@pytest.fixture
def reception(sign_in: Callable[..., Page]) -> Page:
    return sign_in(Role.RECEPTION)


@pytest.fixture
def therapist(sign_in: Callable[..., Page]) -> Page:
    return sign_in(Role.THERAPIST)


@pytest.fixture
def administrator(sign_in: Callable[..., Page]) -> Page:
    return sign_in(Role.ADMINISTRATOR)


def assert_accessible(page: Page) -> None:
    """No axe rule of WCAG 2.2 A and AA is broken, and nothing is wider than the window."""
    page.wait_for_load_state()  # before its style sheet has come, everything is too small
    # The page's own policy forbids axe to be put in as a script element; as a string of the debugger it may run.
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    found = Axe().run(page, options=options).response["violations"]
    assert not found, json.dumps([[each["id"], [node["html"] for node in each["nodes"]]] for each in found], indent=1)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "wider than the window"
