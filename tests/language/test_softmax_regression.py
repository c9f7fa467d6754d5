from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.language.softmax_regression import Rows, SoftmaxRegression

GENERATOR = np.random.default_rng(3)
DENSE = GENERATOR.normal(size=(90, 5)).astype(np.float32)
SPARSE = csr_matrix((GENERATOR.random((90, 8)) > 0.7).astype(np.float32))
ROWS = Rows(DENSE, SPARSE)
CLASSES = (DENSE[:, 0] > 0.5).astype(int) + (SPARSE[:, [1]].toarray()[:, 0] > 0)


def _to_the_end(strength: float) -> SoftmaxRegression:
    return SoftmaxRegression(strength, tolerance=1e-12)


@pytest.mark.parametrize("strength", [0.1, 1.0, 10.0])
def test_probabilities_are_those_of_scikit_learn(strength: float):
    features = np.hstack([DENSE, SPARSE.toarray()])
    expected = LogisticRegression(C=strength, max_iter=5000, tol=1e-8).fit(features, CLASSES).predict_proba(features)
    found = _to_the_end(strength).fit(ROWS, CLASSES).probabilities(ROWS)
    np.testing.assert_allclose(found, expected, atol=5e-3)


def test_weight_two_counts_like_writing_it_twice():
    weights = np.where(np.arange(90) < 30, 2.0, 1.0)
    twice = np.r_[np.arange(90), np.arange(30)]
    weighted = _to_the_end(1.0).fit(ROWS, CLASSES, weights).probabilities(ROWS)
    repeated = _to_the_end(1.0).fit(ROWS[twice], CLASSES[twice]).probabilities(ROWS)
    np.testing.assert_allclose(weighted, repeated, atol=5e-3)


def test_beginning_from_others_ends_at_the_same():
    others = [_to_the_end(1.0).fit(ROWS[part], CLASSES[part]) for part in (slice(0, 60), slice(30, 90))]
    from_others = _to_the_end(1.0).fit(ROWS, CLASSES, like=others)
    from_nothing = _to_the_end(1.0).fit(ROWS, CLASSES)
    np.testing.assert_allclose(from_others.probabilities(ROWS), from_nothing.probabilities(ROWS), atol=5e-3)
    assert from_others.iterations < from_nothing.iterations
