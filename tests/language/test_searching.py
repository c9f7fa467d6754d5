"""Words looked for whatever their case and accents."""

from __future__ import annotations

import pytest

from bot.language.searching import LONGEST, Query


def marked(query: str, text: str) -> str:
    return "".join(f"[{each.text}]" if each.hit else each.text for each in Query.of(query).snippet(text))


@pytest.mark.parametrize(
    ("query", "text", "is_found"),
    [
        ("waits 15 minutes", "Your therapist waits 15 minutes for you.", True),
        ("minutes waits", "Your therapist waits 15 minutes for you.", True),
        ("waits 20 minutes", "Your therapist waits 15 minutes for you.", False),
        ("WAITS", "Your therapist waits.", True),
        ("munoz", "Dr. Muñoz", True),
        ("Muñoz", "Dr. Munoz", True),
        # As two signs, a letter and its accent.
        ("Mun\u0303oz", "Dr. Muñoz", True),
        ("strasse", "Hauptstraße 3", True),
        ("don't", "They don\u2019t answer.", True),
        ("“waits”", "Your therapist waits.", True),
        ("{late_grace}", "{late_grace} {no_show_fee}", True),
        ("", "anything", False),
        ("?", "anything?", False),
    ],
)
def test_all_words_must_occur(query: str, text: str, is_found: bool):
    assert Query.of(query).is_in(text) is is_found


def test_words_may_stand_in_several_texts_together():
    assert Query.of("gifts ask").is_in("May I bring gifts?", "Please ask first.")


@pytest.mark.parametrize(
    ("query", "text", "snippet"),
    [
        ("munoz", "Ask Dr. Muñoz.", "Ask Dr. [Muñoz]."),
        ("munoz", "Ask Dr. Mun\u0303oz.", "Ask Dr. [Mun\u0303oz]."),
        ("ss", "Hauptstraße", "Hauptstra[ß]e"),
        ("wait waits", "He waits, they wait.", "He [waits], they [wait]."),
        ("ask", "one\n\n  ask", "one [ask]"),
    ],
)
def test_hits_are_marked_where_they_stand(query: str, text: str, snippet: str):
    assert marked(query, text) == snippet


def test_a_long_text_is_cut_around_its_first_hit():
    text = "word " * 200 + "needle " + "word " * 200
    shown = marked("needle", text)
    assert shown.startswith("\u2026 word")
    assert shown.endswith("word \u2026")
    assert "[needle]" in shown
    assert len(shown) < LONGEST + 20
