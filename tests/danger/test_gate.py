"""What the guards take back, and what they must not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.danger.gate import Gate


def _outcome(gate: Gate, text: str) -> tuple[str, str | None]:
    finding = gate.check(text)
    return finding.tier, finding.kind


@pytest.mark.parametrize(
    "text",
    [
        "I'm not suicidal",
        "I got through the week without wanting to die",
        "a whole month without wanting to kill myself",
        "I am not suicidal, just tired",
        "I would never hurt myself",
        "I have never wanted to kill myself",
        "no thoughts of suicide at all",
        "I don't want to die, I want to sleep",
        "I'm not saying I want to die",
        "suicidal thoughts: none",
        "self harm? never",
        "wanting to be dead: no",
        "It isn't that I don't want to live, I want to live elsewhere",
        "I can't say that I was ever suicidal",
    ],
)
def test_negation_takes_back(gate: Gate, text: str) -> None:
    assert not gate.check(text).takes_over


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I'm not joking, I want to die", "suicide"),
        ("I'm not okay I want to kill myself", "suicide"),
        ("I can't do this anymore I want to die", "suicide"),
        ("I can't stop thinking about killing myself", "suicide"),
        ("no joke i want to die", "suicide"),
        ("nobody cares, I want to die", "suicide"),
        ("I don't know how but I am going to kill myself", "suicide"),
        ("I'm not suicidal but I took all my pills", "overdose"),
        ("I'm fine, don't worry. I have cut myself again", "self_harm"),
        ("I'm calm, I've decided to die tonight", "suicide"),
        ("I'm not in danger, I just want to kill myself", "suicide"),
        ("I don't want to be here any more", "suicide"),
        ("I never want to wake up again", "passive_wish"),
        ("don't tell my mum I overdosed", "overdose"),
        ("I'm not crazy, the voices tell me to stab him", "harm_to_others"),
    ],
)
def test_reassurance_and_other_negations_take_back_nothing(gate: Gate, text: str, kind: str) -> None:
    finding = gate.check(text)
    assert finding.takes_over
    assert finding.kind in (kind, "passive_wish" if kind == "suicide" else kind)


@pytest.mark.parametrize(
    "text",
    [
        "Ten years ago I wanted to kill myself",
        "When I was 19 I tried to end my life. I'm fine now",
        "I used to cut myself, not for years",
        "I was suicidal in my twenties",
        "in 2012 I took an overdose, I'm well now",
        "my father hit me when I was a child",
        "My mum tried to kill herself when I was ten",
    ],
)
def test_past_takes_back(gate: Gate, text: str) -> None:
    assert not gate.check(text).takes_over


@pytest.mark.parametrize(
    "text",
    [
        "I used to cut myself and now I have started again",
        "Ten years ago my dad died. I want to kill myself",
        "I tried to kill myself last night",
        "I was suicidal in my twenties and I am suicidal again",
        "I took an overdose an hour ago",
        "my sister died years ago and tonight I want to be dead too",
    ],
)
def test_past_does_not_take_back_today(gate: Gate, text: str) -> None:
    assert gate.check(text).takes_over


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my sister wants to die", "third_party"),
        ("he says he will kill himself", "third_party"),
        ("my son told me I want to die", "third_party"),
        ("my friend took all her tablets", "third_party"),
        ("my boyfriend makes me want to die", "suicide"),
        ("she left and I want to die", "suicide"),
        ("want to die", "suicide"),
    ],
)
def test_kind_follows_whose_state_it_is(gate: Gate, text: str, kind: str) -> None:
    assert gate.check(text).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "in the film he kills himself",
        "a podcast about a woman who wants to die",
        "do people who are suicidal get seen sooner",
        "my uncle killed himself when I was small",
        "my brother took his own life last year",
        "a course on suicidal clients",
        "dying to know if you have a slot",
        "I cut myself shaving",
        "my husband will kill me if I forget the milk",
        "my boss would murder me if I left early",
        "could you shoot me an email",
        "drowning in paperwork",
        "I take my tablets every night with water",
    ],
)
def test_fiction_grief_idiom_and_routine_are_quiet(gate: Gate, text: str) -> None:
    assert not gate.check(text).takes_over


@pytest.mark.parametrize(
    "text",
    [
        "if I tell you that I want to kill myself, do you call the police?",
        "what happens when a client says he wants to die",
        "suppose I said I was suicidal, who would be told?",
        "who do I call in an emergency",
        "what is your crisis procedure",
        "the nurse asked if I was suicidal and I laughed",
    ],
)
def test_questions_about_policy_show_contacts_beside(gate: Gate, text: str) -> None:
    assert gate.check(text).tier == "policy"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("I want to kill myself", ("crisis", "suicide")),
        ("I have a gun to my head", ("emergency", "suicide")),
        ("I took all my pills", ("emergency", "overdose")),
        ("he isn't breathing", ("emergency", "medical")),
        ("my husband hits me", ("crisis", "partner_violence")),
        ("my ex is outside banging on the door", ("emergency", "partner_violence")),
        ("I was raped", ("crisis", "sexual_assault")),
        ("my stepdad hits me", ("crisis", "child_abuse")),
        ("I want to kill my boss tonight", ("crisis", "harm_to_others")),
        ("my friend is suicidal", ("crisis", "third_party")),
        ("I cut myself again", ("crisis", "self_harm")),
        ("I wish I was dead", ("crisis", "passive_wish")),
        ("I can't cope any more", ("distress", "distress")),
        ("can I move my session to Friday?", ("none", None)),
    ],
)
def test_tier_and_kind(gate: Gate, text: str, outcome: tuple[str, str | None]) -> None:
    assert _outcome(gate, text) == outcome


def test_stronger_statement_wins(gate: Gate) -> None:
    assert _outcome(gate, "I wish I was dead. I have taken all my pills.") == ("emergency", "overdose")


def test_gate_reads_no_more_than_its_measure(gate: Gate) -> None:
    assert gate.check("hello there " * 5000 + "I want to die").tier == "none"
    assert gate.check("I want to die " + "hello there " * 5000).takes_over


@pytest.mark.parametrize("text", ["", " ", ".", "?!", "\n\n", "👍", "\u200b"])
def test_gate_takes_empty_messages(gate: Gate, text: str) -> None:
    assert gate.check(text).tier == "none"


def test_gate_needs_no_tensorflow_and_no_rasa() -> None:
    program = (
        "import sys; from bot.danger.gate import Gate; Gate.load().check('hello'); "
        "sys.exit(any(name in sys.modules for name in ('tensorflow', 'rasa', 'flask', 'spacy', 'socketserver')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
