"""What the checks say, as staff would meet it."""

from __future__ import annotations

import string
from collections.abc import Callable

import pytest
import yaml

from bot.danger.gate import Gate
from bot.settings import PROJECT_ROOT
from bot.topics.topic import Topic
from bot.words.checks import Remark, check_answer, check_guideline, check_question, check_said, check_title, stopping
from bot.words.files import WordFiles
from bot.words.likeness import QuestionIndex, SentenceIndex

GOOD = "{office_hours} Please ask before you bring something.\n\nYou can talk about it in your session."
WORDS = yaml.safe_load((PROJECT_ROOT / "data/wording/console/word_checks.yml").read_text("utf-8"))
# What the words of each remark may name.
VALUES = {
    "unknown_fact_near": {"name", "near"},
    "unknown_fact": {"name"},
    "long_answer": {"most"},
    "long_question": {"most"},
    "long_button": {"most"},
    "long_title": {"most"},
    "sentences": {"number", "least", "most"},
    "long_sentence": {"number"},
    "reading_age": {"age", "wanted"},
    "safe_messaging": {"says"},
    "words": {"says"},
    "crisis_wording": {"says"},
    "missing_field": {"name"},
    "foreign_field": {"name"},
    "same": {"question"},
    "nearly_same": {"question"},
    "same_elsewhere": {"question", "topic"},
    "nearly_same_elsewhere": {"question", "topic"},
    "like_elsewhere": {"question", "topic"},
}


@pytest.fixture(scope="module")
def gate() -> Gate:
    return Gate.load()


@pytest.fixture(scope="module")
def index() -> QuestionIndex:
    return QuestionIndex(WordFiles(PROJECT_ROOT / "data").topics())


def remarks_on(question: str, label: str, index: QuestionIndex, gate: Gate) -> list[str]:
    """Kinds of what is said, where one sentence is kept for testing."""
    tested = SentenceIndex(["may my knitting stay in the waiting room", "is the kettle for everybody"])
    remarks = check_question(question, label, index, lambda text: gate.check(text).takes_over, tested.has_near)
    return [remark.kind for remark in remarks]


def kinds(text: str) -> list[str]:
    return [remark.kind for remark in check_answer(text)]


def test_a_good_answer_passes():
    assert check_answer(GOOD) == []


def test_every_answer_of_the_project_can_be_saved_again():
    topics = WordFiles(PROJECT_ROOT / "data").topics()
    assert {
        topic.label: stopping(check_answer(topic.answer)) for topic in topics if stopping(check_answer(topic.answer))
    } == {}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "empty_answer"),
        ("   \n ", "empty_answer"),
        (GOOD + " Call {practice_fone}.", "unknown_fact_near"),
        (GOOD + " Ask {zzzzqqq}.", "unknown_fact"),
        (GOOD + " Ask {Practice_Phone}.", "stray_brace"),
        (GOOD + " Ask {practice_phone", "stray_brace"),
        (GOOD + " Somebody committed suicide.", "safe_messaging"),
        (GOOD + " Calm down.", "safe_messaging"),
        (GOOD + " This is completely confidential.", "safe_messaging"),
        (GOOD + " You sound depressed.", "safe_messaging"),
        (GOOD + "\x00", "control"),
        (GOOD + "\x93", "control"),
        ("Please ask. " * 200, "long_answer"),
    ],
)
def test_what_must_be_mended_before_saving(text: str, kind: str):
    assert kind in [remark.kind for remark in stopping(check_answer(text))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("{office_hours} Ask first.", "sentences"),
        ("Ask. " * 6, "sentences"),
        ("You can " + "ask " * 30 + ". Do.", "long_sentence"),
        (
            "Notwithstanding confidentiality, communication is permissible. Reciprocity facilitates.",
            "reading_age",
        ),
    ],
)
def test_what_is_worth_a_look(text: str, kind: str):
    assert kind in kinds(text)
    assert stopping(check_answer(text)) == []


def test_a_misspelt_fact_is_put_right():
    (remark,) = check_answer("Call {practice_fone}. Ask there.")
    assert remark.values == {"name": "practice_fone", "near": "practice_phone"}


@pytest.mark.parametrize(
    ("text", "label", "kind"),
    [
        ("Any Polish-speaking counsellor?", "faq/accessibility_language", "same"),
        ("any polish speaking COUNSELLOR", "faq/accessibility_language", "same"),
        ("any polish-speaking counsellors?", "faq/accessibility_language", "nearly_same"),
        ("Any Polish-speaking counsellor?", "faq/gifts", "same_elsewhere"),
        ("any polish-speaking counsellors?", "faq/gifts", "nearly_same_elsewhere"),
        ("polish speaking counselors", "faq/gifts", "like_elsewhere"),
        ("", "faq/gifts", "empty_question"),
        ("?!", "faq/gifts", "empty_question"),
        ("may i bring [flowers](gift)", "faq/gifts", "marked"),
        ("i want to kill myself tonight", "faq/gifts", "crisis"),
        ("can i send it to jo@example.org", "faq/gifts", "contact"),
        ("ring me on 503 555 0140 about it", "faq/gifts", "contact"),
        ("flowers " * 90, "faq/gifts", "long_question"),
        ("May my knitting stay in the waiting room?", "faq/gifts", "held_out"),
        ("may my knitting stay in the waiting rooms", "faq/gifts", "held_out"),
    ],
)
def test_what_is_said_about_a_question(text: str, label: str, kind: str, index: QuestionIndex, gate: Gate):
    assert kind in remarks_on(text, label, index, gate)


def test_a_new_question_passes(index: QuestionIndex, gate: Gate):
    assert remarks_on("would a jar of my own plum jam embarrass her", "faq/gifts", index, gate) == []


def test_a_question_that_was_moved_is_found_in_its_new_topic(files: WordFiles, gate: Gate):
    index = QuestionIndex(files.topics())
    files.move_questions("faq/gifts", files.read("faq/gifts").questions[2:3], "faq/recording")
    index.update(files.topics())
    moved = files.read("faq/recording").questions[-1]
    assert [each.label for each in index.nearest(moved, most=1)] == ["faq/recording"]


@pytest.mark.parametrize(
    ("check", "text", "found"),
    [
        (check_title, "May I bring a gift?", []),
        (check_title, " ", ["empty_title"]),
        (check_title, "May I " + "really " * 9 + "ask?", ["long_title"]),
        (check_title, "A {gift_policy}?", ["no_facts"]),
        (check_guideline, "", []),
        (check_guideline, "texting: A text is short.\n\noutside_sessions: They may tell you.", []),
        (check_guideline, "A text is short.", ["guideline_line"]),
        (check_guideline, "texting:", ["guideline_line"]),
    ],
)
def test_what_is_said_about_what_goes_with_an_answer(check: Callable[[str], list[Remark]], text: str, found: list[str]):
    assert [remark.kind for remark in check(text)] == found


@pytest.mark.parametrize(
    ("text", "takes_facts", "found"),
    [
        ("", True, []),
        ("It is their time. {gift_policy}", True, []),
        ("Call {practice_fone}.", True, ["unknown_fact_near"]),
        ("Call {practice_phone}.", False, ["no_facts"]),
        ("A } too many", True, ["stray_brace"]),
        ("You should calm down.", False, ["safe_messaging"]),
        ("Hidden\x0bsign", False, ["control"]),
    ],
)
def test_what_is_said_beside_an_answer_is_as_safe_as_the_answer(text: str, takes_facts: bool, found: list[str]):
    assert [remark.kind for remark in stopping(check_said(text, takes_facts))] == found


@pytest.mark.parametrize("topic", WordFiles(PROJECT_ROOT / "data").topics(), ids=lambda topic: topic.id)
def test_what_goes_with_the_answers_of_the_project_passes(topic: Topic):
    assert check_title(topic.title) == []
    said = [check_said(topic.why, True), check_said(topic.encouragement, False)]
    assert [*said, check_said(topic.encouragement_young, False)] == [[], [], []]


def test_every_remark_has_its_words():
    for kind, text in WORDS.items():
        fields = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        assert fields <= VALUES.get(kind, set()), kind
