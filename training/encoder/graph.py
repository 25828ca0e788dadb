"""The encoder as an ONNX graph with weights of eight bits, written node by node: same weights, same bytes.

One message at a time goes in: activations are quantised by the largest value that stands in the tensor, and a
batch would let one message's values change another's label. It also needs no padding and no mask.

    ids     int64 (1, tokens)   word pieces: [CLS] [SEP] text [SEP]
    spoken  float (1, tokens)   1 from the text on, 0 before
    scores  float (1, heads)    logits of the three orientations and the seven flags
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Floats = NDArray[np.float32]
HEADS = 12
EPSILON = 1e-12
MICROSOFT = "com.microsoft"


def rounded(matrix: Floats, axis: int) -> tuple[NDArray[np.int8], Floats]:
    """Eight-bit integers and the scale of each line along ``axis``. Symmetric: zero stays zero."""
    scale = np.maximum(np.abs(matrix).max(axis=axis, keepdims=True), 1e-8).astype(np.float32) / np.float32(127)
    return np.clip(np.rint(matrix / scale), -127, 127).astype(np.int8), scale


@dataclass
class Graph:
    """Nodes and constants, in the order they are added. Each method returns the name of its result."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(value.copy(order="C"), name))
        return name

    def add(
        self, kind: str, inputs: list[str], name: str, *, domain: str = "", outs: int = 1, **settings: object
    ) -> str:
        outputs = [name, *(f"{name}/{i}" for i in range(1, outs))]
        self.nodes.append(helper.make_node(kind, inputs, outputs, name=name, domain=domain, **settings))
        return name

    def dense(self, x: str, weight: Floats, bias: Floats, name: str) -> str:
        """x times the matrix in eight bits plus the bias. ``weight`` is (out, in), as torch keeps it."""
        small, scale = rounded(weight.T, 0)
        zero = self.constant(f"{name}/zero", np.zeros(len(bias), np.int8))
        inputs = [
            x,
            self.constant(f"{name}/weight", small),
            self.constant(f"{name}/scale", scale[0]),
            zero,
            self.constant(f"{name}/bias", bias),
        ]
        return self.add("DynamicQuantizeMatMul", inputs, name, domain=MICROSOFT)

    def normal(self, x: str, more: str, scale: Floats, shift: Floats, name: str) -> str:
        """Layer normalisation of a sum."""
        inputs = [x, more, self.constant(f"{name}/scale", scale), self.constant(f"{name}/shift", shift)]
        return self.add("SkipLayerNormalization", inputs, name, domain=MICROSOFT, epsilon=EPSILON)


def build(weights: dict[str, Floats]) -> bytes:
    """The graph of a trained encoder, serialised. Names of weights are those of ``network.Encoder``."""
    graph = Graph()
    x = _embed(graph, weights)
    layer = 0
    while f"layers.{layer}.query.weight" in weights:
        x = _layer(graph, x, weights, f"layers.{layer}.")
        layer += 1
    _heads(graph, x, weights)
    whole = helper.make_graph(
        graph.nodes,
        "lilyroot-encoder",
        [
            helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "tokens"]),
            helper.make_tensor_value_info("spoken", TensorProto.FLOAT, [1, "tokens"]),
        ],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, [1, "heads"])],
        graph.constants,
    )
    versions = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
    model = helper.make_model(whole, opset_imports=versions, ir_version=9, producer_name="lilyroot")
    onnx.checker.check_model(model)
    raw: bytes = model.SerializeToString(deterministic=True)
    return raw


def _embed(graph: Graph, weights: dict[str, Floats]) -> str:
    small, scale = rounded(weights["words.weight"], 1)
    pieces = graph.add("Gather", [graph.constant("words/small", small), "ids"], "words/bytes")
    pieces = graph.add("Cast", [pieces], "words/float", to=TensorProto.FLOAT)
    sizes = graph.add("Gather", [graph.constant("words/scales", scale), "ids"], "words/size")
    pieces = graph.add("Mul", [pieces, sizes], "words")
    kinds = weights["kinds.weight"]
    away = graph.constant("kinds/away", kinds[1] - kinds[0])
    text = graph.add("Unsqueeze", ["spoken", graph.constant("last", np.array([-1]))], "spoken/column")
    kind = graph.add("Mul", [text, away], "kinds")
    places = graph.constant("places/all", weights["places.weight"] + kinds[0])
    length = graph.add("Shape", ["ids"], "length", start=1, end=2)
    begin, axis = graph.constant("begin", np.array([0])), graph.constant("axis", np.array([0]))
    place = graph.add("Slice", [places, begin, length, axis], "places")
    where = graph.add("Add", [kind, place], "where")
    return graph.normal(pieces, where, weights["normal.weight"], weights["normal.bias"], "embedded")


def _layer(graph: Graph, x: str, weights: dict[str, Floats], at: str) -> str:
    parts = ("query", "key", "value")
    width = len(weights[f"{at}query.bias"])
    together = graph.dense(
        x,
        np.concatenate([weights[f"{at}{part}.weight"] for part in parts]),
        np.concatenate([weights[f"{at}{part}.bias"] for part in parts]),
        f"{at}seen",
    )
    sizes = graph.constant(f"{at}sizes", np.array([width] * 3))
    graph.add("Split", [together, sizes], f"{at}part", outs=3, axis=-1)
    inputs = [f"{at}part", f"{at}part/1", f"{at}part/2"]
    seen = graph.add("MultiHeadAttention", inputs, f"{at}attended", domain=MICROSOFT, num_heads=HEADS)
    seen = graph.dense(seen, weights[f"{at}mixed.weight"], weights[f"{at}mixed.bias"], f"{at}mixed")
    x = graph.normal(x, seen, weights[f"{at}normal_1.weight"], weights[f"{at}normal_1.bias"], f"{at}normal_1")
    wide = graph.dense(x, weights[f"{at}wide.weight"], weights[f"{at}wide.bias"], f"{at}wide")
    wide = graph.add("Gelu", [wide], f"{at}bent", domain=MICROSOFT)
    narrow = graph.dense(wide, weights[f"{at}narrow.weight"], weights[f"{at}narrow.bias"], f"{at}narrow")
    return graph.normal(x, narrow, weights[f"{at}normal_2.weight"], weights[f"{at}normal_2.bias"], f"{at}normal_2")


def _heads(graph: Graph, x: str, weights: dict[str, Floats]) -> str:
    """The first piece beside the mean of the text's pieces, then one line for each head."""
    first = graph.add("Gather", [x, graph.constant("zeroth", np.array(0))], "first", axis=1)
    text = graph.add("Mul", [x, "spoken/column"], "text")
    one = graph.constant("one", np.array([1]))
    total = graph.add("ReduceSum", [text, one], "text/total", keepdims=0)
    count = graph.add("ReduceSum", ["spoken", one], "text/count", keepdims=1)
    mean = graph.add("Div", [total, count], "text/mean")
    both = graph.add("Concat", [first, mean], "pooled", axis=-1)
    weight, bias = (
        graph.constant("heads/weight", weights["heads.weight"]),
        graph.constant("heads/bias", weights["heads.bias"]),
    )
    return graph.add("Gemm", [both, weight, bias], "scores", transB=1)
