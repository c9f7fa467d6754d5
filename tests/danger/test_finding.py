from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.danger.finding import KINDS, NOTHING, TIERS, Finding, FindingError, strongest

FINDINGS = st.builds(Finding, st.sampled_from(TIERS[1:]), st.sampled_from(KINDS), st.just("a.rule")) | st.just(NOTHING)


@given(FINDINGS, FINDINGS)
def test_strongest_neither_lowers_the_other(one: Finding, other: Finding) -> None:
    tier = TIERS.index(strongest(one, other).tier)
    assert tier >= TIERS.index(one.tier)
    assert tier >= TIERS.index(other.tier)
    assert tier == TIERS.index(strongest(other, one).tier)


def test_strongest_of_equals_is_the_first() -> None:
    rules, model = Finding("crisis", "suicide", "a.rule"), Finding("crisis", "self_harm", "learned")
    assert strongest(rules, model) is rules


def test_strongest_of_nothing_is_nothing() -> None:
    assert strongest() is NOTHING


@pytest.mark.parametrize(
    ("tier", "kind", "rule"),
    [("danger", "suicide", "r"), ("crisis", "sadness", "r"), ("crisis", None, "r"), ("none", "suicide", None)],
)
def test_finding_without_meaning_is_refused(tier: str, kind: str | None, rule: str | None) -> None:
    with pytest.raises(FindingError):
        Finding(tier, kind, rule)


@pytest.mark.parametrize(
    ("tier", "takes_over", "shows"),
    [
        ("emergency", True, True),
        ("crisis", True, True),
        ("distress", False, True),
        ("policy", False, True),
        ("none", False, False),
    ],
)
def test_finding_says_where_contacts_go(tier: str, takes_over: bool, shows: bool) -> None:
    finding = Finding(tier, None if tier in ("none", "policy") else "distress", None if tier == "none" else "a.rule")
    assert (finding.takes_over, finding.shows_contacts) == (takes_over, shows)
