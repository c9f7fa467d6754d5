"""An administrator looks after accounts; everybody looks after their own. In a browser."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot.staff.roles import Role
from tests.console.conftest import NAMES, PASSWORD, Console, assert_accessible, enter


def test_somebody_is_added_and_signs_in_with_their_link(
    administrator: Page, new_context: Callable[..., BrowserContext], console: Console, screenshots: Path
):
    administrator.get_by_role("navigation", name="Menu").get_by_role("link", name="Staff accounts").click()
    add = administrator.get_by_role("main").locator("section", has_text="Add somebody")
    add.get_by_label("Name").fill(NAMES[Role.RECEPTION])
    add.get_by_role("button").click()
    expect(administrator.get_by_label("Name", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(administrator.get_by_text("Somebody has this name already")).to_be_visible()
    administrator.get_by_label("Name", exact=True).fill("Noor New")
    administrator.get_by_label("Role", exact=True).select_option("therapist")
    administrator.get_by_role("button", name="Add and make a link").click()
    expect(administrator.get_by_role("heading", name="Noor New was added")).to_be_visible()
    assert_accessible(administrator)
    link = administrator.get_by_label("Link").input_value()

    page = new_context().new_page()
    page.goto(link)
    page.get_by_label("New password").fill("short")
    page.get_by_label("The same again").fill("short")
    page.get_by_role("button", name="Save and sign in").click()
    expect(page.get_by_text("Use at least 12 characters")).to_be_visible()
    assert_accessible(page)
    page.screenshot(path=screenshots / "console_link.png")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.get_by_role("button", name="Save and sign in").click()
    expect(page.get_by_text("Signed in as Noor New")).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", name="This link does not work any more")).to_be_visible()


def test_a_reset_signs_out_everywhere_and_gives_a_new_password(
    administrator: Page, sign_in: Callable[..., Page], console: Console
):
    reception = sign_in(Role.RECEPTION, fresh=True)
    name = NAMES[Role.RECEPTION]
    administrator.goto(console.url + "/staff/accounts")
    administrator.get_by_role("button", name=f"New password link for {name}").click()
    link = administrator.get_by_label("Link").input_value()
    reception.reload()
    expect(reception.get_by_role("heading", name="Sign in")).to_be_visible()
    enter(reception, name, PASSWORD)
    expect(reception.get_by_role("alert")).to_be_visible()
    reception.goto(link)
    reception.get_by_label("New password").fill(PASSWORD)
    reception.get_by_label("The same again").fill(PASSWORD)
    reception.get_by_role("button", name="Save and sign in").click()
    expect(reception.get_by_text(f"Signed in as {name}")).to_be_visible()


def test_a_locked_account_is_unlocked(
    administrator: Page, new_context: Callable[..., BrowserContext], console: Console
):
    page, name = new_context().new_page(), NAMES[Role.THERAPIST]
    page.goto(console.url + "/staff/sign-in")
    for _ in range(5):
        enter(page, name, "wrong")
    enter(page, name, PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("locked")
    administrator.goto(console.url + "/staff/accounts")
    administrator.get_by_role("button", name=f"Unlock {name}").click()
    expect(administrator.get_by_role("status")).to_contain_text("can try again")
    enter(page, name, PASSWORD)
    expect(page.get_by_text(f"Signed in as {name}")).to_be_visible()


def test_the_only_administrator_stays(administrator: Page, console: Console):
    name = NAMES[Role.ADMINISTRATOR]
    administrator.goto(console.url + "/staff/accounts")
    administrator.get_by_label(f"Role of {name}", exact=True).select_option("reception")
    administrator.get_by_role("button", name=f"Change the role of {name}").click()
    expect(administrator.get_by_role("alert")).to_contain_text("only administrator")
    expect(administrator.get_by_role("button", name=f"Switch off the account of {name}")).to_have_count(0)


def test_a_code_from_the_phone_is_set_up_by_keyboard_and_asked_for(sign_in: Callable[..., Page], console: Console):
    page = sign_in(Role.THERAPIST, fresh=True)
    page.goto(console.url + "/staff/account")
    page.get_by_role("link", name="Set up").focus()
    page.keyboard.press("Enter")
    picture = page.get_by_role("img", name="QR code").get_attribute("src")
    assert b"<svg" in base64.b64decode(str(picture).partition("base64,")[2])
    key = re.sub(r"\s", "", page.locator("code").inner_text())
    page.get_by_label("Code").focus()
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The code does not fit")).to_be_visible()
    assert re.sub(r"\s", "", page.locator("code").inner_text()) == key, "the key that the app has read stays"
    page.get_by_label("Code").fill(pyotp.TOTP(key).now())
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("a code from your phone")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    assert_accessible(page)

    page.get_by_role("button", name="Sign out", exact=True).click()
    enter(page, NAMES[Role.THERAPIST], PASSWORD)
    expect(page.get_by_role("heading", name="Code from your phone")).to_be_visible()
    expect(page.get_by_label("Code", exact=True)).to_be_focused()
    page.goto(console.url + "/staff/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    enter(page, NAMES[Role.THERAPIST], PASSWORD)
    assert_accessible(page)
    # The code that turned it on cannot be used again; the one after it can, before its time has come.
    page.get_by_label("Code", exact=True).fill(pyotp.TOTP(key).at(int(page.evaluate("Date.now()") // 1000) + 30))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.goto(console.url + "/staff/account")
    page.locator("section", has_text="Code from your phone").get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Ask for no code any more").click()
    expect(page.get_by_role("status")).to_contain_text("password only")


def test_a_session_that_is_ended_elsewhere_is_out_and_loses_nothing_silently(
    sign_in: Callable[..., Page], console: Console
):
    here, there = sign_in(Role.RECEPTION, fresh=True), sign_in(Role.RECEPTION, fresh=True)
    there.goto(console.url + "/staff/account")
    there.get_by_label("Password now").fill("typed already")
    here.goto(console.url + "/staff/account")
    here.get_by_role("button", name="Sign out everywhere").click()
    expect(here.get_by_role("heading", name="Sign in")).to_be_visible()
    there.get_by_label("New password").fill(PASSWORD + "!")
    there.get_by_label("The same again").fill(PASSWORD + "!")
    there.get_by_role("button", name="Change password").click()
    expect(there.get_by_role("heading", name="You are signed out")).to_be_visible()
    expect(there.get_by_text("what you typed is not lost")).to_be_visible()


@pytest.mark.parametrize("java_script", [True, False])
def test_one_other_session_is_ended(sign_in: Callable[..., Page], console: Console, java_script: bool):
    here = sign_in(Role.RECEPTION, fresh=True, java_script_enabled=java_script)
    there = sign_in(Role.RECEPTION, fresh=True)
    here.goto(console.url + "/staff/account")
    here.get_by_role("button", name="Sign out Chrome").first.click()
    expect(here.get_by_role("status")).to_contain_text("signed out")
    there.reload()
    expect(there.get_by_role("heading", name="Sign in")).to_be_visible()
