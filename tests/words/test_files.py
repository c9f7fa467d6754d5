"""Files of words: nothing is lost, nothing else is touched."""

from __future__ import annotations

import difflib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.settings import PROJECT_ROOT
from bot.topics.reading import FileError
from bot.words import training_texts
from bot.words.files import ChangedMeanwhileError, UnknownTopicError, WordFiles
from bot.words.topic_file import QuestionError, TopicFile, clean
from bot.yaml_reading import read_to_edit, read_yaml, write_edited

DATA = PROJECT_ROOT / "data"
NLU_FILES = sorted((DATA / "nlu").rglob("*.yml"))
TODAY = date(2026, 11, 22)
COMMENTED = """\
# Reviewed in spring.
version: "3.1"

nlu:
- intent: faq/gifts   # one topic
  examples: |
    - may i bring flowers
    - "quoted" gift, ok?
    - 🎁 allowed?
# The answer follows.

responses:
  utter_faq/gifts:
  - metadata:
      title: 'Are gifts all right?'
      guideline: []   # none found
    text: |   # asked in May
      {gifts}

      Ask first.
    # Do not add a second variant.
"""


@pytest.mark.parametrize("path", NLU_FILES, ids=lambda path: str(path.relative_to(DATA)))
def test_every_file_comes_back_byte_for_byte(path: Path):
    source = path.read_bytes().decode()
    assert write_edited(read_to_edit(source)) == source


def changed_lines(before: str, after: str) -> list[str]:
    diff = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in diff if line[0] in "+-" and line[:3] not in ("+++", "---")]


@pytest.mark.parametrize("label", WordFiles(DATA).labels())
def test_an_edit_changes_only_its_own_lines(label: str, files: WordFiles):
    first, answer = files.source(label), files.read(label).answer
    files.add_question(label, "brand new: is this here?")
    second = files.source(label)
    assert changed_lines(first, second) == ["+    - brand new: is this here?"]
    files.set_answer(label, "One line.\n\nAnother line.", files.read(label).token)
    third = files.source(label)
    assert third == second.replace(indented(answer), indented("One line.\n\nAnother line."))


def indented(answer: str) -> str:
    return "".join(f"      {line}\n" if line else "\n" for line in answer.split("\n"))


def test_comments_stay_where_questions_and_answers_change():
    file = TopicFile("faq/gifts", COMMENTED)
    file.add_question("what about a card")
    file.remove_question('"quoted" gift, ok?')
    file.set_answer("Please ask.")
    assert changed_lines(COMMENTED, file.dumps()) == [
        '-    - "quoted" gift, ok?',
        "+    - what about a card",
        "-      {gifts}",
        "-",
        "-      Ask first.",
        "+      Please ask.",
    ]
    for comment in (
        "# Reviewed in spring.",
        "# one topic",
        "# The answer follows.",
        "# none found",
        "# asked in May",
        "# Do not add",
    ):
        assert comment in file.dumps()


@settings(deadline=None, max_examples=40)
@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z", "M")), min_size=1))
def test_any_answer_comes_back_as_written(text: str):
    file = TopicFile("faq/gifts", COMMENTED)
    file.set_answer(text)
    assert read_yaml(file.dumps())["responses"]["utter_faq/gifts"][0]["text"].strip("\n") == clean(text)


def test_the_second_of_two_editors_overwrites_nothing(files: WordFiles):
    opened = files.read("faq/gifts")
    files.set_answer("faq/gifts", "The first editor's words.", opened.token)
    with pytest.raises(ChangedMeanwhileError):
        files.set_answer("faq/gifts", "The second editor's words.", opened.token)
    assert files.read("faq/gifts").answer == "The first editor's words."


def test_a_moved_question_stands_in_the_other_topic_alone(files: WordFiles):
    question = files.read("faq/gifts").questions[3]
    source, target = files.move_questions("faq/gifts", [question], "faq/recording")
    assert question not in source.questions
    assert target.questions[-1] == question
    assert files.read("faq/gifts") == source


def test_a_question_that_cannot_be_added_to_the_other_topic_stays(files: WordFiles):
    question = files.read("faq/gifts").questions[3]
    by_hand = TopicFile("faq/recording", files.source("faq/recording"))
    by_hand.add_question(question)
    files.path("faq/recording").write_text(by_hand.dumps(), "utf-8")
    with pytest.raises(QuestionError, match="there already"):
        files.move_questions("faq/gifts", [question], "faq/recording")
    assert question in files.read("faq/gifts").questions


def test_a_retired_question_is_kept_and_can_come_back(files: WordFiles):
    question = files.read("faq/gifts").questions[0]
    assert question not in files.retire_questions("faq/gifts", [question], TODAY).questions
    assert [each.question for each in files.retired("faq/gifts")] == [question]
    assert files.bring_back("faq/gifts", question).questions[-1] == question
    assert files.retired("faq/gifts") == []


def test_retired_questions_stand_outside_the_training_data(files: WordFiles):
    question = files.read("faq/gifts").questions[0]
    files.retire_questions("faq/gifts", [question], TODAY)
    assert question not in {each.text for each in training_texts.questions(files.data / "nlu")}


def test_the_last_question_of_a_topic_cannot_be_taken_out(files: WordFiles):
    before = files.read("faq/gifts")
    with pytest.raises(QuestionError, match="last one"):
        files.retire_questions("faq/gifts", before.questions, TODAY)
    assert files.read("faq/gifts") == before
    assert files.retired("faq/gifts") == []
    assert len(files.retire_questions("faq/gifts", before.questions[1:], TODAY).questions) == 1


@pytest.mark.parametrize("label", ["faq/nothing_here", "faq/../intents", "../faq/gifts", "intents", "faq/Gifts"])
def test_only_topics_can_be_opened(label: str, files: WordFiles):
    with pytest.raises(UnknownTopicError):
        files.source(label)


@pytest.mark.parametrize("source", ["nlu: [", "version: '3.1'", "nlu: []\nresponses: {}", "- a list"])
def test_a_version_that_is_no_topic_replaces_nothing(source: str, files: WordFiles):
    before = files.read("faq/gifts")
    with pytest.raises(FileError, match="faq/gifts"):
        files.replace_source("faq/gifts", source, before.token)
    assert files.read("faq/gifts") == before


def test_writing_leaves_no_other_files_behind(files: WordFiles):
    before = {path.name for path in (files.data / "nlu" / "faq").iterdir()}
    files.add_question("faq/gifts", "is a card all right?")
    assert {path.name for path in (files.data / "nlu" / "faq").iterdir()} == before


def test_a_question_is_never_in_two_topics(files: WordFiles):
    """Neither added, nor moved, nor brought back, nor by going back to an earlier version."""
    gifts, recording = files.read("faq/gifts"), files.read("faq/recording")
    question = gifts.questions[3]
    before = files.source("faq/gifts")
    files.move_questions("faq/gifts", [question], "faq/recording")
    with pytest.raises(QuestionError, match="elsewhere"):
        files.replace_source("faq/gifts", before, files.read("faq/gifts").token)
    with pytest.raises(QuestionError, match="elsewhere"):
        files.add_question("faq/gifts", question.upper() + "??")
    with pytest.raises(QuestionError, match="elsewhere"):
        files.add_question("faq/social_media", recording.questions[0])
    files.retire_questions("faq/recording", [question], date(2026, 11, 28))
    files.add_question("faq/gifts", question)
    with pytest.raises(QuestionError, match="elsewhere"):
        files.bring_back("faq/recording", question)
    everywhere = [each for topic in files.topics() for each in topic.questions if each == question]
    assert everywhere == [question]
    files.move_questions("faq/gifts", [question], "faq/recording")
    assert question in files.read("faq/recording").questions
