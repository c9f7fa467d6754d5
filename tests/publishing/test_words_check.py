from __future__ import annotations

import pytest

from bot.evaluation.dialogues import Turn, faults_of, load_dialogues
from bot.publishing.words_check import word_faults
from bot.releases.fingerprints import responses, training_fingerprint, understanding_fingerprint


def test_the_answers_as_they_stand_are_clean():
    assert word_faults(responses()) == []


def test_other_responses_are_checked_too():
    assert word_faults({"utter_stop": [{"text": "Call {practise_phone}."}]}) == [
        "utter_stop: there is no fact {practise_phone} to fill in"
    ]
    assert word_faults({"utter_stop": [{"text": "{advice}"}], "utter_may_i_send": [{"text": "{advice}"}]}) == [
        "utter_stop: there is no fact {advice} to fill in"
    ]
    assert word_faults({"utter_crisis": [{"custom": {"type": "contacts"}}]}) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Call {practise_phone}.", "gifts: there is no fact {practise_phone} to fill in"),
        ("  ", "gifts: the answer is empty"),
    ],
)
def test_faulty_answers_are_named(text: str, fault: str):
    assert word_faults({"utter_faq/gifts": [{"text": text}]}) == [fault]


@pytest.mark.parametrize(
    ("metadata", "fault"),
    [
        ({"why": "Ask {practise_phone}."}, "gifts: there is no fact {practise_phone} to fill in"),
        (
            {"encouragement": "Call {practice_phone}."},
            "gifts: encouragement takes in no facts, such as {practice_phone}",
        ),
        ({"drafts": ["no_such"]}, "gifts: drafts names 'no_such'; use reschedule"),
        ({"polcy_link": True}, "gifts: there is no part 'polcy_link'; did you mean 'policy_link'?"),
    ],
)
def test_faults_in_what_goes_with_an_answer_are_named(metadata: dict, fault: str):
    (found,) = word_faults({"utter_faq/gifts": [{"text": "Ask first.", "metadata": metadata}]})
    assert found.startswith(fault)


CONTACTS = {"type": "contacts", "kind": "suicide", "text": "call"}
ANSWER = {"type": "text", "text": "You may text.", "topic": "texting_allowed"}


@pytest.mark.parametrize(
    ("turn", "messages", "right"),
    [
        (Turn("x", topic="texting_allowed", calm=True), [ANSWER], True),
        (Turn("x", topic="gifts"), [ANSWER], False),
        (Turn("x", topic="texting_allowed", calm=True), [CONTACTS, ANSWER], False),
        (Turn("x", contacts="suicide"), [CONTACTS], True),
        (Turn("x", contacts="suicide"), [ANSWER, CONTACTS], False),
        (Turn("x", contacts="overdose"), [CONTACTS], False),
        (Turn("x", words=("MAY", "must")), [ANSWER], True),
        (Turn("x", words=("never",)), [ANSWER], False),
        (Turn("x"), [], False),
    ],
)
def test_what_a_turn_demands(turn: Turn, messages: list, right: bool):
    assert (faults_of(turn, messages) == []) is right


def test_the_must_pass_dialogues_cover_danger_and_calm():
    dialogues = load_dialogues()
    kinds = {turn.contacts for each in dialogues for turn in each.turns if turn.contacts}
    assert {"suicide", "passive_wish", "self_harm", "overdose", "partner_violence"} <= kinds
    smoke = [turn for each in dialogues if each.smoke for turn in each.turns]
    assert any(turn.topic for turn in smoke)
    assert any(turn.contacts for turn in smoke)


def test_only_words_keep_the_fingerprint_of_the_understanding(tmp_path):
    faq = tmp_path / "data" / "nlu" / "faq"
    faq.mkdir(parents=True)
    text = "nlu:\n- intent: faq/gifts\n  examples: |\n    - a gift?\nresponses:\n  utter_faq/gifts:\n  - text: old\n"
    lock = tmp_path / "requirements.lock"

    def both(content: str, pins: str = "rasa==3.6.21 \\\nflask==3.1 \\\n") -> tuple[str, str]:
        (faq / "gifts.yml").write_text(content)
        lock.write_text(pins)
        return training_fingerprint(tmp_path), understanding_fingerprint(tmp_path)

    before = both(text)
    words = both(text.replace("old", "new"))
    assert words[0] != before[0]
    assert words[1] == before[1]
    assert both(text.replace("a gift?", "a present?"))[1] != before[1]
    assert both(text.replace("utter_faq/gifts", "utter_faq/gift"))[1] != before[1]
    # What goes with the answer is shown, or it decides what is answered.
    shown = text.replace("  - text", '  - metadata: {title: "A gift?", why: Because., drafts: [cancel]}\n    text')
    assert both(shown)[0] != before[0]
    assert both(shown)[1] == before[1]
    assert both(text.replace("  - text", "  - metadata: {sending: always}\n    text"))[1] != before[1]
    # A web package makes no other model; Rasa does.
    assert both(text, "rasa==3.6.21 \\\nflask==3.2 \\\n") == before
    assert both(text, "rasa==3.6.22 \\\nflask==3.1 \\\n") != before
