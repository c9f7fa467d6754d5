from __future__ import annotations

import numpy as np
import pytest

from bot.language.kernel_ridge import KernelRidge, KernelSettings

TEXTS = [f"message number {index} about {'texting' if index % 2 else 'email'}" for index in range(24)]
GROUPS = np.arange(24) % 4


@pytest.fixture
def vectors() -> np.ndarray:
    drawn = np.random.default_rng(7).normal(size=(24, 16)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


@pytest.fixture
def targets() -> np.ndarray:
    return np.eye(3, dtype=np.float32)[np.arange(24) % 3]


@pytest.mark.parametrize("group", range(4))
def test_held_out_scores_are_those_of_a_model_without_the_group(group: int, vectors: np.ndarray, targets: np.ndarray):
    # Without the wording, whose vocabulary would differ between the two.
    settings = KernelSettings(text_weight=0.0)
    held_out = KernelRidge(settings).fit(TEXTS, vectors, targets).held_out_scores(GROUPS)
    out = group == GROUPS
    rest = [text for text, left in zip(TEXTS, out, strict=True) if not left]
    refitted = KernelRidge(settings).fit(rest, vectors[~out], targets[~out])
    np.testing.assert_allclose(held_out[out], refitted.scores(TEXTS[:6], vectors[out]), atol=1e-4)


def test_small_ridge_scores_training_examples_as_their_targets(vectors: np.ndarray, targets: np.ndarray):
    ridge = KernelRidge(KernelSettings(ridge=1e-4)).fit(TEXTS, vectors, targets)
    np.testing.assert_allclose(ridge.scores(TEXTS, vectors), targets, atol=0.02)
