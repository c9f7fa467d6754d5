"""The parts that both dictionaries share."""

from __future__ import annotations

import pytest

from bot.language.spelling import cheapest_parts, meant, one_off, one_out, swaps

COSTS = {"i": 1.0, "can": 1.0, "cancel": 1.0, "cel": 5.0}


class Words:
    """Words of which the first that is one slip away was meant."""

    def nearest(self, word: str) -> str | None:
        return next((form for form in one_off(word) if form in COSTS), None)

    def parted(self, word: str) -> str | None:
        parts = cheapest_parts(word, COSTS.get, 6)
        return " ".join(parts) if parts else None


@pytest.mark.parametrize(
    ("typed", "read"),
    [("cancle", "cancel"), ("cance", "cancel"), ("icancancel", "i can cancel"), ("zzz", None), ("icanzzz", None)],
)
def test_a_word_is_read_as_the_nearest_or_as_several(typed: str, read: str | None):
    assert meant(typed, Words()) == read


def test_the_cheapest_parts_win_and_none_is_longer_than_it_may_be():
    assert cheapest_parts("cancel", COSTS.get, 6) == ["cancel"]
    assert cheapest_parts("cancel", COSTS.get, 5) == ["can", "cel"]
    assert cheapest_parts("cancel", COSTS.get, 2) is None


def test_the_forms_of_a_word():
    assert list(one_out("abc")) == ["abc", "bc", "ac", "ab"]
    assert list(swaps("abc")) == ["bac", "acb"]
    assert {"abcd", "xbc", "ab", "acb"} <= set(one_off("abc"))
