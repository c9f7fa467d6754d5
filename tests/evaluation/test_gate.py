"""A model that falls below the gate must not go out."""

from __future__ import annotations

import pytest

from bot.publishing.train import CurrentModel

pytestmark = pytest.mark.rasa


def test_the_live_model_keeps_the_limits_of_the_gate(model: CurrentModel):
    assert model.scores["topics"]
    assert model.scores["crisis"]
    assert model.scores["broken"] == []
