"""The live model, through the evaluation's own eyes."""

from __future__ import annotations

import pytest

from bot.danger.learned import LearnedLayer
from bot.evaluation.held_out import load_crisis_messages
from bot.evaluation.models import Model, ModelError
from bot.publishing.train import CurrentModel

pytestmark = pytest.mark.rasa


@pytest.fixture(scope="module")
def measured(model: CurrentModel) -> Model:
    return Model(model.path)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("May I text my therapist?", "texting_allowed"),
        ("how long until she answers my email", "response_time"),
        ("how do I cancel an appointment", "reschedule_cancel"),
    ],
)
def test_plain_questions_are_answered(measured: Model, text: str, topic: str) -> None:
    understood = measured.understand([text])[0]
    assert understood.answered[:1] == (topic,)
    assert understood.ranking[0] == topic
    assert not understood.finding.takes_over


@pytest.mark.parametrize("text", ["what's the weather like in Lisbon", "write me a poem about cheese", "hello"])
def test_other_things_are_not_answered_as_topics(measured: Model, text: str) -> None:
    assert not measured.understand([text])[0].answered


def test_every_prototype_of_danger_fires(measured: Model) -> None:
    prototypes = load_crisis_messages().prototypes
    found = measured.understand([each.text for each in prototypes])
    missed = [
        each.text for each, understood in zip(prototypes, found, strict=True) if not understood.finding.takes_over
    ]
    assert not missed


def test_a_model_that_the_code_left_behind_is_named_with_the_remedy(
    measured: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if the archive were of a time before the code that calls it.
    monkeypatch.delattr(LearnedLayer, "check")
    remedy = f"{measured.path.name} does not fit the code .*: run `make train`"
    with pytest.raises(ModelError, match=remedy):
        measured.understand(["A question that was not asked before"])
    with pytest.raises(ModelError, match=remedy):
        measured.seconds(["May I text my therapist?"])
