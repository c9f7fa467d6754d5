"""The MiniLM network (a BERT encoder) as an ONNX graph, from the weights as they are published.

Products run in eight-bit integers. The weights have seven bits, so that no sum of two products overflows on processors
that add them in sixteen. One scale serves all that goes into a product, so numbers that a norm makes large are first
evened out (Xiao et al., "SmoothQuant", ICML 2023). What the wide inner layer gives has outliers of no fixed place, so
there every token and block of numbers has a scale of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from onnx import NodeProto, TensorProto, helper, numpy_helper

IDS, PLACES = "ids", "places"
HEADS = 12
EPSILON = 1e-12
BLOCK = 128
# Versions of the standard's operators (18 can split into a number of parts) and of the file format.
STANDARD, FORMAT = 18, 9
# ONNX Runtime's own operators.
RUNTIME = "com.microsoft"
EMBEDDED_NORM = "embeddings.LayerNorm"


def network(weights: Mapping[str, np.ndarray], depths: Sequence[int]) -> bytes:
    """The network up to its greatest depth, as a model file.

    It reads IDS, the numbers of a text's tokens, shape (1, tokens), and PLACES, 0 to tokens - 1. It gives the tokens'
    states after each of the depths, shape (1, tokens, size).

    Args:
        weights: by their names in the published file.
        depths: numbers of layers.
    """
    graph = _Graph(weights)
    after = [graph.embedded()]
    norm = EMBEDDED_NORM
    for number in range(max(depths)):
        name = f"encoder.layer.{number}"
        after.append(graph.layer(name, after[-1], norm))
        norm = f"{name}.output.LayerNorm"
    return graph.model([after[depth] for depth in depths])


class _Graph:
    def __init__(self, weights: Mapping[str, np.ndarray]) -> None:
        self._weights = weights
        self._nodes, self._constants = list[NodeProto](), list[TensorProto]()

    def embedded(self) -> str:
        places = self._weights["embeddings.position_embeddings.weight"]
        kind = self._weights["embeddings.token_type_embeddings.weight"][0]
        of_words = self._add("Gather", self._constant(self._weights["embeddings.word_embeddings.weight"]), IDS)
        of_places = self._add("Gather", self._constant(places + kind), PLACES)
        both = self._add("Add", of_words, of_places)
        return self._add("LayerNormalization", both, *self._norm(EMBEDDED_NORM), epsilon=EPSILON)

    def layer(self, name: str, states: str, norm: str) -> str:
        attention = f"{name}.attention"
        parts = [f"{attention}.self.{part}" for part in ("query", "key", "value")]
        split = self._several("Split", self._product(states, parts, norm), count=3, axis=2, num_outputs=3)
        attended = self._add("MultiHeadAttention", *split, domain=RUNTIME, num_heads=HEADS)
        norm = f"{attention}.output.LayerNorm"
        states = self._sum(self._product(attended, [f"{attention}.output.dense"]), states, norm)
        wide = self._add("Gelu", self._product(states, [f"{name}.intermediate.dense"], norm), domain=RUNTIME)
        return self._sum(self._product_in_blocks(wide, f"{name}.output.dense"), states, f"{name}.output.LayerNorm")

    def model(self, outputs: Sequence[str]) -> bytes:
        inputs = [
            helper.make_tensor_value_info(IDS, TensorProto.INT64, [1, "tokens"]),
            helper.make_tensor_value_info(PLACES, TensorProto.INT64, ["tokens"]),
        ]
        found = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "tokens", None]) for name in outputs]
        graph = helper.make_graph(self._nodes, "minilm", inputs, found, self._constants)
        operators = [helper.make_opsetid("", STANDARD), helper.make_opsetid(RUNTIME, 1)]
        return bytes(helper.make_model(graph, opset_imports=operators, ir_version=FORMAT).SerializeToString())

    def _product(self, left: str, names: Sequence[str], norm: str = "") -> str:
        """Times the weights of these names side by side, with a scale for each of their outputs.

        Args:
            left: what is multiplied.
            names: of the weights.
            norm: the one that `left` comes from, if it comes from one.
        """
        weights = np.concatenate([self._weights[f"{name}.weight"] for name in names])
        if norm:
            reach = np.abs(self._weights[f"{norm}.weight"]) + np.abs(self._weights[f"{norm}.bias"])
            left, weights = self._add("Mul", left, self._constant(1 / reach)), weights * reach
        scales = np.abs(weights).max(axis=1) / 63
        whole = np.round(weights / scales[:, None]).astype(np.int8)
        constants = [self._constant(whole.T), self._constant(scales), "", self._bias(*names)]
        return self._add("DynamicQuantizeMatMul", left, *constants, domain=RUNTIME)

    def _product_in_blocks(self, left: str, name: str) -> str:
        weights = self._weights[f"{name}.weight"]
        outputs, inputs = weights.shape
        blocks = weights.reshape(outputs, inputs // BLOCK, BLOCK)
        scales = np.abs(blocks).max(axis=2) / 127
        whole = (np.round(blocks / scales[:, :, None]) + 128).astype(np.uint8)
        constants = [self._constant(whole), self._constant(scales), "", "", self._bias(name)]
        # Accuracy level 4: what comes in is turned into integers too.
        settings = {"K": inputs, "N": outputs, "bits": 8, "block_size": BLOCK, "accuracy_level": 4}
        return self._add("MatMulNBits", left, *constants, domain=RUNTIME, **settings)

    def _sum(self, one: str, other: str, norm: str) -> str:
        return self._add("SkipLayerNormalization", one, other, *self._norm(norm), domain=RUNTIME, epsilon=EPSILON)

    def _norm(self, name: str) -> tuple[str, str]:
        return self._constant(self._weights[f"{name}.weight"]), self._constant(self._weights[f"{name}.bias"])

    def _bias(self, *names: str) -> str:
        return self._constant(np.concatenate([self._weights[f"{name}.bias"] for name in names]))

    def _constant(self, values: np.ndarray) -> str:
        name = f"constant {len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _add(self, operator: str, *inputs: str, **settings: Any) -> str:
        return self._several(operator, *inputs, count=1, **settings)[0]

    def _several(self, operator: str, *inputs: str, count: int, **settings: Any) -> list[str]:
        outputs = [f"{operator} {len(self._nodes)} {place}" for place in range(count)]
        self._nodes.append(helper.make_node(operator, inputs, outputs, **settings))
        return outputs
