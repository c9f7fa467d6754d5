from __future__ import annotations

import numpy as np
import pytest

from bot.crisis.finding import NOTHING, Finding
from bot.crisis.learned import DISTRESS, HARMLESS, Example, LearnedLayer, OperatingPoints, load_sentences
from bot.crisis.neighbours import Neighbours, TrainingNeighbours
from bot.crisis.normalise import normalise
from bot.understanding.encoder import load_encoder
from bot.understanding.sentences import parts
from bot.understanding.vector_cache import encode_parts_for_training


def test_neighbours_are_not_looked_for_in_the_own_block():
    vectors = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [0.6, 0.8], [1, 0], [0, 1], [0.8, 0.6]], dtype=np.float32)
    groups, folds = np.array([0, 0, 0, 0, 1, 1, 1, 1]), np.array([0, 0, 1, 1, 0, 0, 1, 1])
    blocks, counted = np.array([0, 0, 1, 1, 2, 3, 4, 5]), np.ones(8, dtype=bool)
    neighbours = TrainingNeighbours(vectors, groups, folds, blocks, counted)
    greatest = neighbours.features([0, 1])[:, [0, 2]]
    np.testing.assert_allclose(greatest[0], [0.0, 1.0])
    np.testing.assert_allclose(greatest[4], [0.8, 0.96], atol=1e-6)
    without_the_second_fold = neighbours.features([0])[:, [0, 2]]
    np.testing.assert_allclose(without_the_second_fold[4], [0.6, 0.6], atol=1e-6)


def test_neighbours_of_a_new_sentence():
    vectors = np.array([[1, 0], [1, 0], [0, 1], [1, 0], [0, 1], [0.8, 0.6]], dtype=np.float32)
    neighbours = Neighbours(vectors, np.array([0, 0, 0, 1, 1, 1]))
    np.testing.assert_allclose(neighbours.features(vectors[:1])[0], [1.0, 2 / 3, 1.0, 0.6], atol=1e-6)


def _finding(layer: LearnedLayer, text: str) -> Finding:
    pieces = parts(text)
    return layer.check([normalise(piece) for piece in pieces], load_encoder().encode_parts([text])[0])


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    """The training sentences, and their vectors; rules play no part."""
    sentences = load_sentences()
    vectors = encode_parts_for_training([sentence.text for sentence in sentences])
    return [
        Example(tuple(map(normalise, parts(each.text))), encoded, each.kind, each.style, ruled=False)
        for each, encoded in zip(sentences, vectors, strict=True)
    ]


@pytest.fixture(scope="module")
def layer(examples: list[Example]) -> LearnedLayer:
    return LearnedLayer(OperatingPoints()).fit(examples)


@pytest.mark.rasa
class TestLearnedLayer:
    @pytest.mark.parametrize(
        "text",
        [
            "I want to kill myself tonight",
            "Could I move Tuesday to Friday? I have decided that I am going to kill myself on Thursday.",
        ],
    )
    def test_takes_over_when_someone_is_at_risk(self, layer: LearnedLayer, text: str):
        assert _finding(layer, text).takes_over

    @pytest.mark.parametrize("text", ["When are you open on Friday?", "I was late again and I am sorry"])
    def test_finds_nothing_in_ordinary_messages(self, layer: LearnedLayer, text: str):
        assert _finding(layer, text) == NOTHING

    def test_names_kinds_and_not_the_harmless(self, layer: LearnedLayer):
        assert not {HARMLESS, DISTRESS} & set(layer.kinds)

    def test_message_is_as_alarming_as_its_worst_sentence(self, layer: LearnedLayer, examples: list[Example]):
        longer = next(each for each in examples if len(each.parts) > 2)
        alarms = layer.alarms(longer.parts, longer.vectors)
        assert alarms.shape == (len(longer.parts),)
        assert layer.check(longer.parts, longer.vectors).takes_over == (alarms.max() >= layer.takes_over_at)

    def test_stricter_points_give_higher_thresholds(self, layer: LearnedLayer, examples: list[Example]):
        stricter = LearnedLayer(OperatingPoints(takes_over=0.005, beside=0.05)).fit(examples)
        assert stricter.takes_over_at > layer.takes_over_at
        assert stricter.beside_at > layer.beside_at
