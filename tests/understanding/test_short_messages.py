from __future__ import annotations

from collections import Counter

import pytest

from bot.evaluation.held_out import load_short_messages
from bot.language.encoder import load_encoder
from bot.language.near_duplicates import near_duplicates, plain
from bot.settings import PROJECT_ROOT
from bot.understanding.short_messages import Said, ShortMessages
from bot.yaml_reading import load_yaml

CONTENT = load_yaml(PROJECT_ROOT / "data" / "dialogue" / "short_messages.yml")
GOES_ON = {does for does, intent in CONTENT["intents"].items() if intent == "goes_on"}


@pytest.fixture(scope="module")
def model() -> ShortMessages:
    texts = [text for some in CONTENT["examples"].values() for text in some]
    return ShortMessages().fit(CONTENT["examples"], load_encoder().encode(texts), CONTENT["intents"])


def read(model: ShortMessages, text: str) -> Said:
    return model.read(text, load_encoder().encode([text])[0])


def acts(model: ShortMessages, text: str) -> str:
    """What is done about a message that no topic answers."""
    said = read(model, text)
    if said.does in GOES_ON:
        return "goes_on"
    return said.does if said.margin >= CONTENT["margin"] else "asked back"


@pytest.mark.parametrize("text", ["Thanks!", "thank you", "OK", "why?", "Say that again.", "no thanks", "bye"])
def test_plain_words_are_sure(model: ShortMessages, text: str):
    assert read(model, text).margin == 1.0


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("that's far too long for me", "ends"),
        ("oh my god", "thanks"),
        ("have I done something wrong", "misread"),
        ("is this weird of me", "asks_why"),
        ("I miss him so much", "ends"),
        ("I'd love to thank her", "thanks"),
        ("my new job starts next week", "stop"),
        ("good night is when I miss her", "ends"),
        ("thanks for absolutely nothing", "thanks"),
        ("I stopped seeing him in May", "stop"),
    ],
)
def test_what_only_sounds_like_a_small_intent_is_none(model: ShortMessages, text: str, never: str):
    assert acts(model, text) != never


def test_held_out_short_messages_do_what_their_writer_meant(model: ShortMessages):
    messages = load_short_messages()
    wrong = [each for each in messages if acts(model, each.says) not in (each.expected(GOES_ON), "asked back")]
    right = [each for each in messages if acts(model, each.says) == each.expected(GOES_ON)]
    assert len(wrong) / len(messages) <= 0.12, Counter((each.does, acts(model, each.says)) for each in wrong)
    assert len(right) / len(messages) >= 0.7


def test_held_out_short_messages_are_no_examples():
    examples = [text for some in CONTENT["examples"].values() for text in some]
    held_out = [each.says for each in load_short_messages()]
    assert not near_duplicates(held_out, examples)
    assert not {plain(text) for text in held_out} & {plain(text) for text in examples}
    assert len(held_out) >= 250
