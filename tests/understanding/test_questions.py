from __future__ import annotations

import pytest

from bot.language.sentences import parts
from bot.understanding.decision import Decision, Thresholds
from bot.understanding.questions import asks, in_order, question_spans, questions_in
from bot.understanding.topic_model import Reading


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("May I text her?", ["May I text her?"]),
        ("Dr. Okafor is away. Who covers?", ["Dr. Okafor is away.", "Who covers?"]),
        ("Hi! I am running late today", ["Hi! I am running late today"]),
        ("She said e.g. at 10.30 on Monday", ["She said e.g. at 10.30 on Monday"]),
        ("first line here\nsecond line here", ["first line here", "second line here"]),
        ("It is about my bill. ok", ["It is about my bill. ok"]),
        ("  ", []),
    ],
)
def test_sentences(text: str, expected: list[str]):
    assert parts(text) == ([text, *expected] if len(expected) > 1 else [text])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Can I text her and can I email her too?", ["Can I text her", "can I email her too?"]),
        ("Can I text my therapist, also what are your hours", ["Can I text my therapist", "what are your hours"]),
        ("Can I text and email my therapist?", ["Can I text and email my therapist?"]),
        ("My wife and I are late. When is it a no-show?", ["My wife and I are late.", "When is it a no-show?"]),
        ("Late, and is it ok?", ["Late, and is it ok?"]),
        (
            "do my parents see it, can I text instead, and are texts kept?",
            ["do my parents see it", "can I text instead", "are texts kept?"],
        ),
        ("I want to cancel it, and I also want a copy", ["I want to cancel it", "I also want a copy"]),
        ("so (1) can I email her (2) what does it cost", ["so (1) can I email her", "what does it cost"]),
        ("I'd like to know, if I may ask, who reads it", ["I'd like to know, if I may ask, who reads it"]),
        ("My therapist, who is away, wrote to me", ["My therapist, who is away, wrote to me"]),
        (
            "I was wondering, if it is not too much trouble, how soon she answers",
            ["I was wondering, if it is not too much trouble, how soon she answers"],
        ),
        ("Hello, could you please tell me, what does it cost", ["Hello, could you please tell me, what does it cost"]),
        (
            "Sorry to bother you, can I text her, and what does it cost",
            ["Sorry to bother you, can I text her", "what does it cost"],
        ),
        ("CAN I MOVE MY SESSION, I NEED HELP NOW", ["CAN I MOVE MY SESSION", "I NEED HELP NOW"]),
        ("I want to move my session, when are you open", ["I want to move my session", "when are you open"]),
    ],
)
def test_pieces_that_may_be_questions(text: str, expected: list[str]):
    assert [text[start:end] for start, end in question_spans(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Can I text her", True),
        ("and also, how long does it take", True),
        ("I'd like to know your fees", True),
        ("she texts me at night?", True),
        ("She texted me on Sunday.", False),
        ("I was worried about it", False),
    ],
)
def test_what_asks(text: str, expected: bool):
    assert asks(text) is expected


def _topics(
    text: str, decision: Decision, belongs: float = 1.0, of_pieces: float = 1.0, likely: str = "cwxm"
) -> list[str]:
    """Topics found in a text whose pieces are each surely about the topic named by their first letter.

    Args:
        likely: what the whole message is likeliest about, best first.
    """
    spans = question_spans(text)
    pieces = [text[start:end] for start, end in spans] if len(spans) > 1 else []
    readings = [Reading((f"faq/{piece[0].lower()}", "faq/other"), (0.9, 0.1), 0.9, of_pieces, 0.9) for piece in pieces]
    whole = Reading(tuple(f"faq/{letter}" for letter in likely), (0.25,) * len(likely), 0.5, belongs, 0.5)
    return questions_in(pieces, readings, Thresholds(), whole, decision)


@pytest.mark.parametrize(
    ("text", "decision", "expected"),
    [
        ("Can I text her? When are you open?", Decision("offer", "faq/c", 0.4), ["faq/c", "faq/w"]),
        ("Can I text her? When are you open?", Decision("answer", "faq/x", 0.9), ["faq/x", "faq/c", "faq/w"]),
        ("She wrote to me on Sunday. May I reply?", Decision("answer", "faq/m", 0.9), ["faq/m"]),
        ("She wrote to me on Sunday. It was late.", Decision("offer", "faq/s", 0.4), []),
        ("Can I text her?", Decision("answer", "faq/c", 0.9), []),
    ],
)
def test_topics_of_a_message(text: str, decision: Decision, expected: list[str]):
    assert _topics(text, decision) == expected


@pytest.mark.parametrize(("belongs", "expected"), [(0.5, []), (0.95, ["faq/c", "faq/w"])])
def test_what_the_whole_message_is_about_counts_for_its_pieces(belongs: float, expected: list[str]):
    text, decision = "Can I text her? When are you open?", Decision("offer", "faq/c", 0.4)
    assert _topics(text, decision, belongs, of_pieces=0.5) == expected


@pytest.mark.parametrize(
    ("belongs", "likely", "expected"),
    [(0.5, "xyc", ["faq/c"]), (0.49, "xyc", []), (0.9, "xyzc", [])],
    ids=["belongs", "the whole belongs nowhere", "not among the whole's three"],
)
def test_a_piece_is_not_answered_where_the_whole_does_not_belong(belongs: float, likely: str, expected: list[str]):
    text = "My manager writes to me at weekends. Can I say that I am uneasy with it?"
    assert _topics(text, Decision("offer", "faq/x", 0.4), belongs, likely=likely) == expected


@pytest.mark.parametrize(
    ("whole", "topics", "label", "further"),
    [
        (Decision("answer", "faq/hours", 0.9), [], "faq/hours", []),
        (Decision("answer", "faq/hours", 0.9), ["faq/hours", "faq/fees"], "faq/hours", ["faq/fees"]),
        (Decision("answer", "faq/hours", 0.9), ["faq/texting", "faq/hours"], "faq/texting", ["faq/hours"]),
        (Decision("offer", "faq/hours", 0.4), ["faq/texting"], "faq/texting", []),
        (Decision("offer", "faq/hours", 0.4), [], "faq/hours", []),
    ],
)
def test_topics_are_answered_in_the_order_asked(whole: Decision, topics: list[str], label: str, further: list[str]):
    decision, rest = in_order(whole, topics, Thresholds())
    assert (decision.label, rest) == (label, further)
    assert decision.act == ("answer" if topics else whole.act)
