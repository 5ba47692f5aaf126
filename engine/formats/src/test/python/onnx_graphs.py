#!/usr/bin/env python3
"""Makes the ONNX models and answers that the JUnit tests of Lanewise compare with.

Makes, in engine/formats/src/test/resources/onnx:
    NAME.onnx                   a small graph: nodes over many attributes, or what torch.onnx.export writes
    NAME.answers.safetensors    the inputs under the names of the graph, and the outputs as NAME_f64: of nodes by a
                                reading of the ONNX specification in float64 (below), of exported nets by PyTorch in
                                float64. What the net has become stands in the metadata as `describe`
    NAME.onnx.data              the weights of a model that keeps them in a file beside it

Needs Python 3.11 and
    pip install torch==2.13.0 onnx==1.23.1 onnxscript==0.7.2 safetensors==0.8.0 numpy==2.4.6
    (for torch without a GPU: --extra-index-url https://download.pytorch.org/whl/cpu)
Run from the repository's root; it takes a few seconds:
    python engine/formats/src/test/python/onnx_graphs.py
It replaces the folder. The same versions on the same processor give the same bytes.
"""

import shutil
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnx.compose
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file
from torch import nn

OUT = Path(__file__).resolve().parents[1] / "resources" / "onnx"
GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}
DEFAULTS = {"LSTM": ["Sigmoid", "Tanh", "Tanh"], "GRU": ["Sigmoid", "Tanh"], "RNN": ["Tanh"]}
WITH_ALPHA = {"Affine": None, "LeakyRelu": 0.01, "ThresholdedRelu": 1.0, "ScaledTanh": None, "HardSigmoid": 0.2,
              "Elu": 1.0}
WITH_BETA = {"Affine": None, "ScaledTanh": None, "HardSigmoid": 0.5}
random = np.random.default_rng(20261123)


def floats(*shape):
    return (random.standard_normal(shape) * 0.6).astype(np.float32)


# ---- the specification in float64 -------------------------------------------------------------------------------


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def function(name, a, b):
    return {
        "Sigmoid": sigmoid,
        "Tanh": np.tanh,
        "Relu": lambda x: np.maximum(x, 0),
        "Affine": lambda x: a * x + b,
        "LeakyRelu": lambda x: np.where(x >= 0, x, a * x),
        "ThresholdedRelu": lambda x: np.where(x >= a, x, 0),
        "ScaledTanh": lambda x: a * np.tanh(b * x),
        "HardSigmoid": lambda x: np.clip(a * x + b, 0, 1),
        "Elu": lambda x: np.where(x >= 0, x, a * np.expm1(x)),
        "Softsign": lambda x: x / (1 + np.abs(x)),
        "Softplus": lambda x: np.log1p(np.exp(x)),
    }[name]


def functions(op, directions, attributes):
    names = attributes.get("activations", DEFAULTS[op] * directions)
    alphas = list(attributes.get("activation_alpha", []))
    betas = list(attributes.get("activation_beta", []))
    found = []
    for name in names:
        a = (alphas.pop(0) if alphas else WITH_ALPHA[name]) if name in WITH_ALPHA else None
        b = (betas.pop(0) if betas else WITH_BETA[name]) if name in WITH_BETA else None
        found.append(function(name, np.float32(a or 0).astype(float), np.float32(b or 0).astype(float)))
    each = len(found) // directions
    return [found[i * each:(i + 1) * each] for i in range(directions)]


def recurrent(op, attributes, X, W, R, B=None, sequence_lens=None, initial_h=None, initial_c=None, P=None):
    """Y, Y_h, Y_c of an LSTM, GRU or RNN node."""
    double = [None if v is None else np.asarray(v, dtype=np.float64) for v in (X, W, R, B, initial_h, initial_c, P)]
    X, W, R, B, initial_h, initial_c, P = double
    layout = attributes.get("layout", 0)
    if layout:
        X = X.transpose(1, 0, 2)
        initial_h = None if initial_h is None else initial_h.transpose(1, 0, 2)
        initial_c = None if initial_c is None else initial_c.transpose(1, 0, 2)
    steps, batch, _ = X.shape
    directions, _, n = R.shape
    lengths = [steps] * batch if sequence_lens is None else sequence_lens
    clip = attributes.get("clip", np.inf)
    Y = np.zeros((steps, directions, batch, n))
    Y_h = np.zeros((directions, batch, n))
    Y_c = np.zeros((directions, batch, n))
    for d, fs in enumerate(functions(op, directions, attributes)):
        reverse = d == 1 or attributes.get("direction") == "reverse"
        gates = GATES[op] * n
        b = np.zeros(2 * gates) if B is None else B[d]
        p = np.zeros(3 * n) if P is None else P[d]
        gate = lambda k, x: fs[k](np.clip(x, -clip, clip))
        for row in range(batch):
            h = np.zeros(n) if initial_h is None else initial_h[d, row]
            c = np.zeros(n) if initial_c is None else initial_c[d, row]
            order = range(lengths[row])
            for t in reversed(order) if reverse else order:
                x = W[d] @ X[t, row] + b[:gates]
                r = R[d] @ h + b[gates:]
                if op == "RNN":
                    h = gate(0, x + r)
                elif op == "GRU":
                    z = gate(0, x[:n] + r[:n])
                    reset = gate(0, x[n:2 * n] + r[n:2 * n])
                    if attributes.get("linear_before_reset"):
                        new = gate(1, x[2 * n:] + reset * r[2 * n:])
                    else:
                        new = gate(1, x[2 * n:] + R[d][2 * n:] @ (reset * h) + b[5 * n:])
                    h = (1 - z) * new + z * h
                else:
                    s = x + r
                    i = gate(0, s[:n] + p[:n] * c)
                    f = gate(0, s[2 * n:3 * n] + p[2 * n:] * c)
                    if attributes.get("input_forget"):
                        f = 1 - i
                    c = f * c + i * gate(1, s[3 * n:])
                    o = gate(0, s[n:2 * n] + p[n:2 * n] * c)
                    h = o * fs[2](c)
                Y[t, d, row] = h
            Y_h[d, row], Y_c[d, row] = h, c
    if layout:
        Y, Y_h, Y_c = Y.transpose(2, 0, 1, 3), Y_h.transpose(1, 0, 2), Y_c.transpose(1, 0, 2)
    return Y, Y_h, Y_c


# ---- files ------------------------------------------------------------------------------------------------------


def tensor_type(array):
    return TensorProto.FLOAT if array.dtype == np.float32 else TensorProto.INT32 if array.dtype == np.int32 else TensorProto.INT64


def save(name, nodes, constants, inputs, outputs, opset, describe, shapes=None):
    """A graph of these nodes; shapes of inputs are those given, symbolic where `shapes` says."""
    graph = helper.make_graph(
        nodes, name,
        [helper.make_tensor_value_info(k, tensor_type(v), (shapes or {}).get(k, v.shape)) for k, v in inputs.items()],
        [helper.make_tensor_value_info(k, TensorProto.FLOAT, [None] * np.ndim(v)) for k, v in outputs.items()],
        [numpy_helper.from_array(v, k) for k, v in constants.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], producer_name="onnx_graphs")
    model.ir_version = 8
    onnx.checker.check_model(model)
    onnx.save(model, OUT / f"{name}.onnx")
    answers(name, inputs, outputs, describe)


def answers(name, inputs, outputs, describe):
    tensors = {k: np.ascontiguousarray(v) for k, v in inputs.items()}
    tensors |= {f"{k}_f64": np.ascontiguousarray(v, dtype=np.float64) for k, v in outputs.items()}
    save_file(tensors, OUT / f"{name}.answers.safetensors", metadata={"describe": describe})


def node_case(name, op, opset, attributes, steps, batch, inputs, n, directions=1, constants=("W", "R", "B", "P"),
              optional=("B",), lengths=None, describe="", symbolic=False, outputs=None):
    """One node, with its weights as constants or, where `constants` leaves them out, as inputs of the graph."""
    layout = attributes.get("layout", 0)
    gates = GATES[op]
    state = (batch, directions, n) if layout else (directions, batch, n)
    values = {
        "X": floats(batch, steps, inputs) if layout else floats(steps, batch, inputs),
        "W": floats(directions, gates * n, inputs),
        "R": floats(directions, gates * n, n),
        "B": floats(directions, 2 * gates * n),
        "sequence_lens": None if lengths is None else np.array(lengths, dtype=np.int32),
        "initial_h": floats(*state),
        "initial_c": floats(*state),
        "P": floats(directions, 3 * n),
    }
    order = ["X", "W", "R", "B", "sequence_lens", "initial_h"] + (["initial_c", "P"] if op == "LSTM" else [])
    given = {k: values[k] for k in order if values[k] is not None and (k in ("X", "W", "R") or k in optional)}
    names = [k if k in given else "" for k in order]
    while not names[-1]:
        names.pop()
    all_outputs = ["Y", "Y_h"] + (["Y_c"] if op == "LSTM" else [])
    wanted = outputs or all_outputs
    node = helper.make_node(op, names, [k if k in wanted else "" for k in all_outputs], name="the_" + op.lower(),
                            hidden_size=n, **attributes)
    results = dict(zip(["Y", "Y_h", "Y_c"], recurrent(op, attributes, **given)))
    time_batch = ["N", "T"] if layout else ["T", "N"]
    shapes = {"X": time_batch + [inputs]} if symbolic else {}
    save(name, [node], {k: v for k, v in given.items() if k in constants},
         {k: v for k, v in given.items() if k not in constants}, {k: results[k] for k in wanted}, opset, describe, shapes)


# ---- single nodes -----------------------------------------------------------------------------------------------


def nodes():
    node_case("lstm_bidirectional_everything", "LSTM", 14, {"direction": "bidirectional", "clip": 1.5}, 5, 3, 3, 4, 2,
              optional=("B", "sequence_lens", "initial_h", "initial_c", "P"), lengths=[2, 5, 0],
              describe="LSTM(3, 4, bidirectional, peepholes, clip 1.5)")
    node_case("lstm_batch_first_weights_given", "LSTM", 22,
              {"layout": 1, "input_forget": 1, "activations": ["HardSigmoid", "Elu", "ScaledTanh"],
               "activation_alpha": [0.3, 0.7, 1.2], "activation_beta": [0.4, 0.8]}, 4, 2, 3, 3,
              constants=(), optional=("B", "initial_h", "P"), symbolic=True,
              describe="LSTM(3, 3, peepholes, activations HARD_SIGMOID(0.3, 0.4) ELU(0.7) SCALED_TANH(1.2, 0.8),"
                       " input_forget)")
    node_case("lstm_two_sorts_of_activations", "LSTM", 7,
              {"direction": "bidirectional",
               "activations": ["Sigmoid", "Softsign", "Tanh", "HardSigmoid", "Tanh", "Softplus"]}, 4, 2, 2, 3, 2,
              outputs=["Y_h", "Y_c"],
              describe="LSTM(2, 3, bidirectional, forward: activations SIGMOID SOFTSIGN TANH, reverse: activations"
                       " HARD_SIGMOID(0.2, 0.5) TANH SOFTPLUS)")
    node_case("gru_reset_first_bidirectional", "GRU", 11, {"direction": "bidirectional", "clip": 0.75}, 4, 3, 2, 5, 2,
              optional=("B", "initial_h"), describe="GRU(2, 5, bidirectional, clip 0.75, reset before the recurrent product)")
    node_case("gru_reverse_lengths", "GRU", 17, {"direction": "reverse", "linear_before_reset": 1}, 5, 3, 2, 3,
              optional=("B", "sequence_lens", "initial_h"), lengths=[5, 1, 3], symbolic=True, describe="GRU(2, 3, reverse)")
    node_case("gru_reverse_batch_first", "GRU", 14, {"direction": "reverse", "layout": 1}, 3, 2, 2, 3, optional=(),
              describe="GRU(2, 3, reverse, no bias, reset before the recurrent product)")
    node_case("rnn_leaky_relu", "RNN", 9, {"activations": ["LeakyRelu"]}, 4, 2, 3, 4,
              describe="RNN_TANH(3, 4, activations LEAKY_RELU(0.01))")
    node_case("rnn_two_activations", "RNN", 9,
              {"direction": "bidirectional", "activations": ["Relu", "Affine"], "activation_alpha": [0.5],
               "activation_beta": [0.1]}, 4, 1, 1, 1, 2,
              describe="RNN_RELU(1, 1, bidirectional, forward: as in PyTorch, reverse: activations AFFINE(0.5, 0.1))")


# ---- graphs -----------------------------------------------------------------------------------------------------


def integers(**values):
    return {k: np.array(v, dtype=np.int64) for k, v in values.items()}


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def two_nodes_side_by_side():
    """A forward and a reverse node become one layer; their final states, side by side, go to a head."""
    X = floats(4, 2, 3)
    w = {k: floats(*shape) for k, shape in
         {"W0": (1, 16, 3), "R0": (1, 16, 4), "B0": (1, 32), "W1": (1, 16, 3), "R1": (1, 16, 4), "V": (5, 8), "C": (5,)}.items()}
    graph = [
        helper.make_node("LSTM", ["X", "W0", "R0", "B0"], ["", "h0"], hidden_size=4),
        helper.make_node("LSTM", ["X", "W1", "R1"], ["", "h1"], hidden_size=4, direction="reverse"),
        helper.make_node("Squeeze", ["h0", "axis"], ["s0"]),
        helper.make_node("Squeeze", ["h1", "axis"], ["s1"]),
        helper.make_node("Concat", ["s0", "s1"], ["s"], axis=1),
        helper.make_node("Gemm", ["s", "V", "C"], ["logits"], transB=1, alpha=0.5, beta=2.0),
        helper.make_node("Softmax", ["logits"], ["p"], axis=-1),
    ]
    h0 = recurrent("LSTM", {}, X, w["W0"], w["R0"], w["B0"])[1][0]
    h1 = recurrent("LSTM", {"direction": "reverse"}, X, w["W1"], w["R1"])[1][0]
    p = softmax(0.5 * np.concatenate([h0, h1], axis=1) @ w["V"].T.astype(float) + 2.0 * w["C"])
    save("two_nodes_side_by_side", graph, w | integers(axis=[0]), {"X": X}, {"p": p}, 13,
         "LSTM(3, 4, bidirectional) -> final hidden state -> Linear(8, 5) -> Softmax", {"X": ["T", "N", 3]})


def flattened_rows_with_lengths():
    """Rows flattened for a Gemm and put back; beyond a sequence's end the head sees zeros."""
    X = floats(2, 4, 3)
    lengths = np.array([4, 2], dtype=np.int64)
    w = {k: floats(*shape) for k, shape in
         {"W": (2, 9, 3), "R": (2, 9, 3), "B": (2, 18), "V": (6, 2), "C": (2,), "scale": (2,)}.items()}
    graph = [
        helper.make_node("Transpose", ["X"], ["x"], perm=[1, 0, 2]),
        helper.make_node("Cast", ["lengths"], ["lens"], to=TensorProto.INT32),
        helper.make_node("GRU", ["x", "W", "R", "B", "lens"], ["y"], hidden_size=3, direction="bidirectional",
                         linear_before_reset=1),
        helper.make_node("Transpose", ["y"], ["yt"], perm=[0, 2, 1, 3]),
        helper.make_node("Reshape", ["yt", "flat"], ["rows"]),
        helper.make_node("Gemm", ["rows", "V", "C"], ["g"]),
        helper.make_node("Shape", ["x"], ["shape"]),
        helper.make_node("Slice", ["shape", "zero", "two"], ["tn"]),
        helper.make_node("Concat", ["tn", "two"], ["back"], axis=0),
        helper.make_node("Reshape", ["g", "back"], ["r"]),
        helper.make_node("Mul", ["r", "scale"], ["scaled"]),
        helper.make_node("Tanh", ["scaled"], ["out"]),
    ]
    y = recurrent("GRU", {"linear_before_reset": 1, "direction": "bidirectional"}, X.transpose(1, 0, 2), w["W"], w["R"],
                  w["B"], lengths)[0]
    rows = y.transpose(0, 2, 1, 3).reshape(4, 2, 6)
    out = np.tanh((rows @ w["V"].astype(float) + w["C"]) * w["scale"])
    save("flattened_rows_with_lengths", graph, w | integers(flat=[-1, 6], zero=[0], two=[2]),
         {"X": X, "lengths": lengths}, {"out": out}, 13,
         "GRU(3, 3, bidirectional) -> Linear(6, 2) -> Tanh", {"X": ["N", "T", 3], "lengths": ["N"]})


def weights_in_a_branch():
    """A node in the branch of a known condition, its weights put together from pieces, its states stored."""
    X = floats(3, 2, 2)
    w = {"WT": floats(2, 12), "R": floats(1, 12, 3), "b0": floats(12), "b1": floats(12), "h": floats(1, 1, 3)}
    branch = helper.make_graph(
        [
            helper.make_node("Transpose", ["WT"], ["Wt"], perm=[1, 0]),
            helper.make_node("Unsqueeze", ["Wt", "zero"], ["W"]),
            helper.make_node("Concat", ["b0", "b1"], ["b"], axis=0),
            helper.make_node("Unsqueeze", ["b", "zero"], ["B"]),
            helper.make_node("Shape", ["X"], ["xs"]),
            helper.make_node("Gather", ["xs", "one"], ["batch"], axis=0),
            helper.make_node("Unsqueeze", ["batch", "zero"], ["n"]),
            helper.make_node("Concat", ["ones", "n", "three"], ["hs"], axis=0),
            helper.make_node("Expand", ["h", "hs"], ["h0"]),
            helper.make_node("LSTM", ["X", "W", "R", "B", "", "h0"], ["Y", "Yh"], hidden_size=3),
            helper.make_node("Squeeze", ["Y", "ones"], ["inner"]),
        ],
        "then", [], [helper.make_tensor_value_info("inner", TensorProto.FLOAT, [None] * 3)])
    otherwise = helper.make_graph([helper.make_node("Erf", ["X"], ["other"])], "else", [],
                                  [helper.make_tensor_value_info("other", TensorProto.FLOAT, [None] * 3)])
    graph = [
        helper.make_node("Shape", ["X"], ["shape"]),
        helper.make_node("Gather", ["shape", "two"], ["features"], axis=0),
        helper.make_node("Equal", ["features", "two"], ["same"]),
        helper.make_node("If", ["same"], ["result"], then_branch=branch, else_branch=otherwise),
        helper.make_node("Dropout", ["result"], ["out"]),
    ]
    B = np.concatenate([w["b0"], w["b1"]])[None]
    y = recurrent("LSTM", {}, X, w["WT"].T[None], w["R"], B, initial_h=np.repeat(w["h"], 2, axis=1))[0]
    save("weights_in_a_branch", graph, w | integers(zero=[0], one=1, two=2, ones=[1], three=[3]), {"X": X},
         {"out": y[:, 0]}, 13, "LSTM(2, 3, initial state stored)", {"X": ["T", "N", 2]})


def states_in_one_tensor():
    """States of two layers in one tensor, as streaming models have them; one step of one sequence."""
    x, states = floats(1, 1, 3), floats(2, 2, 1, 4)
    w = {k: floats(*shape) for k, shape in
         {"W0": (1, 16, 3), "R0": (1, 16, 4), "B0": (1, 32), "W1": (1, 16, 4), "R1": (1, 16, 4), "B1": (1, 32)}.items()}
    graph = [helper.make_node("Split", ["states"], ["h", "c"], axis=0)]
    for layer, source in ((0, "x"), (1, "y0")):
        for sort in "hc":
            graph += [
                helper.make_node("Squeeze", [sort], [f"{sort}s{layer}"], axes=[0]),
                helper.make_node("Slice", [f"{sort}s{layer}", f"i{layer}", f"i{layer + 1}", "i0"], [f"{sort}{layer}"]),
            ]
        graph += [
            helper.make_node("LSTM", [source, f"W{layer}", f"R{layer}", f"B{layer}", "", f"h{layer}", f"c{layer}"],
                             [f"Y{layer}", f"Yh{layer}", f"Yc{layer}"], hidden_size=4),
            helper.make_node("Squeeze", [f"Y{layer}"], [f"y{layer}"], axes=[1]),
        ]
    for sort in "hc":
        graph += [
            helper.make_node("Concat", [f"Y{sort}0", f"Y{sort}1"], [f"{sort}n"], axis=0),
            helper.make_node("Unsqueeze", [f"{sort}n"], [f"{sort}u"], axes=[0]),
        ]
    graph += [
        helper.make_node("Concat", ["hu", "cu"], ["next"], axis=0),
        helper.make_node("Identity", ["y1"], ["out"]),
    ]
    y0, h0, c0 = recurrent("LSTM", {}, x, w["W0"], w["R0"], w["B0"], initial_h=states[0, :1], initial_c=states[1, :1])
    y1, h1, c1 = recurrent("LSTM", {}, y0[:, 0], w["W1"], w["R1"], w["B1"], initial_h=states[0, 1:],
                           initial_c=states[1, 1:])
    following = np.stack([np.concatenate([h0, h1]), np.concatenate([c0, c1])])
    save("states_in_one_tensor", graph, w | integers(i0=[0], i1=[1], i2=[2]), {"x": x, "states": states},
         {"out": y1[:, 0], "next": following}, 11, "LSTM(3, 4, 2 layers)")


# ---- what PyTorch exports ---------------------------------------------------------------------------------------


class LanguageModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(7, 3)
        self.rnn = nn.GRU(3, 4, 2, batch_first=True)
        self.head = nn.Linear(4, 7)

    def forward(self, ids):
        return torch.log_softmax(self.head(self.rnn(self.embedding(ids))[0]), dim=-1)


class LastStep(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(3, 4, bidirectional=True, batch_first=True)
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        return torch.sigmoid(self.head(self.rnn(x)[0][:, -1]))


class WithStates(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(3, 4, 2, bidirectional=True)

    def forward(self, x, h, c):
        y, (hn, cn) = self.rnn(x, (h, c))
        return y, hn, cn


def exported(name, module, inputs, outputs, describe, dynamo, dynamic, opset=17, external=False):
    module.eval()
    tensors = {k: torch.from_numpy(v) for k, v in inputs.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if dynamo:
            shapes = tuple({i: torch.export.Dim.AUTO for i in axes} for axes in dynamic.values())
            torch.onnx.export(module, tuple(tensors.values()), OUT / f"{name}.onnx", dynamo=True, opset_version=18,
                              input_names=list(inputs), output_names=outputs, dynamic_shapes=shapes,
                              external_data=external, verbose=False)
            model = onnx.load(OUT / f"{name}.onnx", load_external_data=False)
            for node in model.graph.node:
                del node.metadata_props[:]  # where in the source it came from: of no use here, and full of paths
            onnx.save(model, OUT / f"{name}.onnx")
        else:
            torch.onnx.export(module, tuple(tensors.values()), OUT / f"{name}.onnx", dynamo=False, opset_version=opset,
                              input_names=list(inputs), output_names=outputs, dynamic_axes=dynamic)
    double = [v.double() if v.is_floating_point() else v for v in tensors.values()]
    with torch.no_grad():
        results = module.double()(*double)
    results = results if isinstance(results, tuple) else (results,)
    answers(name, inputs, dict(zip(outputs, (r.numpy() for r in results))), describe)


def exports():
    for dynamo in (False, True):
        suffix = "dynamo" if dynamo else "script"
        torch.manual_seed(5)
        exported(f"torch_language_model_{suffix}", LanguageModel(), {"ids": random.integers(0, 7, (2, 5))}, ["logp"],
                 "Embedding(7, 3) -> GRU(3, 4, 2 layers) -> Linear(4, 7) -> LogSoftmax", dynamo,
                 {"ids": {0: "N", 1: "T"}})
        exported(f"torch_last_step_{suffix}", LastStep(), {"x": floats(2, 5, 3)}, ["p"],
                 "LSTM(3, 4, bidirectional) -> last step -> Linear(8, 2) -> Sigmoid", dynamo, {"x": {0: "N", 1: "T"}})
        exported(f"torch_states_{suffix}", WithStates(), {"x": floats(5, 2, 3), "h": floats(4, 2, 4), "c": floats(4, 2, 4)},
                 ["y", "hn", "cn"], "LSTM(3, 4, 2 layers, bidirectional)", dynamo,
                 {"x": {0: "T", 1: "N"}, "h": {1: "N"}, "c": {1: "N"}})


# ---- a detector over frames of sound, made for two sample rates -------------------------------------------------


class Detector(nn.Module):
    """Convolutions within a frame, as of a short-time Fourier transform, down to one row for an LSTM."""

    def __init__(self, kernel, stride):
        super().__init__()
        self.stride = stride
        self.basis = nn.Parameter(torch.randn(10, 1, kernel) * 0.3)
        self.encoder = nn.Sequential(*(layer for i, o in ((5, 6), (6, 4), (4, 3))
                                       for layer in (nn.Conv1d(i, o, 3, 2, 1), nn.ReLU())))
        self.rnn = nn.LSTM(3, 4)
        self.decoder = nn.Sequential(nn.ReLU(), nn.Conv1d(4, 1, 1), nn.Sigmoid())

    def forward(self, x, state):
        x = nn.functional.pad(x, (0, self.stride // 2), mode="reflect")
        x = nn.functional.conv1d(x[:, None], self.basis, stride=self.stride)
        x = torch.sqrt(x[:, :5] ** 2 + x[:, 5:] ** 2)
        x = self.encoder(x).squeeze(-1)
        y, (h, c) = self.rnn(x[None], (state[0][None], state[1][None]))
        return self.decoder(y[0][:, :, None]).squeeze(1).mean(1, keepdim=True), torch.cat((h, c))


def frames_at_two_rates():
    torch.manual_seed(6)
    branches, doubles = {}, {}
    for rate, (kernel, stride, frame) in {16000: (32, 128, 576), 8000: (16, 64, 288)}.items():
        detector = Detector(kernel, stride).eval()
        given = {"input": floats(1, frame), "state": floats(2, 1, 4)}
        path = OUT / "branch.onnx"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(detector, tuple(torch.from_numpy(v) for v in given.values()), path, dynamo=False,
                              opset_version=16, input_names=list(given), output_names=["output", "stateN"],
                              dynamic_axes={"input": {0: "batch", 1: "sequence"}, "state": {1: "batch"}})
        model = onnx.compose.add_prefix(onnx.load(path), f"r{rate}/", rename_inputs=False)
        path.unlink()
        branch = model.graph
        del branch.input[:]  # a branch sees the values around it
        branches[rate] = branch
        with torch.no_grad():
            results = detector.double()(*(torch.from_numpy(v).double() for v in given.values()))
        doubles[rate] = (given | {"sr": np.array(rate, np.int64)}, [r.numpy() for r in results])
    condition = [helper.make_node("Constant", [], ["rate"], value=numpy_helper.from_array(np.array(16000, np.int64))),
                 helper.make_node("Equal", ["sr", "rate"], ["is16000"])]
    choice = helper.make_node("If", ["is16000"], ["output", "stateN"], then_branch=branches[16000],
                              else_branch=branches[8000])
    inputs = [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch", "sequence"]),
              helper.make_tensor_value_info("state", TensorProto.FLOAT, [2, "batch", 4]),
              helper.make_tensor_value_info("sr", TensorProto.INT64, [])]
    outputs = [helper.make_tensor_value_info("output", TensorProto.FLOAT, ["batch", 1]),
               helper.make_tensor_value_info("stateN", TensorProto.FLOAT, [2, "batch", 4])]
    name = "frames_at_two_rates"
    model = helper.make_model(helper.make_graph(condition + [choice], name, inputs, outputs), ir_version=8,
                              opset_imports=[helper.make_opsetid("", 16)], producer_name="")
    onnx.checker.check_model(model)
    onnx.save(model, OUT / f"{name}.onnx")
    for rate, (given, results) in doubles.items():
        kernel, stride, frame = {16000: (32, 128, 576), 8000: (16, 64, 288)}[rate]
        describe = (f"Conv1d(1 x {frame}, 10 x 5, kernel {kernel}, stride {stride}, padding 0 and {stride // 2} reflected,"
                    " no bias) -> Magnitude(5 x 5) -> Conv1d(5 x 5, 6 x 3, kernel 3, stride 2, padding 1) -> ReLU ->"
                    " Conv1d(6 x 3, 4 x 2, kernel 3, stride 2, padding 1) -> ReLU ->"
                    " Conv1d(4 x 2, 3 x 1, kernel 3, stride 2, padding 1) -> ReLU ->"
                    " LSTM(3, 4) -> ReLU -> Linear(4, 1) -> Sigmoid")
        answers(name if rate == 16000 else f"{name}_at_{rate}", given, dict(zip(("output", "stateN"), results)), describe)


# ---- convolutions along time, normalization ---------------------------------------------------------------------


class Convolved(nn.Module):
    """(N, features, T) through a convolution along time, a recurrent stack of both directions, a normalization."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(3, 5, 3, padding=2, dilation=2)
        self.rnn = nn.GRU(5, 4, bidirectional=True, batch_first=True)
        self.norm = nn.LayerNorm(8)
        self.head = nn.Linear(8, 2)
        nn.init.normal_(self.norm.weight)
        nn.init.normal_(self.norm.bias)

    def forward(self, x):
        y = self.rnn(torch.relu(self.conv(x)).transpose(1, 2))[0]
        return self.head(self.norm(y))


def convolved():
    torch.manual_seed(8)
    describe = ("TemporalConv1d(3, 5, kernel 3, dilation 2, look-ahead 2) -> ReLU -> GRU(5, 4, bidirectional) ->"
                " LayerNorm(8) -> Linear(8, 2)")
    for name, opset in (("torch_convolved_script", 17), ("torch_convolved_spelled_out", 11)):
        exported(name, Convolved(), {"x": floats(2, 3, 7)}, ["y"], describe, False, {"x": {0: "N", 2: "T"}}, opset)
    exported("torch_convolved_dynamo", Convolved(), {"x": floats(2, 3, 7)}, ["y"], describe, True,
             {"x": {0: "N", 2: "T"}})


# ---- RNNs that PyTorch's exporter unrolls over time -------------------------------------------------------------


class Unrolled(nn.Module):
    def __init__(self, **options):
        super().__init__()
        self.rnn = nn.RNN(3, 4, **options)

    def forward(self, x, h=None):
        return self.rnn(x, h)


class UnrolledLastStep(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(3, 4, batch_first=True)
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        return self.head(self.rnn(x)[0][:, -1])


class UnrolledFinalState(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(3, 4, bias=False)
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        return self.head(self.rnn(x)[1])


def unrolled():
    torch.manual_seed(7)
    exported("unrolled_states", Unrolled(num_layers=2, bidirectional=True, nonlinearity="relu"),
             {"x": floats(3, 2, 3), "h": floats(4, 2, 4)}, ["y", "hn"], "RNN_RELU(3, 4, 2 layers, bidirectional)", True,
             {"x": {0: "T", 1: "N"}, "h": {1: "N"}})
    exported("unrolled_one_state", Unrolled(), {"x": floats(3, 2, 3), "h": floats(1, 2, 4)}, ["y", "hn"], "RNN_TANH(3, 4)",
             True, {"x": {0: "T", 1: "N"}, "h": {1: "N"}})
    exported("unrolled_fixed_sizes", Unrolled(num_layers=2, bidirectional=True), {"x": floats(3, 2, 3)}, ["y", "hn"],
             "RNN_TANH(3, 4, 2 layers, bidirectional)", True, {"x": {}})
    exported("unrolled_last_step", UnrolledLastStep(), {"x": floats(2, 4, 3)}, ["p"],
             "RNN_TANH(3, 4) -> last step -> Linear(4, 2)", True, {"x": {0: "N", 1: "T"}})
    exported("unrolled_final_state", UnrolledFinalState(), {"x": floats(3, 2, 3)}, ["p"],
             "RNN_TANH(3, 4, no bias) -> final hidden state -> Linear(4, 2)", True, {"x": {0: "T", 1: "N"}})
    exported("unrolled_one_sequence", Unrolled(), {"x": floats(3, 3)}, ["y", "hn"], "RNN_TANH(3, 4)", True, {"x": {0: "T"}})
    exported("unrolled_one_step", Unrolled(), {"x": floats(1, 2, 3)}, ["y", "hn"], "RNN_TANH(3, 4)", True, {"x": {1: "N"}})


# ---- exports without named axes, as the exporters write them where nobody asks for other ones -------------------


class Stack(nn.Module):
    def __init__(self, batch_first):
        super().__init__()
        self.lstm = nn.LSTM(3, 4, batch_first=batch_first)

    def forward(self, x):
        return self.lstm(x)[0]


def fixed_axes():
    torch.manual_seed(8)
    for dynamo, suffix in ((False, "script"), (True, "dynamo")):
        exported(f"one_sequence_batch_first_{suffix}", Stack(True), {"x": floats(1, 5, 3)}, ["y"], "LSTM(3, 4)", dynamo,
                 {"x": {}})
        exported(f"one_sequence_time_first_{suffix}", Stack(False), {"x": floats(5, 1, 3)}, ["y"], "LSTM(3, 4)", dynamo,
                 {"x": {}})
        exported(f"one_step_batch_first_{suffix}", Stack(True), {"x": floats(5, 1, 3)}, ["y"], "LSTM(3, 4)", dynamo,
                 {"x": {}})
        exported(f"one_step_time_first_{suffix}", Stack(False), {"x": floats(1, 5, 3)}, ["y"], "LSTM(3, 4)", dynamo,
                 {"x": {}})
        exported(f"one_step_of_one_sequence_{suffix}", Stack(True), {"x": floats(1, 1, 3)}, ["y"], "LSTM(3, 4)", dynamo,
                 {"x": {}})


# ---- weights in a file beside the model -------------------------------------------------------------------------


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(50, 12)
        self.rnn = nn.LSTM(12, 16, 2, bidirectional=True, batch_first=True)
        self.head = nn.Linear(32, 5)

    def forward(self, ids):
        return self.head(self.rnn(self.embedding(ids))[0][:, -1])


def external_data():
    torch.manual_seed(9)
    exported("torch_external_data", Classifier(), {"ids": random.integers(0, 50, (2, 6))}, ["scores"],
             "Embedding(50, 12) -> LSTM(12, 16, 2 layers, bidirectional) -> last step -> Linear(32, 5)", True,
             {"ids": {0: "N", 1: "T"}}, external=True)
    # Every tensor beside the model, as onnx.save_model can have it: constants in attributes, sizes, alignment and all.
    model = onnx.load(OUT / "torch_convolved_spelled_out.onnx")
    name = "all_tensors_external"
    onnx.save_model(model, OUT / f"{name}.onnx", save_as_external_data=True, all_tensors_to_one_file=True,
                    location=f"{name}.onnx.data", size_threshold=0, convert_attribute=True)
    shutil.copy(OUT / "torch_convolved_spelled_out.answers.safetensors", OUT / f"{name}.answers.safetensors")


if __name__ == "__main__":
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    nodes()
    two_nodes_side_by_side()
    flattened_rows_with_lengths()
    weights_in_a_branch()
    states_in_one_tensor()
    exports()
    frames_at_two_rates()
    convolved()
    unrolled()
    fixed_axes()
    external_data()
    print(f"{len(list(OUT.glob('*.onnx')))} models in {OUT}")
