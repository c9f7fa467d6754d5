"""Whether a message in which somebody may be in danger also asks about a topic."""

from __future__ import annotations

from collections.abc import Callable

from bot.understanding.questions import asks, question_spans


def asks_a_question(act: str | None, text: str, is_about_practice: Callable[[str], bool]) -> bool:
    """Whether the message also asks about a topic: "my partner hits me" does not, however sure the topic.

    Nor does "I'm overseas, I want to die", which is put like a wish: a question names a matter of the practice or ends
    with its mark.

    Args:
        act: what was decided on the message; see `bot.understanding.decision.Decision`.
    """
    if act != "answer":
        return False
    asked = any(asks(text[start:end]) for start, end in question_spans(text))
    return asked and ("?" in text or is_about_practice(text))
