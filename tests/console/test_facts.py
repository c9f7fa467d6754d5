"""Staff keep the practice's facts up to date, in a browser: a receptionist the daily ones, a therapist the policy."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import requests
from playwright.sync_api import Locator, Page, expect

from bot.practice import spoken
from bot.practice.practice_file import import_record
from bot.practice.record import ChannelKind, PracticeRecord, Status
from bot.practice.store import load_record, save_record
from bot.staff import audit
from bot.staff.roles import Role
from tests.console.conftest import PHONE, Console, assert_accessible

DEMO = Path("bot/database/demo_practice.yml")
TASKS = (
    *(
        "hours",
        "hours/daniel-reyes",
        "away",
        "closures",
        "phone",
        "text",
        "text/maya-okafor",
        "email",
        "video",
        "replies",
    ),
    *("emergencies", "complaints", "complaints/maya-okafor", "practice", "therapists", "therapists/maya-okafor"),
)


@pytest.fixture(autouse=True)
def demo(console: Console) -> None:
    """Every test begins with the demo practice."""
    with console.database.session() as session:
        save_record(session, import_record(DEMO.read_text("utf-8")), "set-up")


def record(console: Console) -> PracticeRecord:
    with console.database.session() as session:
        return load_record(session)


def facts(page: Page, path: str) -> Page:
    page.goto(page.url.partition("/staff")[0] + "/staff/facts/" + path)
    return page


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def said(page: Page) -> Locator:
    return page.get_by_role("status").first


def answers(page: Page) -> Locator:
    return page.get_by_role("region", name="How would the assistant now answer?")


# --- a receptionist's day -----------------------------------------------------------------------------------


def test_a_corrected_phone_number_is_live_with_the_next_request(reception: Page, console: Console):
    before = requests.get(f"{console.url}/api/help", timeout=10).json()["phone"]
    assert before == "503-555-0140"
    reception.get_by_role("navigation", name="Menu").get_by_role("link", name="Facts").click()
    reception.get_by_role("main").get_by_role("link", name="Phone", exact=True).click()
    reception.get_by_label("Phone number").fill("503-555-0177")
    save(reception)
    expect(said(reception)).to_contain_text("live now")
    assert requests.get(f"{console.url}/api/help", timeout=10).json()["phone"] == "503-555-0177"
    assert "503-555-0177" in requests.get(f"{console.url}/policy", timeout=10).text
    expect(answers(reception)).to_contain_text("503-555-0177")


def test_the_answers_beside_the_form_follow_what_is_typed_and_nothing_is_saved(reception: Page, console: Console):
    facts(reception, "edit/phone").get_by_label("Phone number").fill("503-555-0188")
    expect(answers(reception)).to_contain_text("503-555-0188")
    expect(answers(reception)).to_contain_text("Nothing is saved yet")
    assert record(console).phone == "503-555-0140"


def test_next_friday_is_closed(reception: Page, console: Console):
    today = datetime.now(timezone.utc).astimezone(ZoneInfo("America/Los_Angeles")).date()
    friday = today + timedelta(days=(4 - today.weekday()) % 7 or 7)
    facts(reception, "edit/closures")
    new = reception.get_by_role("group", name="Add a closure").first
    new.get_by_label("First day").fill(friday.isoformat())
    new.get_by_label("Reason").fill("a burst pipe")
    expect(answers(reception)).to_contain_text("a burst pipe")
    save(reception)
    expect(said(reception)).to_contain_text("live now")
    assert f"{spoken.day(friday, 'US')} (a burst pipe)" in requests.get(f"{console.url}/policy", timeout=10).text


def test_a_therapist_is_away_with_cover(reception: Page, console: Console):
    facts(reception, "edit/away")
    first = datetime.now(timezone.utc).date() + timedelta(days=3)
    new = reception.get_by_role("group", name="Add a time away").first
    new.get_by_label("First day").fill(first.isoformat())
    new.get_by_label("Last day").fill((first + timedelta(days=2)).isoformat())
    new.get_by_label("Who covers").fill("Ruth Hale")
    new.get_by_label("How to reach them").fill("503-555-0141")
    expect(answers(reception)).to_contain_text("Ruth Hale covers (503-555-0141)")
    save(reception)
    expect(said(reception)).to_contain_text("live now")
    card = requests.get(f"{console.url}/policy/maya-okafor", timeout=10).text
    # The number is a link.
    assert "Ruth Hale covers (503-555-0141)" in re.sub("<[^>]+>", "", card)


def test_a_closure_is_taken_out(reception: Page, console: Console):
    facts(reception, "edit/closures")
    reception.get_by_role("group", name="Closure from Friday, November 27").get_by_label("Take this out").check()
    save(reception)
    expect(said(reception)).to_contain_text("live now")
    assert [closure.reason for closure in record(console).closures] == ["Christmas Eve", "winter break"]


def test_hours_are_changed_for_one_day(reception: Page, console: Console):
    facts(reception, "edit/hours")
    reception.get_by_label("Friday, closes", exact=True).fill("15:00")
    expect(answers(reception)).to_contain_text("Friday 9:00 am to 3:00 pm")
    save(reception)
    expect(said(reception)).to_contain_text("live now")
    assert "Friday 9:00 am to 3:00 pm" in requests.get(f"{console.url}/policy", timeout=10).text


def test_reception_reads_the_policy_and_asks_a_therapist(reception: Page, console: Console):
    facts(reception, "edit/consent")
    expect(reception.get_by_text("ask a therapist to change it")).to_be_visible()
    expect(reception.get_by_text("You can take back your consent at any time")).to_have_count(2)  # fact and answer
    expect(reception.get_by_role("main").get_by_role("textbox")).to_have_count(0)
    facts(reception, "edit/text/maya-okafor")
    assert reception.get_by_role("main").get_by_role("textbox").evaluate_all("all => all.map(e => e.name)") == [
        "therapists.maya-okafor.channels.text.address"
    ]


# --- a therapist's policy -----------------------------------------------------------------------------------


def test_texting_is_switched_off_for_one_therapist(therapist: Page, console: Console):
    facts(therapist, "edit/text")
    therapist.get_by_role("link", name="Dr. Maya Okafor").click()
    therapist.get_by_role("radio", name="Not used").check()
    expect(answers(therapist)).to_contain_text("Text messages are not used with Dr. Maya Okafor.")
    save(therapist)
    expect(said(therapist)).to_contain_text("live now")
    assert record(console).policy_for("maya-okafor").channels[ChannelKind.TEXT].status is Status.NOT_OFFERED
    card = requests.get(f"{console.url}/policy/maya-okafor", timeout=10).text
    assert "503-555-0142" not in card


def test_a_wrong_time_zone_is_refused_beside_the_field_and_nothing_typed_is_lost(therapist: Page, console: Console):
    facts(therapist, "edit/practice")
    therapist.get_by_label("Name of the practice").fill("Harbor Two")
    therapist.get_by_label("Time zone").fill("Portland")
    save(therapist)
    expect(therapist.get_by_role("alert")).to_contain_text("Nothing was saved yet")
    zone = therapist.get_by_label("Time zone")
    expect(zone).to_have_attribute("aria-invalid", "true")
    expect(therapist.locator("[id='practice.timezone-error']")).to_have_text(
        "This is not a time zone; write one such as America/New_York."
    )
    expect(zone).to_have_value("Portland")
    expect(therapist.get_by_label("Name of the practice")).to_have_value("Harbor Two")
    assert record(console).name == "Harbor Lane Therapy"
    zone.fill("America/Denver")
    save(therapist)
    expect(said(therapist)).to_contain_text("live now")
    assert (record(console).name, record(console).timezone) == ("Harbor Two", "America/Denver")


def test_words_that_turn_people_away_from_help_are_refused_beside_the_field(therapist: Page, console: Console):
    before = record(console)
    facts(therapist, "edit/emergencies")
    field = therapist.get_by_label("What clients read", exact=False).first
    field.fill("Do not call 911. Text your therapist.")
    save(therapist)
    expect(therapist.get_by_text("“do not call 911” turns somebody in danger away from help").first).to_be_visible()
    expect(field).to_have_value("Do not call 911. Text your therapist.")
    assert record(console) == before
    assert_accessible(therapist)


def test_a_statement_is_written_where_nobody_had_said(therapist: Page, console: Console):
    facts(therapist, "edit/records")
    litigation = therapist.locator("#litigation_policy")
    expect(litigation.get_by_role("radio", name="Not recorded")).to_be_checked()
    litigation.get_by_role("radio", name="In our own words").check()
    litigation.get_by_label("What clients read").fill("Ask Ruth Hale if a court writes to you.")
    save(therapist)
    expect(said(therapist)).to_contain_text("live now")
    assert (
        record(console).policy_for(None).statement("litigation_policy").text
        == "Ask Ruth Hale if a court writes to you."
    )


def test_a_therapist_is_added_named_and_taken_out(therapist: Page, console: Console):
    facts(therapist, "add-therapist")
    therapist.get_by_role("button", name="Add", exact=True).click()
    expect(therapist.locator("[id='therapists.new-therapist.name-error']")).to_have_text("This cannot be empty.")
    therapist.get_by_label("Name", exact=True).fill("Dr. Zoë Marsh")
    therapist.get_by_label("Names clients use").fill("Zoe\nDr. Marsh")
    therapist.get_by_role("button", name="Add", exact=True).click()
    expect(said(therapist)).to_contain_text("Dr. Zoë Marsh is in the record now")
    assert requests.get(f"{console.url}/policy/zoe-marsh", timeout=10).status_code == 200
    therapist.get_by_role("link", name="Dr. Zoë Marsh").click()
    therapist.get_by_text("Take Dr. Zoë Marsh out of the record").click()
    therapist.get_by_role("button", name="Take Dr. Zoë Marsh out").click()
    expect(said(therapist)).to_contain_text("no longer in the record")
    assert requests.get(f"{console.url}/policy/zoe-marsh", timeout=10).status_code == 404


# --- two at once, undo, file --------------------------------------------------------------------------------


def test_of_two_who_edit_the_same_field_the_second_sees_both_values(reception: Page, therapist: Page, console: Console):
    for page in (reception, therapist):
        facts(page, "edit/phone")
    reception.get_by_label("Phone number").fill("503-555-0171")
    save(reception)
    expect(said(reception)).to_contain_text("live now")
    therapist.get_by_label("Phone number").fill("503-555-0172")
    therapist.locator("[name='channels.phone.rules']").fill("We answer on weekdays.")
    save(therapist)
    clash = therapist.get_by_role("alert")
    expect(clash).to_contain_text("Nothing of yours is lost")
    expect(clash).to_contain_text("Robin Reception")
    expect(clash).to_contain_text("503-555-0171")
    assert record(console).phone == "503-555-0171"
    expect(therapist.get_by_label("Phone number")).to_have_value("503-555-0172")
    expect(therapist.locator("[name='channels.phone.rules']")).to_have_value("We answer on weekdays.")
    assert_accessible(therapist)
    save(therapist)
    expect(said(therapist)).to_contain_text("live now")
    assert record(console).phone == "503-555-0172"


def test_of_two_who_edit_different_facts_both_are_saved(reception: Page, therapist: Page, console: Console):
    facts(reception, "edit/hours")
    facts(therapist, "edit/practice")
    reception.get_by_label("Friday, closes", exact=True).fill("14:00")
    save(reception)
    expect(said(reception)).to_contain_text("live now")
    therapist.get_by_label("Emergency number").fill("112")
    save(therapist)
    expect(therapist.get_by_role("main")).to_contain_text("Robin Reception changed: Opening hours · Friday")
    now = record(console)
    assert (now.emergency_number, "14:00:00" in {str(each.closes) for each in now.hours or ()}) == ("112", True)


def test_a_version_is_taken_back(reception: Page, console: Console):
    facts(reception, "edit/phone").get_by_label("Phone number").fill("503-555-0199")
    save(reception)
    expect(said(reception)).to_contain_text("live now")
    facts(reception, "history")
    newest = reception.get_by_role("listitem").filter(has_text="(live now)")
    expect(newest).to_contain_text("Robin Reception")
    expect(newest).to_contain_text("Phone · Number or address")
    expect(newest).to_contain_text("503-555-0140")
    newest.get_by_role("button", name="back").click()
    expect(said(reception)).to_contain_text("is taken back")
    assert record(console).phone == "503-555-0140"


def test_one_field_of_a_version_is_taken_back(therapist: Page, console: Console):
    facts(therapist, "edit/practice")
    therapist.get_by_label("Name of the practice").fill("Harbor Two")
    therapist.get_by_label("Emergency number").fill("112")
    save(therapist)
    expect(said(therapist)).to_contain_text("live now")
    facts(therapist, "history")
    therapist.get_by_text("Take back only one of these").first.click()
    therapist.get_by_role("button", name="Take back: Name of the practice").click()
    expect(said(therapist)).to_contain_text("is taken back")
    assert (record(console).name, record(console).emergency_number) == ("Harbor Lane Therapy", "112")


def test_reception_cannot_take_back_a_change_of_policy(reception: Page, therapist: Page, console: Console):
    facts(therapist, "edit/boundaries")
    therapist.locator("#gift_policy").get_by_role("radio", name="We do not have or do this").check()
    save(therapist)
    expect(said(therapist)).to_contain_text("live now")
    facts(reception, "history")
    newest = reception.get_by_role("listitem").filter(has_text="(live now)")
    expect(newest).to_contain_text("a therapist can take it back")
    expect(newest.get_by_role("button")).to_have_count(0)


def test_a_file_with_faults_changes_nothing_and_names_their_lines(therapist: Page, console: Console, tmp_path: Path):
    text = DEMO.read_text("utf-8")
    wrong = tmp_path / "practice.yml"
    wrong.write_text(text.replace("America/Los_Angeles", "Portland"), "utf-8")
    line = text[: text.index("America/Los_Angeles")].count("\n") + 1
    facts(therapist, "file").get_by_label("Choose a file").set_input_files(wrong)
    therapist.get_by_role("button", name="Check it").click()
    expect(therapist.get_by_role("alert")).to_contain_text(f"line {line}: timezone: is not a time zone")
    expect(therapist.get_by_label("Its text")).to_have_value(wrong.read_text("utf-8"))
    therapist.get_by_label("Its text").fill(text.replace("Harbor Lane Therapy", "Harbor Two"))
    therapist.get_by_role("button", name="Check it").click()
    expect(said(therapist)).to_contain_text("It changes 1 facts")
    assert record(console).name == "Harbor Lane Therapy"
    therapist.get_by_role("button", name="Make it live").click()
    expect(said(therapist)).to_contain_text("the file is live now")
    assert record(console).name == "Harbor Two"


def test_the_record_can_be_taken_out_as_a_file(reception: Page, console: Console):
    facts(reception, "file")
    with reception.expect_download() as download:
        reception.get_by_role("link", name="Download practice.yml").click()
    assert import_record(Path(download.value.path()).read_text("utf-8")) == record(console)


def test_every_save_is_in_the_audit_log_with_both_values(reception: Page, console: Console):
    facts(reception, "edit/phone").get_by_label("Phone number").fill("503-555-0133")
    save(reception)
    expect(said(reception)).to_contain_text("live now")
    with console.database.session() as session:
        entry, *_ = audit.entries(session, 1)
    assert (entry.actor, entry.action, entry.subject) == ("Robin Reception", "facts.save", "Phone")
    assert entry.details["Phone · Number or address"] == "503-555-0140 → 503-555-0133"


# --- everybody ----------------------------------------------------------------------------------------------


def test_all_works_without_javascript(sign_in: Callable[..., Page], console: Console):
    page = sign_in(Role.THERAPIST, fresh=True, java_script_enabled=False)
    facts(page, "edit/phone").get_by_label("Phone number").fill("503-555-0166")
    page.get_by_role("button", name="Show the answers").click()
    expect(answers(page)).to_contain_text("503-555-0166")
    expect(answers(page)).to_contain_text("Nothing is saved yet")
    expect(page.get_by_label("Phone number")).to_have_value("503-555-0166")
    assert record(console).phone == "503-555-0140"
    save(page)
    expect(said(page)).to_contain_text("live now")
    assert record(console).phone == "503-555-0166"


def test_a_fact_is_corrected_by_keyboard(reception: Page, console: Console):
    facts(reception, "edit/phone")
    reception.get_by_label("Phone number").focus()
    reception.keyboard.press("Control+a")
    reception.keyboard.type("503-555-0122")
    reception.keyboard.press("Enter")
    expect(said(reception)).to_contain_text("live now")
    assert record(console).phone == "503-555-0122"


@pytest.mark.parametrize("path", ["", "history", "file", "add-therapist", *(f"edit/{task}" for task in TASKS)])
def test_every_page_is_accessible_on_a_phone(
    therapist: Page, sign_in: Callable[..., Page], screenshots: Path, path: str
):
    page = facts(sign_in(Role.THERAPIST, viewport=PHONE), path)
    assert_accessible(page)
    page.screenshot(path=screenshots / f"facts_{path.replace('/', '_')}_phone.png", full_page=True)


def test_the_answers_stand_beside_the_form(therapist: Page, screenshots: Path):
    for path in ("edit/text/maya-okafor", "edit/closures", "edit/boundaries", "history", ""):
        page = facts(therapist, path)
        assert_accessible(page)
        page.screenshot(path=screenshots / f"facts_{path.replace('/', '_')}.png", full_page=True)
