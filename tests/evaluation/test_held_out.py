"""The held-out sentences are held out: none of them, nor anything nearly the same, stands in data/."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.evaluation.held_out import HeldOutError, load_crisis_messages, load_questions, sentences
from bot.evaluation.life import load_life
from bot.language.near_duplicates import near_duplicates, plain
from bot.words.training_texts import NLU_DIR, all_texts


@pytest.fixture(scope="module")
def held_out() -> list[str]:
    return [*sentences(), *load_life().sentences()]


def test_no_held_out_sentence_nearly_equals_a_training_sentence(held_out: list[str]) -> None:
    training = all_texts()
    found = near_duplicates(held_out, [each.text for each in training])
    told = [
        f"{held_out[pair.first]!r} is {training[pair.second].path}: {training[pair.second].text!r}" for pair in found
    ]
    assert not told, "rewrite or drop the held-out sentence, keep the training sentence:\n" + "\n".join(told)


def test_no_sentence_is_held_out_twice(held_out: list[str]) -> None:
    twice = [text for text, times in Counter(plain(text) for text in held_out).items() if text and times > 1]
    assert not twice


def test_sets_are_large_enough() -> None:
    questions, messages = load_questions(), load_crisis_messages()
    by_topic = Counter(question.topics[0] for question in [*questions.topics, *questions.new])
    assert min(by_topic.values()) >= 8
    assert len(questions.in_field) >= 250
    assert len(questions.unrelated) >= 200
    assert len(questions.new) >= 300
    assert len(messages.at_risk) >= 600
    assert len(messages.distress) >= 150
    assert len(messages.harmless) >= 600
    assert sum(harmless.set == "hard" for harmless in messages.harmless) >= 300
    life = load_life()
    assert len(life.posts) >= 390
    assert len(life.everyday) >= 460
    assert len(life.conversations) >= 300
    assert len(life.disclosures) >= 150
    assert len(life.languages) == 15
    assert all(len(language.at_risk) >= 15 for language in life.languages.values())


def test_topics_are_those_of_the_training_data() -> None:
    questions = load_questions()
    named = {topic for question in [*questions.topics, *questions.several, *questions.new] for topic in question.topics}
    assert named == {path.stem for path in (NLU_DIR / "faq").glob("*.yml")}


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("May I text her?", "may i TEXT her", True),
        ("can I ring the office on sundays", "can i ring the offices on sunday", True),
        ("can I ring the office on sundays", "can I email the office on sundays", False),
        ("is my file private", "who reads my file", False),
    ],
)
def test_near_duplicates_look_at_letters_not_at_meaning(first: str, second: str, alike: bool) -> None:
    assert bool(near_duplicates([first], [second])) is alike


def test_load_questions_says_which_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(HeldOutError, match=r"topics\.yml"):
        load_questions(tmp_path)
