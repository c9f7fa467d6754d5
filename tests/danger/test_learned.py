from __future__ import annotations

import io
from pathlib import Path

import joblib
import numpy as np
import pytest

from bot.danger.example import Example
from bot.danger.finding import NOTHING, Finding
from bot.danger.joined import joined
from bot.danger.learned import EMERGENCY_KINDS, GENERAL_KIND, LearnedLayer, OperatingPoints
from bot.danger.normalise import normalise
from bot.danger.sentences import DISTRESS, HARMLESS, load_ordinary, load_sentences, load_sorts
from bot.danger.trained_layer import trained_layer, training_examples
from bot.language.encoder import load_encoder
from bot.language.sentences import parts


def _finding(layer: LearnedLayer, text: str) -> Finding:
    pieces = parts(text)
    return layer.check([normalise(piece) for piece in pieces], load_encoder().encode_parts([text])[0])


def _alarm(layer: LearnedLayer, text: str) -> float:
    return layer.alarm([normalise(piece) for piece in parts(text)], load_encoder().encode_parts([text])[0])


def _worst_sentence(layer: LearnedLayer, example: Example) -> float:
    pairs = zip(example.parts[1:], example.vectors[1:], strict=True)
    return max(layer.alarm([text], vector[None, :]) for text, vector in pairs)


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return training_examples()


@pytest.fixture(scope="module")
def layer() -> LearnedLayer:
    """That of the live model, from the last training if nothing has changed since."""
    return joblib.load(io.BytesIO(trained_layer(OperatingPoints())))


def test_every_style_of_harmless_messages_has_a_sort():
    harmless = [each for each in [*load_sentences(), *load_ordinary()] if each.kind == HARMLESS]
    assert len({load_sorts().of(each.style) for each in harmless}) >= 8


def test_joined_messages_hold_whole_ones_of_one_writer():
    sentences = load_sentences()
    found = joined(sentences)
    by_writer = {
        writer: {each.text for each in sentences if each.writer == writer}
        for writer in {each.writer for each in sentences}
    }
    assert {each.kind for each in found} == {HARMLESS}
    for each in found[::50]:
        assert sum(text in each.text for text in by_writer[each.writer]) >= 2
    assert found == joined(sentences)


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

    @pytest.mark.parametrize(
        "text",
        [
            "When are you open on Friday?",
            "I was late again and I am sorry",
            "the door is locked",
            "skip to the next track please",
            "the machine paid out too little cash today",
            "ok",
            "wish",
            "lock",
            "...",
        ],
    )
    def test_finds_nothing_in_ordinary_messages(self, layer: LearnedLayer, text: str):
        assert _finding(layer, text) == NOTHING

    def test_names_kinds_and_not_the_harmless(self, layer: LearnedLayer):
        assert "eating_disorder" in layer.kinds
        assert not any(kind.startswith((HARMLESS, DISTRESS)) for kind in layer.kinds)

    def test_a_short_message_is_as_alarming_as_its_worst_sentence(self, layer: LearnedLayer):
        alone = _alarm(layer, "I will kill myself tonight")
        assert _alarm(layer, "Can I move Tuesday? I will kill myself tonight") > 0.8 * alone

    def test_in_a_long_message_the_whole_has_a_say_too(self, layer: LearnedLayer, examples: list[Example]):
        longer = [each for each in examples if each.is_long and len(each.parts) > 2][:50]
        calmed = 0
        for each in longer:
            wholes, worst = layer.alarm(each.parts[:1], each.vectors[:1]), _worst_sentence(layer, each)
            alarm = layer.alarm(each.parts, each.vectors)
            assert alarm >= min(wholes, worst)
            calmed += alarm < worst
        assert calmed

    def test_thresholds_are_in_order(self, layer: LearnedLayer):
        assert 0.0 < layer.beside_at < layer.takes_over_at < 1.0
        assert 0.0 < layer.long_beside_at < layer.long_takes_over_at < 1.0

    def test_an_emergency_is_not_named_on_a_guess(self, layer: LearnedLayer):
        names = list(layer._kinds.names)
        probabilities = np.zeros((1, len(names)))
        for kind, share in (("overdose", 0.25), ("suicide", 0.39), ("self_harm", 0.36)):
            probabilities[0, names.index(kind)] = share
        assert layer._kind(probabilities) == GENERAL_KIND
        probabilities[0, names.index("medical")] = 0.1
        assert layer._kind(probabilities) == "overdose"
        assert "overdose" in EMERGENCY_KINDS


@pytest.mark.rasa
def test_the_layer_is_kept_until_what_it_is_made_from_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    examples = training_examples()
    few = examples[::40]
    monkeypatch.setattr("bot.danger.trained_layer.training_examples", lambda: few)
    first = trained_layer(OperatingPoints(), tmp_path)
    monkeypatch.setattr("bot.danger.trained_layer.training_examples", pytest.fail)
    assert trained_layer(OperatingPoints(), tmp_path) == first
    monkeypatch.setattr("bot.danger.trained_layer.layer_fingerprint", lambda: "changed")
    with pytest.raises(pytest.fail.Exception):
        trained_layer(OperatingPoints(), tmp_path)
