#!/usr/bin/env python3
"""Makes wild graphs that no exporter at hand writes, node by node: see wild_graphs.py.

Needs Python 3.11 and
    pip install onnx==1.23.1 onnxruntime==1.30.0 safetensors==0.8.0 numpy==2.4.6
Run from the repository's root:
    PYTHONHASHSEED=0 python engine/formats/src/test/python/wild_graphs_by_hand.py [NAME ...]

The answers are those of the cells below in float64.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from wild_graphs import OUT, floats, generator, keep, make


def node(op, inputs, outputs, **attributes):
    return helper.make_node(op, inputs.split(), outputs.split(), **attributes)


def value(name, shape, kind=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, kind, shape)


def constants(**arrays):
    return [numpy_helper.from_array(v if isinstance(v, np.ndarray) else np.array(v, np.int64), k) for k, v in arrays.items()]


def save(name, nodes, stored, inputs, results, opset=17, functions=(), domains=()):
    """Inputs are a shape and an array each; results the names of outputs, with their shapes, and what they have to be."""
    graph = helper.make_graph(
        nodes, name, [value(k, shape, helper.np_dtype_to_tensor_dtype(v.dtype)) for k, (shape, v) in inputs.items()],
        [value(k, shape) for k, (shape, _) in results.items()], stored)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid(d, v) for d, v in [("", opset), *domains]],
                              producer_name="wild_graphs_by_hand", functions=list(functions), ir_version=8)
    onnx.save(model, OUT / f"{name}.onnx")
    keep(name, {k: v for k, (_, v) in inputs.items()}, [v for _, v in results.values()])


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def matrices(name, gates):
    """Matrices (inputs, gates), (units, gates) and a bias, of 3 inputs and 4 units."""
    random = generator(name)
    return [random.normal(0, 0.6, shape).astype(np.float32) for shape in ((3, 4 * gates), (4, 4 * gates), (4 * gates,))]


def lstm_rows(x, W, U, b, order="iofg"):
    """Rows (T, N, units) of an LSTM, and its last states."""
    h = c = np.zeros((x.shape[1], 4))
    rows = []
    for row in x:
        gates = dict(zip(order, np.split(row @ W.astype(float) + h @ U.astype(float) + b, 4, axis=1)))
        c = sigmoid(gates["f"]) * c + sigmoid(gates["i"]) * np.tanh(gates["g"])
        h = sigmoid(gates["o"]) * np.tanh(c)
        rows.append(h)
    return np.stack(rows), h, c


LSTM_OF_GATES = [
    node("Sigmoid", "gi", "i"), node("Sigmoid", "go", "o"), node("Sigmoid", "gf", "f"), node("Tanh", "gg", "g"),
    node("Mul", "f c", "kept"), node("Mul", "i g", "new"), node("Add", "kept new", "c_next"),
    node("Tanh", "c_next", "t"), node("Mul", "o t", "h_next"),
]


# ---- Scan -------------------------------------------------------------------------------------------------------


def lstm_body(rows):
    """The body of a Scan: states h and c, a row x, whose product is in it or, if `rows` is "product", was made before."""
    nodes = [node("MatMul", "h U", "hu")]
    nodes += [node("Add", "x hu", "z")] if rows == "product" else [
        node("MatMul", "x W", "xw"), node("Add", "xw hu", "sum"), node("Add", "sum b", "z")]
    nodes += [node("Split", "z", "gi go gf gg", axis=1), *LSTM_OF_GATES, node("Identity", "h_next", "row")]
    return helper.make_graph(nodes, "body",
                             [value("h", ["N", 4]), value("c", ["N", 4]), value("x", ["N", 16 if rows == "product" else 3])],
                             [value("h_next", ["N", 4]), value("c_next", ["N", 4]), value("row", ["N", 4])])


def zeros_for(axis):
    """States of zeros for as many sequences as x has along an axis."""
    return [node("Shape", "x", "shape"), node("Gather", "shape axis", "n", axis=0), node("Concat", "n four", "size", axis=0),
            node("ConstantOfShape", "size", "zeros")], constants(axis=[axis], four=[4])


def scan_lstm(name):
    """The products are in the body. Shape, Gather, Concat, ConstantOfShape, Scan, MatMul, Add."""
    W, U, b = matrices(name, 4)
    V, d = (generator(name + "head").normal(0, 0.6, shape).astype(np.float32) for shape in ((4, 2), (2,)))
    x = floats(name, 5, 2, 3)
    zeros, sizes = zeros_for(1)
    nodes = [*zeros, node("Scan", "zeros zeros x", "hn cn rows", body=lstm_body("row"), num_scan_inputs=1),
             node("MatMul", "rows V", "product"), node("Add", "product d", "y")]
    rows, h, c = lstm_rows(x, W, U, b)
    save(name, nodes, constants(W=W, U=U, b=b, V=V, d=d) + sizes, {"x": (["T", "N", 3], x)},
         {"y": (["T", "N", 2], rows @ V + d), "hn": (["N", 4], h), "cn": (["N", 4], c)}, 11)


def scan_lstm_product_before(name):
    """The product of all rows is made before the Scan; rows go along axis 1. Its states are inputs of the graph."""
    W, U, b = matrices(name, 4)
    x, h, c = floats(name, 2, 5, 3), np.zeros((2, 4), np.float32), np.zeros((2, 4), np.float32)
    nodes = [node("MatMul", "x W", "xw"), node("Add", "xw b", "xb"),
             node("Scan", "h0 c0 xb", "hn cn y", body=lstm_body("product"), num_scan_inputs=1, scan_input_axes=[1],
                  scan_output_axes=[1])]
    rows, hn, cn = lstm_rows(x.transpose(1, 0, 2), W, U, b)
    save(name, nodes, constants(W=W, U=U, b=b), {"x": (["N", "T", 3], x), "h0": (["N", 4], h), "c0": (["N", 4], c)},
         {"y": (["N", "T", 4], rows.transpose(1, 0, 2)), "hn": (["N", 4], hn), "cn": (["N", 4], cn)}, 12)


def scan_lstm_both_directions(name):
    """A Scan from the front, one from the back (scan_input_directions), rows side by side."""
    W, U, b = matrices(name, 4)
    x = floats(name, 5, 2, 3)
    zeros, sizes = zeros_for(1)
    nodes = [*zeros, node("Scan", "zeros zeros x", "h0 c0 y0", body=lstm_body("row"), num_scan_inputs=1),
             node("Scan", "zeros zeros x", "h1 c1 y1", body=lstm_body("row"), num_scan_inputs=1, scan_input_directions=[1],
                  scan_output_directions=[1]),
             node("Concat", "y0 y1", "y", axis=2)]
    forward, backward = lstm_rows(x, W, U, b)[0], lstm_rows(x[::-1], W, U, b)[0][::-1]
    save(name, nodes, constants(W=W, U=U, b=b) + sizes, {"x": (["T", "N", 3], x)},
         {"y": (["T", "N", 8], np.concatenate((forward, backward), 2))}, 11)


def scan_gru(name):
    """Gates z, r, h with the reset before the product, as ONNX has them by default."""
    W, U, b = matrices(name, 3)
    x = floats(name, 5, 2, 3)
    body = helper.make_graph(
        [node("MatMul", "x W", "xw"), node("Add", "xw b", "xb"), node("Split", "xb", "xz xr xh", axis=1),
         node("MatMul", "h Uz", "hz"), node("Add", "xz hz", "az"), node("Sigmoid", "az", "z"),
         node("MatMul", "h Ur", "hr"), node("Add", "xr hr", "ar"), node("Sigmoid", "ar", "r"),
         node("Mul", "r h", "rh"), node("MatMul", "rh Uh", "hh"), node("Add", "xh hh", "ah"), node("Tanh", "ah", "candidate"),
         node("Sub", "one z", "k"), node("Mul", "k candidate", "new"), node("Mul", "z h", "kept"), node("Add", "new kept", "h_next"),
         node("Identity", "h_next", "row")],
        "body", [value("h", ["N", 4]), value("x", ["N", 3])], [value("h_next", ["N", 4]), value("row", ["N", 4])])
    zeros, sizes = zeros_for(1)
    Uz, Ur, Uh = (np.ascontiguousarray(u) for u in np.split(U, 3, axis=1))
    h, rows = np.zeros((2, 4)), []
    for row in x:
        az, ar, ah = np.split(row @ W.astype(float) + b, 3, axis=1)
        z, r = sigmoid(az + h @ Uz), sigmoid(ar + h @ Ur)
        h = (1 - z) * np.tanh(ah + (r * h) @ Uh) + z * h
        rows.append(h)
    save(name, [*zeros, node("Scan", "zeros x", "hn y", body=body, num_scan_inputs=1)],
         constants(W=W, b=b, Uz=Uz, Ur=Ur, Uh=Uh, one=np.array(1, np.float32)) + sizes, {"x": (["T", "N", 3], x)},
         {"y": (["T", "N", 4], np.stack(rows)), "hn": (["N", 4], h)}, 11)


# ---- branches ---------------------------------------------------------------------------------------------------


def branch_by_rate(name):
    """An If on an int64 scalar: the same LSTM, another linear layer behind it. Equal, If, in each branch MatMul and Add."""
    W, U, b = matrices(name, 4)
    x, sr = floats(name, 5, 2, 3), np.array(16000, np.int64)
    heads = [generator(name + str(i)).normal(0, 0.6, (4, 2)).astype(np.float32) for i in range(2)]

    def branch(i):
        return helper.make_graph([node("MatMul", f"rows V{i}", f"out{i}")], f"branch{i}", [], [value(f"out{i}", ["T", "N", 2])])

    nodes = [node("LSTM", "x W R B", "Y hn cn", hidden_size=4), node("Squeeze", "Y one", "rows"),
             node("Equal", "sr rate", "is16000"), node("If", "is16000", "y", then_branch=branch(0), else_branch=branch(1))]
    rows, h, c = lstm_rows(x, W, U, b)
    stored = constants(W=np.ascontiguousarray(W.T)[None], R=np.ascontiguousarray(U.T)[None],
                       B=np.concatenate((b, np.zeros_like(b)))[None], one=[1], rate=16000, V0=heads[0], V1=heads[1])
    save(name, nodes, stored, {"x": (["T", "N", 3], x), "sr": ([], sr)},
         {"y": (["T", "N", 2], rows @ heads[0]), "hn": ([1, "N", 4], h[None]), "cn": ([1, "N", 4], c[None])})


def local_function(name):
    """The LSTM is in a function that the model itself defines."""
    W, U, b = matrices(name, 4)
    x = floats(name, 5, 2, 3)
    inner = [node("LSTM", "x W R B", "Y", hidden_size=4), node("Constant", "", "one", value=numpy_helper.from_array(np.array([1]))),
             node("Squeeze", "Y one", "rows")]
    function = helper.make_function("local", "Recurrent", ["x", "W", "R", "B"], ["rows"], inner, [helper.make_opsetid("", 17)])
    stored = constants(W=np.ascontiguousarray(W.T)[None], R=np.ascontiguousarray(U.T)[None],
                       B=np.concatenate((b, np.zeros_like(b)))[None])
    save(name, [node("Recurrent", "x W R B", "y", domain="local")], stored, {"x": (["T", "N", 3], x)},
         {"y": (["T", "N", 4], lstm_rows(x, W, U, b)[0])}, functions=[function], domains=[("local", 1)])


CASES = {
    "hand_scan_lstm": scan_lstm,
    "hand_scan_lstm_product_before": scan_lstm_product_before,
    "hand_scan_lstm_both_directions": scan_lstm_both_directions,
    "hand_scan_gru": scan_gru,
    "hand_branch_by_rate": branch_by_rate,
    "bad_hand_local_function": local_function,
}

if __name__ == "__main__":
    make(CASES)
