# ruff: noqa: RUF001 (look-alike letters and marks are what is tested)
from __future__ import annotations

import copy
from pathlib import Path

import pytest
import yaml

from bot.helplines.wording import LANGUAGES, after_contacts, wording_for
from bot.helplines.wording_lint import (
    MAY_SAY,
    RULES_FILE,
    lint_after_contacts,
    lint_answer,
    lint_beside,
    lint_text,
    lint_translation,
    lint_wording,
    lint_words,
)

SENTENCES = yaml.safe_load(Path(__file__).with_name("lint_sentences.yml").read_text("utf-8"))


def test_shipped_words_are_in_order() -> None:
    assert [str(problem) for problem in lint_wording(wording_for("en"))] == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Many people who committed suicide regretted it.", "banned"),
        ("This was a failed attempt.", "banned"),
        ("It is a cry for help.", "banned"),
        ("Stay strong.", "banned"),
        ("Don’t worry.", "banned"),
        ("Put the pills away.", "methods"),
        ("Step off the bridge.", "methods"),
        ("Everything will be fine.", "promises"),
        ("We will help you.", "promises"),
        ("I promise that it passes.", "promises"),
        ("They always answer.", "promises"),
        ("It is completely confidential.", "promises"),
        ("You should call a friend.", "advice"),
        ("Try to breathe slowly.", "advice"),
        ("Take a walk.", "advice"),
        ("Make yourself vomit.", "advice"),
        ("Leave him.", "advice"),
        ("Are you safe.", "assessment"),
        ("How are you?", "assessment"),
        ("On a scale of one to ten.", "assessment"),
        ("You sound depressed.", "assessment"),
        ("You wrote that you are sad.", "echo"),
        ("You wrote: {message}", "echo"),
        ("Call {phone}.", "placeholder"),
        ("This is a sentence that goes on and on and on " * 4 + ".", "length"),
    ],
)
def test_lint_finds(text: str, rule: str) -> None:
    assert rule in {problem.rule for problem in lint_text(text)}


BESIDE = [
    "Everything will be fine.",
    "The numbers are useless.",
    "They will lock you up.",
    "Wait until Monday.",
    "Call your therapist first.",
    "Ignore the numbers below.",
    "This is not the place for that.",
    "Now is not the time for this.",
    "Nobody there can help you.",
    "You can email the practice instead.",
    "Hide the list above.",
]


@pytest.mark.parametrize("text", BESIDE)
def test_what_stands_beside_the_reply_is_held_to_its_rules(text: str) -> None:
    assert lint_beside(text)
    assert lint_text(text)
    assert lint_after_contacts({"answers": {"ok": {"text": f"Take the time that you need. {text}"}}})


def test_shipped_words_after_contacts_are_in_order() -> None:
    assert [str(problem) for problem in lint_after_contacts(after_contacts("en"))] == []


def test_every_sentence_that_is_let_pass_after_contacts_is_said_there_and_would_be_refused_in_a_card() -> None:
    said = " ".join(yaml.safe_dump(after_contacts("en"), width=10_000, allow_unicode=True).lower().split())
    for allowed in yaml.safe_load(RULES_FILE.read_text("utf-8"))[MAY_SAY]:
        assert allowed in said, allowed


def test_list_of_sentences_is_long_enough() -> None:
    assert len(set(SENTENCES["refused"])) >= 60
    assert len(set(SENTENCES["passes"])) >= 60


@pytest.mark.parametrize("text", SENTENCES["refused"])
def test_lint_refuses(text: str) -> None:
    assert lint_text(text)
    assert lint_text(f"Thank you for saying this. {text}")


@pytest.mark.parametrize("text", SENTENCES["passes"])
def test_lint_passes(text: str) -> None:
    assert [str(problem) for problem in lint_text(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Do not call 911. It costs too much. Text your therapist.",
        "Never call 988 from work.",
        "There is no need to call an ambulance.",
        "Hotlines do not help.",
        "Killing yourself is an option.",
        "Tell nobody about it.",
        "Go away.",
    ],
)
def test_no_answer_of_any_topic_may_say(text: str) -> None:
    assert lint_answer(text)


@pytest.mark.parametrize(
    "text",
    [
        "Please do not text Dr. Okafor in an emergency. Call {emergency_number}.",
        "Email is not read at night, so do not use it in an emergency.",
        "This chat cannot call 911 for you.",
        "Do not send photos by text. Ask for the portal.",
        "You do not need to call to cancel. A message is enough.",
        "A message may be read too late for this.",
    ],
)
def test_ordinary_answers_may_say_which_way_is_not_for_emergencies(text: str) -> None:
    assert [str(problem) for problem in lint_answer(text)] == []


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ("emergency_first.crisis", "If anyone is in danger right now, call for help."),
        ("wait", "There can be a wait."),
        ("poison_line", "For poison there is a line too."),
        ("not_read", "This chat is automated. Nobody reads it."),
    ],
)
def test_lint_misses_the_number_that_a_text_had(where: str, text: str) -> None:
    assert "number" in {problem.rule for problem in lint_text(text, where)}


def test_reply_is_made_of_reviewed_words() -> None:
    (problem,) = lint_text("You can call the wizard at this number.")
    assert (problem.rule, "wizard" in problem.message) == ("words", True)
    assert lint_words("Run by the county of Ashgrove, for anyone in Ashgrove.".replace("Run by", "From")) == []


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_words_in_other_languages_are_in_order(language: str) -> None:
    assert [str(problem) for problem in lint_translation(wording_for(language), language)] == []


def test_translation_without_its_number_or_with_a_question_is_found() -> None:
    wording = copy.deepcopy(dict(wording_for("fr")))
    wording["wait"] = "Il peut y avoir de l'attente."
    wording["stay"] = "Pouvez-vous rester avec quelqu'un ?"
    assert {problem.rule for problem in lint_translation(wording, "fr")} == {"number", "assessment"}


@pytest.mark.parametrize(("part", "name"), [("opening", "suicide"), ("emergency_first", "crisis")])
def test_lint_misses_words_that_are_not_there(part: str, name: str) -> None:
    wording = copy.deepcopy(dict(wording_for("en")))
    del wording[part][name]
    assert [problem.rule for problem in lint_wording(wording)] == ["missing"]


def test_lint_says_where_and_what_to_do() -> None:
    problem = next(each for each in lint_text("You must go.", "opening.suicide") if each.rule == "advice")
    assert str(problem) == "opening.suicide: 'you must' tells the person what to do: say what they can do (advice)"
