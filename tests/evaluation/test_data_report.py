"""The report on training data finds what a careful reader would."""

from __future__ import annotations

import numpy as np
import pytest

from bot.evaluation.data_report import Misfit, doubles, misfits, recognised
from bot.language.kernel_ridge import KernelRidge, KernelSettings
from bot.understanding.topic_model import TopicModel
from bot.understanding.writers import held_out_groups
from bot.words.training_texts import TrainingText

TEXTING = "faq/texting_allowed"
PRIVACY = "faq/texting_privacy"


def example(label: str, text: str) -> TrainingText:
    return TrainingText(text, label, "nlu/a.yml")


def test_doubles_are_told_within_a_topic_and_across_topics_apart() -> None:
    examples = [
        example(TEXTING, "may I text you at night"),
        example(TEXTING, "May I text you at night?"),
        example(PRIVACY, "who else sees what I write"),
        example(TEXTING, "who else sees what I write?"),
    ]
    within, across = doubles(examples)
    assert [line.count("at night") for line in within] == [2]
    assert [line.count("who else") for line in across] == [2]


def test_the_share_recognised_counts_misfits_by_group() -> None:
    labels = [TEXTING] * 3 + [PRIVACY] + ["greet"] * 2
    table = recognised(labels, [Misfit(example(TEXTING, "x"), PRIVACY, -0.2)]).as_text()
    assert "75.0 %" in table
    assert "100.0 %" in table


def test_a_misfit_is_taken_for_another_label_by_a_model_without_its_block() -> None:
    labels = [TEXTING] * 6 + [PRIVACY] * 6 + ["greet"] * 6 + ["out_of_scope/advice"] * 6
    examples = [example(label, f"example {place}") for place, label in enumerate(labels)]
    texts = [each.text for each in examples]
    numbers = np.random.default_rng(7)
    vectors = np.repeat(np.eye(4, 8), 6, axis=0) + numbers.normal(scale=0.02, size=(24, 8))
    # The third example lies with those of PRIVACY.
    vectors[2] = vectors[8]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found = misfits(examples, TopicModel(KernelSettings()).held_out_readings(texts, vectors, labels))
    assert (found[0].example, found[0].rival) == (examples[2], PRIVACY)
    targets = (np.array(labels)[:, None] == np.unique(labels)).astype(np.float32)
    scores = KernelRidge(KernelSettings()).fit(texts, vectors, targets).held_out_scores(held_out_groups(labels))[2]
    own, rival = np.searchsorted(np.unique(labels), [TEXTING, PRIVACY])
    assert found[0].margin == pytest.approx(scores[own] - scores[rival], rel=1e-3)
