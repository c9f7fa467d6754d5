from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.language.encoder import LAYER_SIZE, VECTOR_SIZE, SentenceEncoder, load_encoder

pytestmark = pytest.mark.rasa


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return load_encoder()


def test_vectors_are_unit_vectors(encoder: SentenceEncoder):
    vectors = encoder.encode(["Hello", "May I send her a text on Sunday evening?", ""])
    assert vectors.shape == (3, VECTOR_SIZE)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_vectors_are_those_of_the_published_model(encoder: SentenceEncoder):
    """The reference was made in floats by transformers 4.36 on TensorFlow."""
    reference = np.load(Path(__file__).parent / "minilm_reference.npy").astype(np.float32)
    found = encoder.encode(["Can I text my therapist on Sundays?", "she never hit me"])
    for layer in (slice(0, LAYER_SIZE), slice(LAYER_SIZE, None)):
        likeness = 2 * np.sum(found[:, layer] * reference[:, layer], axis=1)
        np.testing.assert_array_less(0.99, likeness)


def test_near_meanings_have_near_vectors(encoder: SentenceEncoder):
    asked, same, other = encoder.encode(["May I text her?", "Am I allowed to send texts to her?", "I love pancakes"])
    assert asked @ same > asked @ other + 0.2


def test_a_batch_gives_what_each_text_gives_alone(encoder: SentenceEncoder):
    texts = ["Hello", "I was late. Do I pay? Please tell me.", "May I text her?"]
    for together, alone in zip(
        encoder.encode_parts(texts), [encoder.encode_parts([text])[0] for text in texts], strict=True
    ):
        np.testing.assert_allclose(together, alone, atol=1e-4)


def test_sentences_have_their_own_vectors(encoder: SentenceEncoder):
    text = "I love pancakes with syrup. May I text my therapist?"
    whole, pancakes, question = encoder.encode_parts([text])[0]
    texting = encoder.encode(["Can I text my therapist?"])[0]
    assert question @ texting > whole @ texting > pancakes @ texting


def test_a_sentence_past_the_longest_message_stands_for_the_whole(encoder: SentenceEncoder):
    vectors = encoder.encode_parts(["word " * 600 + ". This comes too late to be read."])[0]
    np.testing.assert_array_equal(vectors[2], vectors[0])
