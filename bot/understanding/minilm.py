"""The MiniLM network (a BERT encoder) as CTranslate2 runs it, from the weights as they are published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from ctranslate2.specs.common_spec import Activation, EmbeddingsMerge, LayerNormSpec, LinearSpec
from ctranslate2.specs.transformer_spec import TransformerEncoderModelSpec, TransformerEncoderSpec

HEADS = 12
EPSILON = 1e-12
UNKNOWN = "[UNK]"


def network(weights: Mapping[str, np.ndarray], vocabulary: Sequence[str], depth: int) -> TransformerEncoderModelSpec:
    """The network up to a depth, in eight-bit integers.

    Args:
        weights: by their names in the published file.
        vocabulary: the words in the order of their numbers.
        depth: how many of its layers.
    """
    encoder = TransformerEncoderSpec(
        depth,
        HEADS,
        pre_norm=False,
        activation=Activation.GELU,
        num_source_embeddings=2,
        embeddings_merge=EmbeddingsMerge.ADD,
        layernorm_embedding=True,
    )
    encoder.scale_embeddings = False
    words, kinds = encoder.embeddings
    words.weight = weights["embeddings.word_embeddings.weight"].copy()
    kinds.weight = weights["embeddings.token_type_embeddings.weight"].copy()
    encoder.position_encodings.encodings = weights["embeddings.position_embeddings.weight"]
    _norm(encoder.layernorm_embedding, weights, "embeddings.LayerNorm")
    for number, layer in enumerate(encoder.layer):
        name = f"encoder.layer.{number}"
        attention, feed_forward = layer.self_attention, layer.ffn
        _linear(attention.linear[0], weights, *(f"{name}.attention.self.{part}" for part in ("query", "key", "value")))
        _linear(attention.linear[1], weights, f"{name}.attention.output.dense")
        _norm(attention.layer_norm, weights, f"{name}.attention.output.LayerNorm")
        _linear(feed_forward.linear_0, weights, f"{name}.intermediate.dense")
        _linear(feed_forward.linear_1, weights, f"{name}.output.dense")
        _norm(feed_forward.layer_norm, weights, f"{name}.output.LayerNorm")
    spec = TransformerEncoderModelSpec(encoder)
    spec.register_vocabulary(list(vocabulary))
    spec.config.unk_token = UNKNOWN
    spec.config.layer_norm_epsilon = EPSILON
    spec.validate()
    spec.optimize(quantization="int8")
    return spec


def _linear(spec: LinearSpec, weights: Mapping[str, np.ndarray], *names: str) -> None:
    # Arrays of its own here and above: turning them into integers changes them.
    spec.weight = np.concatenate([weights[f"{name}.weight"] for name in names])
    spec.bias = np.concatenate([weights[f"{name}.bias"] for name in names])


def _norm(spec: LayerNormSpec, weights: Mapping[str, np.ndarray], name: str) -> None:
    spec.gamma, spec.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]
