"""Whether a message in which somebody may be in danger also asks about a topic."""

from __future__ import annotations

from bot.dialogue.after_contacts.recognising import is_about_practice
from bot.dialogue.turns import Tracker, parsed, text_of
from bot.understanding.questions import asks, question_spans


def asks_a_question(tracker: Tracker) -> bool:
    """Whether the message also asks about a topic: "my partner hits me" does not, however sure the topic.

    Nor does "I'm overseas, I want to die", which is put like a wish: a question names a matter of the practice or ends
    with its mark.
    """
    if parsed(tracker, "understanding").get("act") != "answer":
        return False
    text = text_of(tracker)
    asked = any(asks(text[start:end]) for start, end in question_spans(text))
    return asked and ("?" in text or is_about_practice(text))
