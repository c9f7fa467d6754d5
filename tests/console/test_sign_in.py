"""Signing in, in a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot.staff.roles import Role
from tests.console.conftest import NAMES, PHONE, Console, assert_accessible, enter


@pytest.mark.parametrize("role", list(Role))
def test_each_role_signs_in_and_sees_its_menu(sign_in: Callable[..., Page], role: Role):
    page = sign_in(role)
    expect(page.get_by_text("Signed in as")).to_contain_text(NAMES[role])
    accounts = page.get_by_role("navigation", name="Menu").get_by_role("link", name="Staff accounts")
    expect(accounts).to_have_count(1 if role is Role.ADMINISTRATOR else 0)


def test_a_wrong_password_is_refused_in_plain_words(new_context: Callable[..., BrowserContext], console: Console):
    page = new_context().new_page()
    page.goto(console.url + "/staff/accounts")
    enter(page, NAMES[Role.ADMINISTRATOR], "not this one")
    expect(page.get_by_role("alert")).to_contain_text("do not fit")
    expect(page.get_by_label("Your name")).to_have_value(NAMES[Role.ADMINISTRATOR])
    assert_accessible(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/staff/", "/staff/accounts", "/staff/account", "/staff/account/phone", "/staff/audit-log"]
)
def test_every_page_is_accessible_on_a_phone(
    sign_in: Callable[..., Page], console: Console, screenshots: Path, path: str, scheme: str
):
    page = sign_in(Role.ADMINISTRATOR, viewport=PHONE, color_scheme=scheme)
    page.goto(console.url + path)
    assert_accessible(page)
    page.screenshot(path=screenshots / f"console{path.replace('/', '_')}_{scheme}.png", full_page=True)
