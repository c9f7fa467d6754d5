# ruff: noqa: RUF001 (other languages' letters are what is tested)
"""Plain statements of danger in other languages, and their harmless neighbours."""

from __future__ import annotations

import unicodedata

import pytest

from bot.danger.finding import Finding
from bot.danger.gate import Gate
from bot.danger.languages import load_languages

LANGUAGES = load_languages()
FIRES = [
    pytest.param(language.code, text, id=f"{language.code}: {text}")
    for language in LANGUAGES
    for text in language.fires
]
QUIET = [pytest.param(text, id=f"{language.code}: {text}") for language in LANGUAGES for text in language.quiet]
PHRASES = [phrases for language in LANGUAGES for phrases in language.phrases]


@pytest.mark.parametrize(("code", "text"), FIRES)
def test_plain_statement_takes_over_and_names_its_language(gate: Gate, code: str, text: str) -> None:
    finding = gate.check(text)
    assert finding.takes_over
    assert finding.language == code


@pytest.mark.parametrize(("code", "text"), FIRES)
def test_case_and_a_long_message_change_nothing(gate: Gate, code: str, text: str) -> None:
    assert gate.check(text.upper()).takes_over
    assert gate.check(f"hello, a question about Tuesday. {text}. thank you").takes_over


@pytest.mark.parametrize(("code", "text"), [each for each in FIRES if each.values[0] in ("es", "fr", "de", "pt", "it")])
def test_accents_may_be_left_out(gate: Gate, code: str, text: str) -> None:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    assert gate.check(plain).takes_over


@pytest.mark.parametrize("text", QUIET)
def test_harmless_sentence_shows_no_contacts(gate: Gate, text: str) -> None:
    assert gate.check(text).tier == "none"


@pytest.mark.parametrize(
    "text",
    [
        "no quiero morir",
        "ich will nicht sterben",
        "non voglio morire",
        "nie chcę umrzeć",
        "я не хочу умереть",
        "我不想死",
        "죽고 싶지 않아요",
    ],
)
def test_negation_takes_back(gate: Gate, text: str) -> None:
    assert not gate.check(text).takes_over


@pytest.mark.parametrize(
    "text", ["ya no puedo más quiero morir", "no me entiendes, me quiero morir", "我活不下去，想死"]
)
def test_negation_of_something_else_takes_nothing_back(gate: Gate, text: str) -> None:
    assert gate.check(text).takes_over


def test_fourteen_languages_know_every_kind_of_danger_to_life() -> None:
    assert len(LANGUAGES) == 14
    for language in LANGUAGES:
        kinds = {phrases.kind for phrases in language.phrases}
        assert kinds >= {
            "suicide",
            "passive_wish",
            "self_harm",
            "overdose",
            "medical",
            "partner_violence",
            "child_abuse",
        }
        assert kinds >= {"sexual_assault", "harm_to_others", "third_party"}


def test_finding_in_english_names_no_language() -> None:
    assert Finding("crisis", "suicide", "suicide.want_to_die").language is None


@pytest.mark.parametrize("text", ["واريد ان اموت", "我老公昨天喝醉了又打我", "我吞了整瓶安眠藥", "मैं मरना चाहता हूँ"])
def test_joined_letters_gaps_without_spaces_and_other_letters_are_read(gate: Gate, text: str) -> None:
    assert gate.check(text).takes_over


@pytest.mark.parametrize("text", ["我想死你了", "cười muốn chết", "以前想过自杀现在好了", "게임에서 다 죽여버렸어"])
def test_figure_of_speech_or_the_past_takes_back(gate: Gate, text: str) -> None:
    assert not gate.check(text).takes_over
