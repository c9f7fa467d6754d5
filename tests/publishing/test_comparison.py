"""What staff read of a comparison, and what is refused."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from bot.evaluation.judged import BAD, GOOD, PARTLY
from bot.publishing.best_danger import keep_best, read_best
from bot.publishing.comparison import danger_worse, in_words, refusals

LIVE = {
    "question": {"gifts": {f"gift question {n}": (GOOD, "gifts") for n in range(10)}},
    "prototype": {"suicide": {"a plain cry": (GOOD, "first")}},
    "at_risk": {"suicide": {f"at risk {n}": (GOOD, "first") for n in range(200)}},
    "harmless": {"idiom": {"a saying": (GOOD, "nothing")}},
}


def _title(topic: str) -> str:
    return {"gifts": "May I give a gift?", "recording": "May I record?"}.get(topic, topic)


def _changed(**changes: tuple[int, str]) -> dict:
    """The live model's outcomes with some changed: by "set__number"."""
    judged = copy.deepcopy(LIVE)
    for place, outcome in changes.items():
        name, _, number = place.partition("__")
        for texts in judged[name].values():
            texts[list(texts)[int(number)]] = outcome
    return judged


def _refused(judged: dict, dialogues: dict | None = None) -> list[str]:
    return refusals({}, LIVE, judged, dialogues or {}, _title)


def test_worse_answers_are_told_in_words():
    judged = _changed(question__0=(BAD, "recording"), question__1=(PARTLY, "offered"))
    first, *others = in_words(LIVE, judged, _title)
    assert first.heading == "2 questions are now answered worse:"
    assert first.lines[0] == (
        "“gift question 0” — before: answered with “May I give a gift?”; now: answered with “May I record?”"
    )
    assert "offered as a button" in first.lines[1]
    assert not others


def test_somebody_is_asked_where_danger_is_noticed_less_and_nowhere_else():
    assert danger_worse(LIVE, _changed(question__0=(BAD, "none"), harmless__0=(BAD, "first"))) == []
    assert danger_worse(LIVE, _changed(at_risk__0=(PARTLY, "beside"))) == [
        "1 message of somebody in danger is now noticed less."
    ]


def test_danger_comes_first_and_one_is_not_many():
    judged = _changed(question__0=(BAD, "none"), at_risk__0=(BAD, "nothing"), harmless__0=(BAD, "first"))
    headings = [each.heading for each in in_words(LIVE, judged, _title)]
    assert headings == [
        "1 message of somebody in danger is now noticed less:",
        "1 question is now answered worse:",
        "1 harmless message is now taken for a crisis:",
    ]


def test_better_and_the_same_are_told_too():
    assert in_words(LIVE, LIVE, _title)[0].heading == "All 212 test messages are answered as before."
    worse = _changed(question__0=(BAD, "none"))
    assert in_words(worse, LIVE, _title)[0].heading == "1 of 212 test messages is now answered better."
    assert in_words({}, LIVE, _title)[0].heading == "There is no earlier model to compare with."


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, ""),
        ({"question__0": (BAD, "none"), "question__1": (BAD, "none")}, ""),
        ({f"question__{n}": (BAD, "none") for n in range(3)}, "“May I give a gift?” is understood worse: 10 of 10"),
        ({"prototype__0": (PARTLY, "beside")}, "A plain cry for help is no longer answered first"),
        ({"at_risk__0": (BAD, "nothing")}, "not noticed now: “at risk 0”"),
        ({"at_risk__0": (BAD, "nothing"), "at_risk__1": (BAD, "nothing")}, "2 messages of people in danger"),
        ({f"at_risk__{n}": (PARTLY, "beside") for n in range(3)}, "3 messages of people in danger"),
    ],
)
def test_what_is_refused(changes: dict, refused: str):
    reasons = _refused(_changed(**changes))
    assert any(refused in reason for reason in reasons) if refused else not reasons


def test_many_small_losses_are_held_against_the_best_and_not_the_last(tmp_path: Path):
    keep_best(LIVE, folder=tmp_path)
    live = LIVE
    for step in range(1, 4):
        worse = _changed(**{f"at_risk__{number}": (PARTLY, "beside") for number in range(step)})
        reasons = refusals({}, live, worse, {}, _title, read_best(tmp_path))
        assert bool(reasons) is (step == 3)
        keep_best(worse, folder=tmp_path)
        live = worse
    assert read_best(tmp_path)["at_risk"]["suicide"]["at risk 0"][0] == GOOD
    # What two people agreed to is the measure from then on.
    keep_best(live, agreed=True, folder=tmp_path)
    assert not refusals({}, live, live, {}, _title, read_best(tmp_path))


def test_a_failed_must_pass_dialogue_is_refused_whatever_the_rest():
    reasons = _refused(LIVE, {"a plan": ["'x' must show first whom to call (suicide)"]})
    assert reasons == [
        "A conversation that must always go right went wrong (a plan): 'x' must show first whom to call (suicide)"
    ]


def test_a_missed_bar_is_told_in_words():
    scores = {
        "topics": dict.fromkeys(["answered_right", "likeliest_right", "right_or_offered", "several_some"], 1.0)
        | dict.fromkeys(["new_right", "new_right_or_offered"], 1.0)
        | dict.fromkeys(["new_wrong"], 0.0)
        | dict.fromkeys(["answered_wrong", "in_field_answered", "unrelated_answered", "routed_as_crisis"], 0.0),
        "crisis": dict.fromkeys(["prototypes", "explicit", "at_risk", "at_risk_shown", "emergency_tier"], 1.0)
        | dict.fromkeys(["idioms", "hard", "policy", "in_domain", "by_topic", "in_field", "unrelated"], 0.0),
    }
    assert refusals(scores, LIVE, LIVE, {}, _title) == []
    scores["crisis"]["at_risk"] = 0.5
    (words,) = refusals(scores, LIVE, LIVE, {}, _title)
    assert words.startswith(
        "Messages of people in danger answered first with whom to call: 50.0 %. The bar is at least"
    )
