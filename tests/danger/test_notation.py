from __future__ import annotations

import pytest

from bot.danger.notation import Notation

WORDS = {
    "negator": frozenset({"not", "never"}),
    "turn": frozenset({"but"}),
    "filler": frozenset({"just", "really"}),
    "common": frozenset({"i", "to", "the", "a"}),
    "want": frozenset({"want", "wants"}),
}
NOTATION = Notation(WORDS, {"soon": "tonight|this evening"})


@pytest.mark.parametrize(
    ("line", "text", "holds"),
    [
        ("die", ". i want to die .", True),
        ("die", ". my diet .", False),
        ("die|dead", ". i am dead .", True),
        ("@want to die", ". she wants to die .", True),
        ("@want|need to die", ". i need to die .", True),
        ("end it right? now", ". end it now .", True),
        ("end it right? now", ". end it right now .", True),
        ("i *2 die", ". i die .", True),
        ("i *2 die", ". i soon might die .", True),
        ("i *2 die", ". i soon might then die .", False),
        ("i *2 die", ". i just might then die .", True),
        ("want to die", ". i want really just to just die .", True),
        ("i *2 die", ". i will not die .", False),
        ("i *2 die", ". i cry but die .", False),
        ("i *2 die", ". i , die .", False),
        ("i ~2 die", ". i , die .", True),
        ("i ~2 die", ". i . die .", False),
        ("(end it|finish this all) now", ". finish this all now .", True),
        ("(end it|finish this all) now", ". finish it now .", False),
        ("(end (it|this)|stop) now", ". end this now .", True),
        ("go (right now)? away", ". go away .", True),
        ("go %soon", ". go this evening .", True),
        ("^ suicidal $", ". suicidal .", True),
        ("^ suicidal $", ". hello , suicidal .", True),
        ("^ suicidal $", ". not suicidal .", False),
        ("not @want", ". i do not want it .", True),
    ],
)
def test_line_matches(line: str, text: str, holds: bool) -> None:
    compiled = NOTATION.compile(line)
    assert bool(compiled.expression.search(NOTATION.marked(text.split()))) is holds


@pytest.mark.parametrize(
    ("line", "anchors"),
    [
        ("i want to die", {"want"}),
        ("i to the cliff|bridge", {"cliff", "bridge"}),
        ("(end it|stop) *2", {"end", "stop"}),
        ("(big)? house", {"house"}),
        ("i to", {"i"}),
    ],
)
def test_line_is_tried_only_where_an_anchor_stands(line: str, anchors: set[str]) -> None:
    found = NOTATION.compile(line).anchors
    assert found <= anchors
    assert found
