"""Every fact that an answer may take in leads to the form that sets it."""

from __future__ import annotations

import pytest
from flask import Flask

from bot.practice.facts import FACT_KEYS
from bot.staff.roles import Role
from tests.console.conftest import NAMES, PASSWORD, console_app
from tests.console.test_rules import send


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return console_app(tmp_path_factory.mktemp("fact_forms"))


def test_each_fact_of_the_practice_has_a_form_that_opens(app: Flask):
    client = app.test_client()
    send(client, "/staff/sign-in", name=NAMES[Role.RECEPTION], password=PASSWORD)
    # Every fact stands with its form beside every answer.
    page = client.get("/staff/words/faq/gifts").get_data(as_text=True)
    panel = page.partition("Facts you can use")[2].partition("</details>")[0]
    missing, pages = [], {}
    for name in sorted(FACT_KEYS):
        _, found, rest = panel.partition(f'<code>{{{name}}}</code> <a href="')
        if not found:
            missing.append(name)
            continue
        address, _, place = rest.partition('"')[0].partition("#")
        form = pages.setdefault(address, client.get(address).get_data(as_text=True))
        if place and f'id="{place}"' not in form:
            missing.append(name)
    assert missing == []


def test_what_the_role_may_not_open_is_no_link(app: Flask):
    for role, opens in ((Role.RECEPTION, False), (Role.ADMINISTRATOR, True)):
        client = app.test_client()
        send(client, "/staff/sign-in", name=NAMES[role], password=PASSWORD)
        page = client.get("/staff/words/faq/gifts").get_data(as_text=True)
        panel = page.partition("Facts you can use")[2].partition("</details>")[0]
        assert ('<code>{conversation_hours}</code> <a href="/staff/retention' in panel) is opens


def test_an_answer_names_its_own_facts(app: Flask):
    client = app.test_client()
    send(client, "/staff/sign-in", name=NAMES[Role.RECEPTION], password=PASSWORD)
    page = client.get("/staff/words/faq/late_or_missed_session").get_data(as_text=True)
    panel = page.partition(">Facts in this answer</h2>")[2].partition("</section>")[0]
    assert 'href="/staff/facts/edit/sessions#late_grace"' in panel
    assert "Coming late" in panel
