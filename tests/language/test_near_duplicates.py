"""Pairs are found by a short cut; it finds what looking at every pair finds."""

from __future__ import annotations

import numpy as np

from bot.language.near_duplicates import letter_groups, near_duplicates, plain
from bot.words.training_texts import questions

# Low, so that there are many pairs on either side of it.
AT_LEAST = 0.3


def test_pairs_are_those_of_comparing_each_with_each() -> None:
    texts = [each.text for each in questions()[::12]]
    vectors = letter_groups().fit_transform([plain(text) for text in texts]).toarray()
    cosines = np.triu(vectors @ vectors.T, k=1)
    expected = set(zip(*(places.tolist() for places in np.nonzero(cosines >= AT_LEAST)), strict=True))
    assert len(expected) > 100
    found = near_duplicates(texts, at_least=AT_LEAST)
    assert {(pair.first, pair.second) for pair in found} == expected
    assert all(pair.likeness >= cosines[pair.first, pair.second] - 1e-5 for pair in found)


def test_two_lists_are_compared_with_one_another_only() -> None:
    asked = ["may i text her", "who reads my file", ""]
    known = ["can i bring my dog", "may i text her please", "who reads my file", ""]
    assert {(pair.first, pair.second) for pair in near_duplicates(asked, known, at_least=0.7)} == {(0, 1), (1, 2)}
