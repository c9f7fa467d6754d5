from __future__ import annotations

import numpy as np
import pytest

from bot.language.products import products


@pytest.mark.parametrize("few", [0, 1, 2, 7, 8, 20])
@pytest.mark.parametrize("many", [1, 1024, 2500])
def test_each_is_multiplied_with_each(few: int, many: int):
    numbers = np.random.default_rng(0)
    left = numbers.standard_normal((few, 24)).astype(np.float32)
    right = numbers.standard_normal((many, 24)).astype(np.float32)
    np.testing.assert_allclose(products(left, right), left @ right.T, rtol=1e-4, atol=1e-5)


def test_a_matrix_that_lies_the_other_way_round_is_multiplied_too():
    numbers = np.random.default_rng(0)
    left = numbers.standard_normal((2, 2500)).astype(np.float32)
    right = np.asfortranarray(numbers.standard_normal((2500, 76)).astype(np.float32)).T
    np.testing.assert_allclose(products(left, right), left @ right.T, rtol=1e-3, atol=1e-3)
