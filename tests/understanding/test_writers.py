from __future__ import annotations

from collections import Counter

import pytest

from bot.understanding.writers import SEVERAL, WRITERS_FILE, held_out_groups, writers_of
from bot.words.training_texts import questions
from bot.yaml_reading import read_yaml

COUNTS = {"faq/gifts": {SEVERAL: 6, "writer_2": 2, "writer_3": 1}}


def test_questions_belong_to_writers_in_the_order_of_their_file():
    found = writers_of(["faq/gifts"] * 9, COUNTS)
    assert found == [*(f"before {block}" for block in range(6)), "writer_2", "writer_2", "writer_3"]


def test_what_was_added_later_is_held_out_with_the_last_writer():
    assert writers_of(["faq/gifts"] * 11, COUNTS)[9:] == ["writer_3", "writer_3"]


@pytest.mark.parametrize("number", [1, 5, 12])
def test_a_label_of_unknown_writers_is_held_out_in_blocks(number: int):
    found = writers_of(["faq/new"] * number, COUNTS)
    assert set(found) <= {f"before {block}" for block in range(6)}
    assert len(set(found)) == min(number, 6)


def test_groups_are_alike_for_one_writer_whatever_the_label():
    labels = ["a", "b", "a", "b"]
    assert held_out_groups(labels).tolist() == [0, 0, 1, 1]


def test_the_file_counts_no_more_questions_than_there_are():
    there = Counter(each.label for each in questions())
    for label, counts in read_yaml(WRITERS_FILE.read_text("utf-8")).items():
        assert sum(counts.values()) <= there[label], label
