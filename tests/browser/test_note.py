"""The note for the session in the browser: made by clicking and writing, copied, printed, saved as a file; not kept."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.conftest import Service

from .chat_page import ChatPage

# Words that stand in no file of the project.
TYPED = ("My worry about the Mirabellen", "It stung", "I want to know why", "Could we begin with the Mirabellen?")
QUESTIONS = 4


def begin(chat: ChatPage) -> None:
    chat.start()
    chat.ask("help me prepare for my session")
    expect(chat.log.get_by_text("Question 1 of 4")).to_be_visible()


def make_note(chat: ChatPage, answers: tuple[str, ...] = TYPED) -> Locator:
    """Goes through the form; the note's sheet."""
    begin(chat)
    for words in answers:
        chat.ask(words)
    return finish(chat)


def finish(chat: ChatPage) -> Locator:
    chat.button("Make my note").click()
    sheet = chat.page.get_by_role("region", name="For my session")
    expect(sheet).to_be_visible()
    return sheet


def test_the_note_stands_in_the_chat_and_can_be_copied(chat: ChatPage) -> None:
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sheet = make_note(chat)
    for words in TYPED:
        expect(sheet).to_contain_text(words)
    sheet.get_by_role("button", name="Copy").click()
    expect(sheet).to_contain_text("Copied.")
    copied = chat.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(TYPED[3])
    assert all(words in copied for words in TYPED)


def test_without_leave_to_copy_the_text_is_marked(chat: ChatPage) -> None:
    chat.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    chat.visit()
    sheet = make_note(chat)
    sheet.get_by_role("button", name="Copy").click()
    expect(sheet).to_contain_text("The text is marked")


def test_the_note_is_saved_as_a_file_on_the_device(chat: ChatPage, tmp_path: Path) -> None:
    sheet = make_note(chat)
    with chat.page.expect_download() as download:
        sheet.get_by_role("button", name="Save as a file").click()
    assert download.value.suggested_filename == "note.txt"
    download.value.save_as(tmp_path / "note.txt")
    assert TYPED[0] in (tmp_path / "note.txt").read_text("utf-8")


def test_the_note_is_printed_alone(chat: ChatPage) -> None:
    chat.page.add_init_script(
        "window.print = () => { window.printed = [...document.querySelectorAll('[data-practice-chat-print]')]"
        ".map((each) => each.shadowRoot.textContent).join(); dispatchEvent(new Event('afterprint')); }"
    )
    chat.visit()
    sheet = make_note(chat)
    sheet.get_by_role("button", name="Print").click()
    printed = chat.page.evaluate("window.printed")
    assert TYPED[0] in printed
    assert "May I text" not in printed
    expect(chat.page.locator("[data-practice-chat-print]")).to_have_count(0)


def test_nothing_typed_is_in_a_file_of_the_practice_once_the_note_is_there(chat: ChatPage, service: Service) -> None:
    """Database, write-ahead log, tracker store and logs are searched; the address of the page too."""
    sheet = make_note(chat)
    expect(sheet).to_contain_text(TYPED[0])
    files = [path for path in service.settings.state_dir.rglob("*") if path.is_file()]
    assert len(files) > 3
    assert [path.name for path in files if b"mirabellen" in path.read_bytes().lower()] == []
    assert "irabellen" not in chat.page.url


def test_the_note_can_be_made_by_buttons_alone(chat: ChatPage) -> None:
    begin(chat)
    chat.button("I did not hear back").click()
    chat.button("It hurt.").click()
    chat.button("To know how you meant it").click()
    chat.button("I have written something down.").click()
    expect(finish(chat)).to_contain_text("I wrote to you and did not hear back for a while.")


def test_a_question_in_between_is_answered_and_the_form_goes_on(chat: ChatPage) -> None:
    begin(chat)
    chat.ask(TYPED[0])
    answer = chat.ask("How soon will I get a reply?")
    expect(answer).to_contain_text("business day")
    expect(chat.log.get_by_text("Question 2 of 4")).to_have_count(2)
    for _ in range(QUESTIONS - 1):
        skip(chat)
    expect(finish(chat)).to_contain_text(TYPED[0])


def skip(chat: ChatPage) -> None:
    before = chat.answers.count()
    chat.button("Skip").click()
    expect(chat.answers).not_to_have_count(before)


def test_a_crisis_ends_the_form_and_leaves_nothing_of_it(chat: ChatPage, service: Service) -> None:
    begin(chat)
    chat.ask(TYPED[0])
    card = chat.ask("I want to kill myself")
    expect(card.get_by_role("link", name="Call 988")).to_be_visible()
    chat.ask("May I text my therapist?")
    expect(chat.log.get_by_text("Question 2 of 4")).to_have_count(1)
    files = [path for path in service.settings.state_dir.rglob("*") if path.is_file()]
    assert [path.name for path in files if b"mirabellen" in path.read_bytes().lower()] == []


def test_two_tabs_make_two_notes(chat: ChatPage) -> None:
    other = ChatPage(chat.page.context.new_page(), chat.url).visit()
    begin(chat)
    begin(other)
    mine, theirs = ("mine one", "mine two", "mine three", "mine four"), ("their one", "their two", "their three", "so")
    for one, two in zip(mine, theirs, strict=True):
        chat.ask(one)
        other.ask(two)
    sheet, other_sheet = finish(chat), finish(other)
    for one, two in zip(mine, theirs, strict=True):
        expect(sheet).to_contain_text(one)
        expect(other_sheet).to_contain_text(two)
        expect(sheet).not_to_contain_text(two)
        expect(other_sheet).not_to_contain_text(one)


def test_a_young_client_reads_who_may_see_what(chat: ChatPage) -> None:
    chat.start()
    chat.ask("I'm 15, may I text my therapist?")
    chat.ask("help me prepare for my session")
    expect(chat.answers.filter(has_text="parents").last).to_be_visible()
    for _ in range(QUESTIONS):
        skip(chat)
    expect(finish(chat)).to_be_visible()
    expect(chat.log.get_by_text("What would my parents hear")).to_be_visible()
