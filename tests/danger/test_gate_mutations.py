# ruff: noqa: RUF001 (look-alike letters and marks are what is tested)
"""However an explicit message is typed, its route holds."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.danger.gate import Gate
from bot.danger.patterns import MASK, load_patterns

AT_RISK = [text for pattern in load_patterns() if pattern.tier in ("crisis", "emergency") for text in pattern.fires]
LOOKALIKES = str.maketrans({"a": "а", "e": "е", "o": "о", "i": "і", "c": "с", "p": "р"})
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

CASES = st.sampled_from([str.upper, str.lower, str.title, str.swapcase])
SPACES = st.sampled_from([" ", "  ", "\t", " \u200b", "\u00a0", " 😞 ", " 💔"])
QUOTES = st.sampled_from([("", ""), ("“", "”"), ('"', '"'), ("'", "'"), ("«", "»"), ("(", ")")])
ADMIN_BEFORE = st.sampled_from(
    [
        "",
        "Hi, can I move Tuesday? ",
        "Thank you for the invoice. ",
        "Where do I park?\n",
        "It's Sam, please cancel Friday. ",
    ]
)
ADMIN_AFTER = st.sampled_from(
    ["", ". Also can I move Tuesday?", "! Thanks", "\nBest wishes, Sam", ". Is the address still Mill Road 4?", " 😭😭"]
)


def _takes_over(gate: Gate, text: str) -> bool:
    return gate.check(text).takes_over


@QUICK
@given(text=st.sampled_from(AT_RISK), case=CASES, space=SPACES)
def test_route_holds_for_case_and_spacing(gate: Gate, text: str, case: object, space: str) -> None:
    assert callable(case)
    assert _takes_over(gate, case(text).replace(" ", space))


@QUICK
@given(text=st.sampled_from(AT_RISK), quotes=QUOTES, before=ADMIN_BEFORE, after=ADMIN_AFTER)
def test_route_holds_beside_other_matters(
    gate: Gate, text: str, quotes: tuple[str, str], before: str, after: str
) -> None:
    assert _takes_over(gate, f"{before}{quotes[0]}{text}{quotes[1]}{after}")


@QUICK
@given(text=st.sampled_from(AT_RISK))
def test_route_holds_for_letters_of_other_scripts(gate: Gate, text: str) -> None:
    assert _takes_over(gate, text.translate(LOOKALIKES))


@QUICK
@given(text=st.sampled_from(AT_RISK), data=st.data())
def test_route_holds_for_invisible_characters(gate: Gate, text: str, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(text)))
    assert _takes_over(gate, text[:position] + "\u200b\u00ad" + text[position:])


ALL = [text for pattern in load_patterns() if pattern.kind != MASK for text in (*pattern.fires, *pattern.quiet)]
NEUTRAL = st.sampled_from(["🙂", "😭😭", "❤️", "🙏🏽", "🐶", "✨"])


def _outcome(gate: Gate, text: str) -> tuple[str, str | None]:
    finding = gate.check(text)
    return finding.tier, finding.kind


@pytest.mark.parametrize("text", [text for text in ALL if "'" in text])
def test_apostrophes_change_nothing(gate: Gate, text: str) -> None:
    """Not in an example, and not in a counter-example."""
    assert _outcome(gate, text.replace("'", "")) == _outcome(gate, text)
    assert _outcome(gate, text.replace("'", "’")) == _outcome(gate, text)


@given(text=st.sampled_from(ALL), case=CASES, picture=NEUTRAL, data=st.data())
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_case_and_pictures_change_nothing(
    gate: Gate, text: str, case: object, picture: str, data: st.DataObject
) -> None:
    assert callable(case)
    words = text.split(" ")
    place = data.draw(st.integers(0, len(words)))
    said = " ".join([*words[:place], picture, *words[place:]])
    assert _outcome(gate, case(said)) == _outcome(gate, text)


@given(
    text=st.sampled_from(AT_RISK),
    filler=st.sampled_from(["fucking", "literally", "just", "like", "really"]),
    data=st.data(),
)
@QUICK
def test_route_holds_for_words_in_between(gate: Gate, text: str, filler: str, data: st.DataObject) -> None:
    words = text.split(" ")
    place = data.draw(st.integers(1, len(words)))
    assert _takes_over(gate, " ".join([*words[:place], filler, *words[place:]]))


LONG_WORDS = ("myself", "suicide", "suicidal", "overdose", "swallowed", "breathing", "unconscious", "husband", "raped")


@pytest.mark.parametrize("text", [text for text in AT_RISK if any(word in text for word in LONG_WORDS)])
def test_route_holds_for_one_slip_in_a_long_word(gate: Gate, text: str) -> None:
    """Two neighbouring letters swapped in the middle of the telling word."""
    word = next(word for word in LONG_WORDS if word in text)
    middle = len(word) // 2
    slipped = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
    assert _takes_over(gate, text.replace(word, slipped))


@QUICK
@given(text=st.sampled_from(AT_RISK), data=st.data())
def test_route_holds_for_letters_held_down(gate: Gate, text: str, data: st.DataObject) -> None:
    """A letter typed far too long, as in "killlll"."""
    positions = [place for place, letter in enumerate(text) if letter.isalpha() and letter.isascii()]
    place = data.draw(st.sampled_from(positions))
    assert _takes_over(gate, text[:place] + 4 * text[place] + text[place:])


@QUICK
@given(
    text=st.sampled_from(AT_RISK),
    case=CASES,
    space=SPACES,
    quotes=QUOTES,
    before=ADMIN_BEFORE,
    after=ADMIN_AFTER,
)
def test_route_holds_for_all_of_it_at_once(
    gate: Gate, text: str, case: object, space: str, quotes: tuple[str, str], before: str, after: str
) -> None:
    assert callable(case)
    said = case(text).replace(" ", space)
    assert _takes_over(gate, f"{before}{quotes[0]}{said}{quotes[1]}{after}")
