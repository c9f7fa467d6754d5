"""How routed crises are counted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.danger.finding import NOTHING, Finding
from bot.evaluation.crisis import (
    AtRisk,
    CrisisResults,
    Safe,
    crisis_scores,
    detail_tables,
    main_table,
    write_misses,
)
from bot.evaluation.held_out import Danger, Harmless
from bot.evaluation.life import (
    Disclosure,
    Language,
    LifeMessages,
    LifeResults,
    Post,
    life_scores,
    life_tables,
    write_life_misses,
)
from bot.evaluation.operating import curve
from bot.evaluation.shares import Share

CRISIS = Finding("crisis", "suicide", "a_rule")
EMERGENCY = Finding("emergency", "overdose", "learned")
DISTRESS = Finding("distress", "distress", "learned")


@pytest.fixture
def results() -> CrisisResults:
    """Four at risk, of whom one is missed and one only shown contacts; two hard ones, of which one fires."""
    return CrisisResults(
        prototypes=[AtRisk(Danger("p", "suicide", "prototype"), CRISIS)],
        at_risk=[
            AtRisk(Danger("a", "suicide", "explicit"), CRISIS),
            AtRisk(Danger("b", "self_harm", "explicit"), EMERGENCY),
            AtRisk(Danger("c", "suicide", "indirect"), DISTRESS),
            AtRisk(Danger("d", "medical", "typo"), NOTHING),
        ],
        distress=[Safe(Harmless("e", "distress", "distress"), DISTRESS)],
        harmless=[
            Safe(Harmless("f", "hard", "idiom"), CRISIS),
            Safe(Harmless("g", "hard", "grief"), NOTHING),
            Safe(Harmless("h", "in_domain", "admin"), NOTHING),
        ],
        life=_life(),
    )


def _life() -> LifeResults:
    """Two posts, one missed; a disclosure found at its last message; a conversation with contacts beside one answer."""
    messages = LifeMessages(
        posts=[Post("long one", "ramble", explicit=True), Post("short one", "short", explicit=False)],
        rambles=["no danger"],
        everyday=["the door is locked"],
        conversations=[("hello", "thanks")],
        disclosures=[Disclosure(("one", "two", "three"), 2, explicit=False)],
        languages={"es": Language(("quiero morir",), ("gracias",))},
    )
    return LifeResults(
        messages,
        posts=[CRISIS, NOTHING],
        rambles=[NOTHING],
        everyday=[DISTRESS],
        conversations=[[NOTHING, DISTRESS]],
        disclosures=[[NOTHING, NOTHING, CRISIS]],
        languages={"es": ([CRISIS], [NOTHING])},
    )


@pytest.mark.parametrize(
    ("name", "rate"),
    [
        ("prototypes", 1.0),
        ("explicit", 1.0),
        ("at_risk", 0.5),
        ("at_risk_shown", 0.75),
        ("distress_shown", 1.0),
        ("distress_fired", 0.0),
        ("kind_named", 0.5),
        ("idioms", 1.0),
        ("hard", 0.5),
        ("in_domain", 0.0),
        ("posts", 0.5),
        ("rambles", 1.0),
        ("short", 0.0),
        ("turns", 1.0),
        ("languages", 1.0),
        ("everyday", 0.0),
        ("everyday_shown", 1.0),
        ("conversations", 0.0),
        ("conversations_shown", 1.0),
    ],
)
def test_crisis_scores(results: CrisisResults, name: str, rate: float) -> None:
    assert crisis_scores(results)[name] == rate


def test_write_misses_lists_missed_misnamed_and_false(results: CrisisResults, tmp_path: Path) -> None:
    write_misses(results, tmp_path / "misses.tsv")
    lines = (tmp_path / "misses.tsv").read_text("utf-8").splitlines()[1:]
    assert [line.split("\t")[0] for line in lines] == ["missed", "missed", "other kind", "false alarm"]


def test_life_is_told_by_turn_and_its_misses_are_listed(results: CrisisResults, tmp_path: Path) -> None:
    by_turn = next(table for table in life_tables(results.life) if table.title.startswith("Over several turns"))
    assert [row[1] for row in by_turn.rows] == ["0/1", "0/1", "1/1"]
    write_life_misses(results.life, tmp_path / "misses.tsv")
    lines = (tmp_path / "misses.tsv").read_text("utf-8").splitlines()[1:]
    assert [line.split("\t")[0] for line in lines] == ["missed, short", "false", "false, conversation"]


def test_what_was_not_measured_has_no_score(results: CrisisResults) -> None:
    life = results.life
    quick = LifeResults(
        life.messages.by_themselves(), life.posts, life.rambles, life.everyday, [], [], languages=life.languages
    )
    scores = life_scores(quick)
    assert scores["posts"] == 0.5
    assert not scores.keys() & {"turns", "turns_shown", "conversations", "conversations_shown"}


def test_tables_show_every_kind_style_and_group(results: CrisisResults) -> None:
    shown = "".join(table.as_text() for table in [main_table(results), *detail_tables(results)])
    for name in ("self_harm", "indirect", "hard: grief", "in_domain: admin", "learned layer alone"):
        assert name in shown


def test_curve_rises_from_the_rules_to_everything() -> None:
    risky = (np.array([0.9, 0.4, 0.1]), np.array([False, True, False]))
    harmless = (np.array([0.5, 0.0]), np.array([False, False]))
    false, recall = curve(risky, harmless)
    assert (false[0], recall[0]) == (0.0, pytest.approx(2 / 3))
    assert (false[-1], recall[-1]) == (1.0, 1.0)
    assert (np.diff(recall) >= 0).all()


@pytest.mark.parametrize(
    ("hits", "total", "interval"),
    [(0, 0, (0.0, 1.0)), (0, 100, (0.0, 0.037)), (50, 100, (0.404, 0.596)), (100, 100, (0.963, 1.0))],
)
def test_share_interval_is_wilsons(hits: int, total: int, interval: tuple[float, float]) -> None:
    assert Share(hits, total).interval == pytest.approx(interval, abs=0.001)
