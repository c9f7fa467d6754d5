"""What the danger layer learns as harmless: a sample that stands still when a topic's questions change."""

from __future__ import annotations

from collections import Counter

from bot.danger.sentences import HARMLESS, load_ordinary, load_sentences
from bot.evaluation.ordinary import sample
from bot.topics.names import id_of
from bot.words.training_texts import TrainingText, questions


def test_every_so_many_of_a_topics_questions_and_all_of_an_intent():
    texts = [TrainingText(f"question {number}", "faq/gifts", "") for number in range(7)]
    texts += [TrainingText(f"hello {number}", "greet", "") for number in range(3)]
    texts.append(TrainingText("I want to die", "crisis", ""))
    assert sample(texts) == {
        "faq/gifts": ["question 0", "question 3", "question 6"],
        "greet": ["hello 0", "hello 1", "hello 2"],
    }


def test_the_sample_that_ships_holds_ordinary_questions_and_no_danger():
    shipped, alarming = load_ordinary(), {each.text for each in load_sentences() if each.kind != HARMLESS}
    assert {each.kind for each in shipped} == {HARMLESS}
    assert not alarming & {each.text for each in shipped}
    assert "crisis" not in {each.style for each in shipped}
    topics = {each.style for each in shipped if id_of(each.style)}
    assert len(topics) > 50
    # Questions added to a topic since do not belong into it: it stands still.
    known = {each.text for each in questions()}
    assert min(Counter(each.style for each in shipped if each.style in topics and each.text in known).values()) >= 20
