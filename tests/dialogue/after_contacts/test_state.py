"""How the state after contacts begins, goes on and ends."""

from __future__ import annotations

import pytest

from bot.danger.finding import Finding
from bot.dialogue.after_contacts.state import AfterContacts, begun, is_of_state, later, read

NOW = 1_000_000.0
CRISIS = Finding("crisis", "suicide", "a rule")


def test_two_questions_end_it():
    state = begun(CRISIS, NOW)
    assert not state.one_on(NOW).is_over(NOW, 60)
    assert state.one_on(NOW).one_on(NOW).is_over(NOW, 60)


def test_whoever_comes_back_to_it_has_not_moved_on():
    assert not begun(CRISIS, NOW).one_on(NOW).seen(NOW).one_on(NOW).is_over(NOW, 60)


def test_the_set_time_counts_from_what_was_shown_last():
    state = begun(CRISIS, NOW)
    assert not state.is_over(NOW + 3600, 60)
    assert state.is_over(NOW + 3601, 60)
    assert not state.seen(NOW + 3000).is_over(NOW + 3601, 60)


@pytest.mark.parametrize(
    ("found", "covered"),
    [
        (Finding("crisis", "suicide", "another rule"), True),
        (Finding("distress", "suicide", "a rule"), True),
        (Finding("emergency", "suicide", "means at hand"), False),
        (Finding("crisis", "self_harm", "a rule"), False),
    ],
)
def test_another_kind_or_a_higher_tier_is_new(found: Finding, covered: bool):
    assert begun(CRISIS, NOW).covers(found) is covered


def test_it_survives_being_kept():
    state = begun(CRISIS, NOW).one_on(NOW + 5)
    assert read(state.as_dict()) == state


@pytest.mark.parametrize(
    "value", [None, "yes", 3, {}, {"tier": "crisis"}, {"tier": "crisis", "kind": "none such", "seen_at": 1}]
)
def test_what_is_no_state_is_none(value: object):
    assert read(value) is None


def test_of_two_notes_the_last_one_holds():
    old, new = begun(CRISIS, NOW), AfterContacts("crisis", "self_harm", NOW + 1)
    assert later(old, new) == later(new, old) == new
    assert later(None, old) == old
    assert later(None, None) is None


def test_the_language_of_the_danger_is_kept():
    state = begun(Finding("crisis", "suicide", "es.suicide.want_to_die"), NOW)
    assert read(state.as_dict()) == state
    assert state.finding.language == "es"
    assert is_of_state(state.finding.rule)
    assert begun(CRISIS, NOW).finding.language is None
    assert not is_of_state("es.suicide.want_to_die")
    assert not is_of_state(None)
