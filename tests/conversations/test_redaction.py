"""What is left of a message for the staff's review list, and what never is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.redaction import FEWEST_KEPT, MARK, MOST_WORDS, redact
from bot.words.training_texts import questions

THERAPISTS = ("Dr. Maya Okafor", "Daniel Reyes")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Can I text her about my bill?", "can i text her about my bill?"),
        ("does t think i'm weird for texting her late", "does t think i'm weird for texting her late"),
        ("Can I text Daniel Brown at 503-555-0142?", "can i text \u2026 at \u2026"),
        ("can i txt maya on tuesday pls", "can i txt \u2026 on tuesday pls"),
        ("my name is will and I am late", "my name is \u2026 and i am late"),
        ("Hi, this is Hope, am I late?", "hi this is \u2026 am i late?"),
        ("i live at 12 old elm street and cannot come", "i live at \u2026 and cannot come"),
        ("write to me at jo.smith@example.org please do", "write to me at \u2026 please do"),
        ("look at https://example.org/jo or example.org first", "look at \u2026 or \u2026 first"),
        ("call me on five oh three five five five one two please", "call me on \u2026 please"),
        ("IS MY THERAPIST ALLOWED TO CALL MARY", "is my therapist allowed to call \u2026"),
        ("what is dr long's rule about texts", "what is dr \u2026 rule about texts"),
        ("Saoirse said I can't do that, is that right?", "\u2026 said i can't do that is that right?"),
        ("my insurance id is AB12345X and they will not pay", "my insurance id is \u2026 and they will not pay"),
        ("am I allowed to come when I move to Toronto", "am i allowed to come when i move to \u2026"),
    ],
)
def test_only_ordinary_words_stay(text: str, left: str):
    assert redact(text, THERAPISTS) == left


@pytest.mark.parametrize(
    "text", ["", "Ottoline Featherstonehaugh", "\u00bfPuedo enviar un mensaje?", "asdf ghjk", "call 911"]
)
def test_what_says_nothing_without_its_names_is_not_kept(text: str):
    assert redact(text) is None


def test_a_story_is_cut():
    words = redact("i would like to say this about that again " * 20)
    assert len(words.split()) == MOST_WORDS + 1
    assert words.endswith(MARK)


@given(st.text(max_size=200))
def test_nothing_but_known_words_gets_through(text: str):
    words = redact(text)
    assert words is None or not set("0123456789@/#:") & set(words)
    assert words is None or sum(word != MARK for word in words.split()) >= FEWEST_KEPT


@given(st.text(alphabet="bcdfghjklmnpqrstvwxz", min_size=7, max_size=14))
def test_a_name_that_nobody_thought_of_is_left_out(name: str):
    words = redact(f"please tell me if {name} can send me a text")
    assert name not in (words or "").split()


def test_most_of_what_clients_ask_stays_readable():
    texts = [each.text for each in questions() if each.label.startswith("faq/")][::7]
    words = [word for text in texts for word in (redact(text) or MARK).split()]
    assert words.count(MARK) / len(words) < 0.1
