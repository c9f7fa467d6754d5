"""Overview, helplines, and the snippet with its allowed origins. In a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect

from bot.conversations.counts import ANSWERED, NOT_UNDERSTOOD, OPENED, count
from bot.danger.finding import Finding
from bot.helplines.events import record_event
from bot.helplines.store import load_lines
from bot.staff import audit
from bot.staff.roles import Role
from tests.console.conftest import PHONE, Console, assert_accessible
from tests.practice_day import today


@pytest.mark.parametrize(("scheme", "viewport"), [("light", None), ("dark", PHONE)])
def test_the_overview_shows_counts_as_plots_and_tables(
    sign_in: Callable[..., Page], console: Console, screenshots: Path, scheme: str, viewport: dict[str, int] | None
):
    now = today()
    with console.database.session() as session:
        for back in range(20):
            for _ in range(back * 7 % 5 + 1):
                count(session, now - timedelta(days=back), OPENED)
                count(session, now - timedelta(days=back), ANSWERED, ("texting", "fees", "cancelling")[back % 3])
            count(session, now - timedelta(days=back), NOT_UNDERSTOOD)
        record_event(session, Finding("crisis", "suicide", "rule"), now)
    page = sign_in(Role.RECEPTION, color_scheme=scheme, **({"viewport": viewport} if viewport else {}))
    assert_accessible(page)
    picture = page.get_by_role("img", name="The topics that were asked for most")
    picture.scroll_into_view_if_needed()
    # Fails for a picture that cannot be shown.
    page.evaluate("Promise.all([...document.images].map((each) => { each.loading = 'eager'; return each.decode(); }))")
    section = page.locator("section", has=page.get_by_role("heading", name="What was asked most"))
    section.get_by_text("Numbers").click()
    expect(section.get_by_role("row", name="Texting")).to_be_visible()
    assert_accessible(page)
    page.screenshot(path=screenshots / f"console_overview_{scheme}.png", full_page=True)
    page.get_by_role("link", name="3 months").click()
    expect(page.get_by_role("link", name="3 months")).to_have_attribute("aria-current", "true")


def test_a_helpline_is_checked_with_its_day(reception: Page, console: Console, screenshots: Path):
    reception.get_by_role("link", name="helplines are due for a check").click()
    heading = reception.get_by_role("heading", name="Due for a check")
    before = heading.inner_text()
    card = reception.locator("li.card").filter(has=reception.get_by_role("button", name="I checked")).first
    name = card.get_by_role("heading").inner_text()
    reception.screenshot(path=screenshots / "console_helplines.png")
    card.get_by_label("Day of the check").fill(today().isoformat())
    for box in card.get_by_role("checkbox").all():
        box.check()
    card.get_by_role("button", name="I checked").click()
    expect(reception.get_by_role("status")).to_contain_text(f"{name}: checked")
    expect(heading).not_to_have_text(before)
    checked = reception.locator("section", has=reception.get_by_role("heading", name="Checked:"))
    expect(checked.get_by_text("by Robin Reception").first).to_be_visible()
    assert_accessible(reception)
    with console.database.session() as session:
        entry = audit.entries(session, 1)[0]
    assert (entry.action, entry.subject) == ("helpline.check", name)


def test_a_local_line_is_added_and_clients_get_it_at_once(therapist: Page, console: Console):
    therapist.goto(console.url + "/staff/helplines")
    form = therapist.locator("section", has_text="Add a line near you")
    form.get_by_label("Name").fill("County crisis team")
    form.get_by_label("Phone").fill("12345")
    form.get_by_label("When somebody answers").fill("24 hours")
    form.get_by_role("button", name="Add").click()
    expect(therapist.get_by_text("cannot be dialled")).to_be_visible()
    expect(form.get_by_label("Name")).to_have_value("County crisis team")
    assert_accessible(therapist)
    form.get_by_label("Phone").fill("503-988-4888")
    form.get_by_role("button", name="Add").click()
    expect(therapist.get_by_role("status")).to_contain_text("is added")
    assert "County crisis team" in requests.get(console.url + "/api/help", timeout=10).text
    therapist.get_by_role("button", name="Remove County crisis team").click()
    expect(therapist.get_by_role("status")).to_contain_text("is removed")
    assert "County crisis team" not in requests.get(console.url + "/api/help", timeout=10).text


def test_reception_cannot_switch_off_and_nobody_the_emergency_number(
    reception: Page, therapist: Page, console: Console
):
    for page, most in ((reception, 0), (therapist, 99)):
        page.goto(console.url + "/staff/helplines")
        assert page.get_by_role("button", name="Switch off").count() <= most
    with console.database.session() as session:
        emergency = next(each for each in load_lines(session) if (each.country, each.category) == ("US", "emergency"))
    card = therapist.locator("li.card").filter(has=therapist.get_by_role("heading", name=emergency.name, exact=True))
    expect(card).to_have_count(1)
    expect(card.get_by_role("button", name="Switch off")).to_have_count(0)


def test_the_snippet_is_made_with_preview_and_contrast_check(administrator: Page, console: Console, screenshots: Path):
    page = administrator
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Your website").click()
    page.wait_for_load_state()  # its script listens for changes from then on
    assert "accent=" not in page.get_by_label("Snippet").input_value()
    page.get_by_label("Light or dark").select_option("light")
    buttons = page.get_by_role("group", name="Light").get_by_label("Buttons and links")
    buttons.fill("#9fd8d2")
    buttons.dispatch_event("change")
    expect(page.get_by_text("Some colors are too alike")).to_be_visible()
    expect(page.get_by_text("Too alike; 4.5 to 1 is needed").first).to_be_visible()
    expect(page.get_by_label("Snippet")).to_have_count(0)
    assert_accessible(page)
    buttons.fill("#5a2a82")
    buttons.dispatch_event("change")
    snippet = page.get_by_label("Snippet")
    expect(snippet).to_be_visible()
    assert 'accent="#5a2a82"' in snippet.input_value()
    assert 'theme="light"' in snippet.input_value()
    assert f'api="{console.url}"' in snippet.input_value()
    page.get_by_label("Language of the buttons").select_option("es")
    expect(snippet).to_have_value(re.compile('language="es"'))
    frame = page.frame_locator("iframe[title='Preview, light']")
    send = frame.get_by_role("button").first
    expect(send).to_be_visible()
    accent = frame.locator("practice-chat").evaluate(
        "(chat) => getComputedStyle(chat).getPropertyValue('--practice-chat-accent')"
    )
    assert accent.strip() == "#5a2a82"
    assert_accessible(page)
    page.screenshot(path=screenshots / "console_embed.png", full_page=True)


def test_the_snippet_page_works_without_java_script(sign_in: Callable[..., Page], console: Console):
    page = sign_in(Role.RECEPTION, java_script_enabled=False)
    page.goto(console.url + "/staff/embed")
    page.get_by_label("Language of the buttons").select_option("es")
    page.get_by_role("button", name="Show", exact=True).click()
    assert 'language="es"' in page.get_by_label("Snippet").input_value()
    expect(page.get_by_role("button", name="Allow")).to_have_count(0)


def test_an_allowed_origin_is_live_at_once(administrator: Page, console: Console):
    administrator.goto(console.url + "/staff/embed")
    administrator.get_by_label("Address of your website").fill("http://practice.example")
    administrator.get_by_role("button", name="Allow").click()
    expect(administrator.get_by_text("must begin with https")).to_be_visible()
    expect(administrator.get_by_label("Address of your website")).to_have_value("http://practice.example")
    administrator.get_by_label("Address of your website").fill("practice.example/start")
    administrator.get_by_role("button", name="Allow").click()
    expect(administrator.get_by_role("status")).to_contain_text("https://practice.example may show the chat")
    asked = requests.get(console.url + "/api/help", headers={"Origin": "https://practice.example"}, timeout=10)
    assert asked.headers["Access-Control-Allow-Origin"] == "https://practice.example"
    administrator.get_by_role("button", name="Remove https://practice.example").click()
    expect(administrator.get_by_role("status")).to_contain_text("may not show the chat any more")


def test_an_administrator_sets_how_long_conversations_are_kept(administrator: Page, console: Console):
    administrator.goto(console.url + "/staff/retention")
    hours = administrator.get_by_label("Hours until a conversation is deleted")
    hours.fill("two days")
    administrator.get_by_role("button", name="Save").click()
    expect(administrator.get_by_text("Write a whole number of hours from 1 to 720")).to_be_visible()
    expect(hours).to_have_value("two days")
    assert_accessible(administrator)
    hours.fill("48")
    hours.press("Enter")
    expect(administrator.get_by_role("status")).to_contain_text("48 hours after their last message")
