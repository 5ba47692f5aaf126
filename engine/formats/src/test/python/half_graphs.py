#!/usr/bin/env python3
"""Makes the ONNX models of half precision, and their answers, that the JUnit tests of Lanewise compare with.

Makes, in engine/formats/src/test/resources/onnx-half:
    NAME.onnx                   what torch.onnx.export writes of a net in half precision, what ONNX Runtime's converter makes of
                                a graph of floats, and nodes with casts around them
    NAME.answers.safetensors    the inputs under the names of the graph, and the outputs as NAME_f64: in float64, with the
                                weights that the file has, rounded to half precision. What the net has become stands in the
                                metadata as `describe`

Needs Python 3.11 and what onnx_graphs.py beside it needs, and
    pip install onnxruntime==1.30.0
Run from the repository's root; it takes a minute:
    python engine/formats/src/test/python/half_graphs.py
It replaces the folder. The same versions on the same processor give the same bytes.
"""

import shutil
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.transformers.float16 import convert_float_to_float16
from safetensors.torch import save_file
from torch import nn

import onnx_graphs as graphs
from onnx_graphs import floats

ONNX = graphs.OUT
OUT = ONNX.parent / "onnx-half"


def answers(name, inputs, outputs, describe):
    tensors = {k: v.contiguous() for k, v in inputs.items()}
    tensors |= {f"{k}_f64": torch.as_tensor(v, dtype=torch.float64).contiguous() for k, v in outputs.items()}
    save_file(tensors, OUT / f"{name}.answers.safetensors", metadata={"describe": describe})


def in_double(module, inputs):
    """What the net computes with the weights that it has, and no rounding in between."""
    with torch.no_grad():
        results = module.double()(*(v.double() if v.is_floating_point() else v for v in inputs.values()))
    return results if isinstance(results, tuple) else (results,)


# ---- what PyTorch exports ---------------------------------------------------------------------------------------


class Mixed(nn.Module):
    """Floats on the outside, half precision within."""

    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(3, 4, batch_first=True)
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        y = self.rnn(x.to(self.head.weight.dtype))[0]
        return torch.softmax(self.head(y).to(x.dtype), -1)


def exported(name, module, inputs, outputs, describe, dynamo, dynamic, opset=17, dtype=torch.float16, cast=True):
    """A net of a smaller type, and inputs of that type too, unless the net casts them."""
    module.eval().to(dtype)
    tensors = {k: torch.from_numpy(v) for k, v in inputs.items()}
    tensors = {k: v.to(dtype) if cast and v.is_floating_point() else v for k, v in tensors.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if dynamo:
            shapes = tuple({i: torch.export.Dim.AUTO for i in axes} for axes in dynamic.values())
            torch.onnx.export(module, tuple(tensors.values()), OUT / f"{name}.onnx", dynamo=True, opset_version=opset,
                              input_names=list(inputs), output_names=outputs, dynamic_shapes=shapes,
                              external_data=False, verbose=False)
            model = onnx.load(OUT / f"{name}.onnx")
            for node in model.graph.node:
                del node.metadata_props[:]  # where in the source it came from: of no use here, and full of paths
            onnx.save(model, OUT / f"{name}.onnx")
        else:
            torch.onnx.export(module, tuple(tensors.values()), OUT / f"{name}.onnx", dynamo=False, opset_version=opset,
                              input_names=list(inputs), output_names=outputs, dynamic_axes=dynamic)
    answers(name, tensors, dict(zip(outputs, in_double(module, tensors))), describe)


def exports():
    torch.manual_seed(11)
    states = {"x": {0: "T", 1: "N"}, "h": {1: "N"}, "c": {1: "N"}}
    for dynamo, suffix, opset in ((False, "script", 17), (True, "dynamo", 18)):
        exported(f"half_states_{suffix}", graphs.WithStates(),
                 {"x": floats(5, 2, 3), "h": floats(4, 2, 4), "c": floats(4, 2, 4)}, ["y", "hn", "cn"],
                 "LSTM(3, 4, 2 layers, bidirectional)", dynamo, states, opset)
        exported(f"half_last_step_{suffix}", graphs.LastStep(), {"x": floats(2, 5, 3)}, ["p"],
                 "LSTM(3, 4, bidirectional) -> last step -> Linear(8, 2) -> Sigmoid", dynamo, {"x": {0: "N", 1: "T"}}, opset)
        exported(f"half_within_{suffix}", Mixed(), {"x": floats(2, 5, 3)}, ["p"], "LSTM(3, 4) -> Linear(4, 2) -> Softmax",
                 dynamo, {"x": {0: "N", 1: "T"}}, opset, cast=False)
    exported("half_language_model", graphs.LanguageModel(), {"ids": graphs.random.integers(0, 7, (2, 5))}, ["logp"],
             "Embedding(7, 3) -> GRU(3, 4, 2 layers) -> Linear(4, 7) -> LogSoftmax", False, {"ids": {0: "N", 1: "T"}})
    convolved = ("TemporalConv1d(3, 5, kernel 3, dilation 2, look-ahead 2) -> ReLU -> GRU(5, 4, bidirectional) ->"
                 " LayerNorm(8) -> Linear(8, 2)")
    exported("half_convolved", graphs.Convolved(), {"x": floats(2, 3, 7)}, ["y"], convolved, True,
             {"x": {0: "N", 2: "T"}}, 18)
    exported("half_convolved_spelled_out", graphs.Convolved(), {"x": floats(2, 3, 7)}, ["y"], convolved, False,
             {"x": {0: "N", 2: "T"}}, 11)
    exported("half_unrolled", graphs.Unrolled(), {"x": floats(3, 2, 3), "h": floats(1, 2, 4)}, ["y", "hn"],
             "RNN_TANH(3, 4)", True, {"x": {0: "T", 1: "N"}, "h": {1: "N"}}, 18)
    exported("bfloat16_states", graphs.WithStates(),
             {"x": floats(5, 2, 3), "h": floats(4, 2, 4), "c": floats(4, 2, 4)}, ["y", "hn", "cn"],
             "LSTM(3, 4, 2 layers, bidirectional)", True, states, 22, torch.bfloat16)


# ---- what ONNX Runtime's converter makes of floats --------------------------------------------------------------


class Stepped(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(3, 4, batch_first=True)
        self.head = nn.Linear(4, 2)

    def forward(self, x, h, c):
        y, (hn, cn) = self.rnn(x, (h, c))
        return self.head(y), hn, cn


def converted(name, module, inputs, outputs, describe, dynamic, keep_io_types, opset=17):
    """With its inputs and outputs kept as floats, the converter leaves their casts at the end of the file."""
    module.eval()
    tensors = {k: torch.from_numpy(v) for k, v in inputs.items()}
    path = OUT / f"{name}.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(module, tuple(tensors.values()), path, dynamo=False, opset_version=opset,
                          input_names=list(inputs), output_names=outputs, dynamic_axes=dynamic)
    onnx.save(convert_float_to_float16(onnx.load(path), keep_io_types=keep_io_types), path)
    if not keep_io_types:
        tensors = {k: v.half() for k, v in tensors.items()}
    answers(name, tensors, dict(zip(outputs, in_double(module.half(), tensors))), describe)


def conversions():
    torch.manual_seed(12)
    for keep, suffix in ((True, "outside_floats"), (False, "all")):
        converted(f"converted_{suffix}", Stepped(), {"x": floats(2, 5, 3), "h": floats(1, 2, 4), "c": floats(1, 2, 4)},
                  ["y", "hn", "cn"], "LSTM(3, 4) -> Linear(4, 2)",
                  {"x": {0: "N", 1: "T"}, "h": {1: "N"}, "c": {1: "N"}}, keep)


def frames():
    """The detector at two sample rates, which stands in two branches."""
    model = onnx.load(ONNX / "frames_at_two_rates.onnx")
    name = "converted_frames"
    onnx.save(convert_float_to_float16(model, keep_io_types=True), OUT / f"{name}.onnx")
    torch.manual_seed(6)  # as in onnx_graphs
    detector = graphs.Detector(32, 128).eval()
    weights = {t.name: t for node in model.graph.node for a in node.attribute if a.name == "then_branch"
               for t in a.g.initializer}
    basis = numpy_helper.to_array(weights["r16000/basis"])
    assert np.array_equal(basis, detector.basis.detach().numpy()), "other weights than the float model's"
    given = {"input": torch.from_numpy(floats(1, 576)), "state": torch.from_numpy(floats(2, 1, 4)),
             "sr": torch.tensor(16000)}
    results = in_double(detector.half(), {k: given[k] for k in ("input", "state")})
    describe = ("Conv1d(1 x 576, 10 x 5, kernel 32, stride 128, padding 0 and 64 reflected, no bias) -> Magnitude(5 x 5) ->"
                " Conv1d(5 x 5, 6 x 3, kernel 3, stride 2, padding 1) -> ReLU ->"
                " Conv1d(6 x 3, 4 x 2, kernel 3, stride 2, padding 1) -> ReLU ->"
                " Conv1d(4 x 2, 3 x 1, kernel 3, stride 2, padding 1) -> ReLU -> LSTM(3, 4) -> ReLU -> Linear(4, 1) -> Sigmoid")
    answers(name, given, dict(zip(("output", "stateN"), results)), describe)


# ---- constants that a cast rounds -------------------------------------------------------------------------------


def cast_weights(name, to, rounded):
    """Floats in the file, cast before an LSTM takes them: the weights are the rounded ones."""
    X = floats(4, 2, 3)
    w = {"W": floats(1, 16, 3), "R": floats(1, 16, 4), "B": floats(1, 32), "h": floats(1, 1, 4)}
    nodes = [helper.make_node("Cast", [k], [f"{k}_small"], to=to) for k in ("X", "W", "R", "B")]
    nodes += [
        helper.make_node("Shape", ["X"], ["shape"]),
        helper.make_node("Gather", ["shape", "one"], ["batch"], axis=0),
        helper.make_node("Unsqueeze", ["batch", "zero"], ["n"]),
        helper.make_node("Concat", ["ones", "n", "four"], ["hs"], axis=0),
        helper.make_node("Expand", ["h", "hs"], ["h0"]),
        helper.make_node("Cast", ["h0"], ["h_small"], to=to),
        helper.make_node("LSTM", ["X_small", "W_small", "R_small", "B_small", "", "h_small"], ["Y", "Yh"], hidden_size=4),
        helper.make_node("Cast", ["Y"], ["y"], to=TensorProto.DOUBLE),
    ]
    y = graphs.recurrent("LSTM", {}, X, *(rounded(w[k]) for k in ("W", "R", "B")),
                          initial_h=np.repeat(rounded(w["h"]), 2, axis=1))[0]
    constants = w | graphs.integers(one=1, zero=[0], ones=[1], four=[4])
    graph = helper.make_graph(
        nodes, name, [helper.make_tensor_value_info("X", TensorProto.FLOAT, ["T", "N", 3])],
        [helper.make_tensor_value_info("y", TensorProto.DOUBLE, [None] * 4)],
        [numpy_helper.from_array(v, k) for k, v in constants.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 22)], producer_name="half_graphs")
    model.ir_version = 10
    onnx.checker.check_model(model)
    onnx.save(model, OUT / f"{name}.onnx")
    answers(name, {"X": torch.from_numpy(X)}, {"y": y}, "LSTM(3, 4, initial state stored)")


if __name__ == "__main__":
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    exports()
    conversions()
    frames()
    cast_weights("weights_cast_to_half", TensorProto.FLOAT16, lambda w: w.astype(np.float16).astype(np.float32))
    cast_weights("weights_cast_to_bfloat16", TensorProto.BFLOAT16,
                 lambda w: torch.from_numpy(w).bfloat16().float().numpy())
    print(f"{len(list(OUT.glob('*.onnx')))} models in {OUT}")
