"""Few words first: at most sixty before "More", cut between sentences; nothing said twice running."""

from __future__ import annotations

import pytest

from bot.dialogue.folding import MOST_WORDS, fold_at, unsaid


def words(number: int) -> str:
    return "Dr. " + " ".join(["word"] * (number - 1)) + "."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (words(60), None),
        (f"{words(40)} {words(30)}", words(40)),
        (
            f"{words(10)} {words(15)}\n\n{words(20)} {words(40)}",
            f"{words(10)} {words(15)}\n\n{words(20)}"[: -len(words(20)) - 2],
        ),
        (f"{words(10)}\n\n{words(20)} {words(40)}", f"{words(10)}\n\n{words(20)}"),
        (f"{words(70)} {words(10)}", words(70)),
        (words(80), None),
    ],
)
def test_a_long_text_is_folded_between_sentences(text: str, shown: str | None):
    at = fold_at(text)
    assert (None if at is None else text[:at].rstrip()) == shown


def test_what_was_just_said_is_not_said_again_but_for_the_first_paragraph():
    before = "You may text. Texts are not private.\n\nTexts are not for emergencies."
    now = "Texts are not private.\n\nTexts are not for emergencies. You can ask in session.\n\nTexts are not private."
    assert unsaid(now, [before]) == "Texts are not private.\n\nYou can ask in session."
    assert MOST_WORDS == 60
