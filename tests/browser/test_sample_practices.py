"""Five kinds of practice in five countries, one after the other in the same running service: the chat answers with
each one's facts as soon as its file is imported, and admits what that practice has not said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from bot.database.engine import Database
from bot.practice.practice_file import import_record
from bot.practice.record import PracticeRecord
from bot.practice.store import load_record, save_record
from tests.conftest import Service

from .chat_page import ChatPage

SAMPLES = Path("tests/practice/samples")
NUMBER = re.compile(r"[(\d][\d ()-]+\d")
# What is asked in one conversation, and what has to be in the answer.
ASKED = {
    "solo_berlin": [
        ("When are you open?", ["Wednesday 09:00 to 13:00", "Thursday 12:00 to 20:00", "Central European time"]),
        ("what do i do in an emergency", ["call 112 now", "116 117"]),
        ("can i text my therapist", ["Text messages are not used with Anna Vogt", "anna.vogt@lindenhof.example.org"]),
        ("how do I cancel next weeks session", ["at least two business days before"]),
        (
            "who reads the messages i send you",
            ["Praxis Lindenhof has not said who reads your messages", "030 23125 014"],
        ),
    ],
    "clinic_leeds": [
        ("When are you open?", ["Monday to Thursday 08:00 to 20:00", "UK time"]),
        ("i forgot my session and didn't show up, what happens now", ["There is no fee for a missed session"]),
        ("can i text that im running late", ["by text message to 0113 496 0155"]),
        ("where can i complain about my therapist", ["Parliamentary and Health Service Ombudsman"]),
        ("may I record our session on my phone", ["Aire Valley Talking Therapies has not said", "0113 496 0100"]),
    ],
    "group_toronto": [
        ("at what times can I reach you", ["has not said whether it is open on public holidays", "Eastern time"]),
        ("is there anybody who speaks french", ["Luc works in French and English"]),
        ("does it cost something if I call between sessions", ["cost nothing"]),
        ("can i text my therapist", ["You may text Priya Nair at 416-555-0121", "not used with Sam Oduya"]),
    ],
    "school_sydney": [
        ("what do i do in an emergency", ["call 000 now", "Kids Helpline", "Tell any teacher"]),
        ("will my mum get told what i say", ["Parents may ask how you are"]),
        ("who reads the messages i send you", ["Banksia High School Counselling has not said", "(02) 5550 0100"]),
        ("is there a portal for messages", ["has not said whether it has a client portal"]),
        ("can i text my therapist", ["not used with your therapist", "dev.patel@banksia.example.org"]),
    ],
    "telehealth_denver": [
        ("at what times can I reach you", ["stays open on public holidays", "Mountain time"]),
        ("can we do the therapy by text messages only", ["whole therapy by messages in the app"]),
        ("can I email my therapist", ["Emails are not used"]),
        ("what if im 10 minutes late", ["Open Sky Online Therapy has not said", "303-555-0170"]),
        ("can i text my therapist", ["Text messages are not used with Ben Cho", "the Open Sky app"]),
    ],
}


@pytest.fixture
def practice(service: Service) -> Iterator[Callable[[str], PracticeRecord]]:
    """Imports a sample into the running service; the record from before comes back after the test."""
    database = Database(service.settings.database_url)
    with database.session() as session:
        before = load_record(session)

    def make(sample: str) -> PracticeRecord:
        record = import_record((SAMPLES / f"{sample}.yml").read_text("utf-8"))
        with database.session() as session:
            save_record(session, record, "test")
        return record

    yield make
    with database.session() as session:
        save_record(session, before, "test")
    database.engine.dispose()


def told(chat: ChatPage, question: str) -> tuple[str, str]:
    """All that the assistant says to a message: in sight at once, and with what is behind "More"."""
    before = chat.answers.count()
    chat.ask(question)
    expect(chat.input).to_be_enabled()
    in_sight = "\n".join(chat.answers.all_inner_texts()[before:])
    for answer in chat.answers.all()[before:]:
        for more in answer.get_by_text("More", exact=True).all():
            more.click()
    return in_sight, "\n".join(chat.answers.all_inner_texts()[before:])


@pytest.mark.parametrize("sample", ASKED)
def test_the_chat_answers_with_the_facts_of_the_practice_and_admits_its_gaps(
    practice: Callable[[str], PracticeRecord],
    new_context: Callable[..., BrowserContext],
    service: Service,
    screenshots: Path,
    sample: str,
):
    record = practice(sample)
    page = new_context().new_page()
    chat = ChatPage(page, service.url).visit().start()
    conversation, missing = [], []
    for question, expected in ASKED[sample]:
        in_sight, answer = told(chat, question)
        conversation.append(f"> {question}\n\n{answer}\n")
        missing += [f"{question!r}: no {part!r}" for part in expected if part not in answer]
        for number in filter(NUMBER.fullmatch, expected):
            links = chat.log.get_by_role("link", name=number, exact=True)
            missing += [f"{question!r}: {number} does not dial"] * (not links.count())
        # Whom to call now is read without opening anything.
        missing += [f"{part!r} out of sight" for part in expected if part.startswith("call ") and part not in in_sight]
    # For people to read aloud.
    (screenshots / f"practice_{sample}.txt").write_text("\n".join(conversation), "utf-8")
    assert not missing, "\n".join([*missing, *conversation])
    help_ = page.request.get(f"{service.url}/api/help").json()
    assert (help_["phone"], help_["emergency_number"]) == (record.phone, record.emergency_number)


def test_the_samples_are_all_asked():
    assert set(ASKED) == {path.stem for path in SAMPLES.glob("*.yml")}
