#!/usr/bin/env python3
"""Makes the quantized ONNX models, and their answers, that the JUnit tests of Lanewise compare with.

Makes, in engine/formats/src/test/resources/onnx-quantized:
    NAME.onnx                   what ONNX Runtime's quantization makes of an exported net, and nodes with DequantizeLinear
                                before their weights; those that begin with bad_ have to be refused
    NAME.answers.safetensors    the inputs under the names of the graph, and the outputs as NAME_f64: what ONNX Runtime
                                computes in float32 once the weights are floats again, with no activation quantized. What
                                the net has become stands in the metadata as `describe`, with its layers' precisions

Needs Python 3.11 and what onnx_graphs.py beside it needs, and
    pip install onnxruntime==1.30.0
Run from the repository's root; it takes a minute:
    python engine/formats/src/test/python/quantized_graphs.py
It replaces the folder. The same versions on the same processor give the same bytes.
"""

import shutil
import tempfile
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_dynamic, quantize_static
from safetensors.numpy import save_file
from torch import nn

import onnx_graphs as graphs
from onnx_graphs import floats

OUT = graphs.OUT.parent / "onnx-quantized"


# ---- the same graph in floats ------------------------------------------------------------------------------------


class InFloats:
    """A quantized graph with floats as weights, and without what quantizes activations."""

    def __init__(self, model):
        self.graph = model.graph
        self.constants = {i.name: numpy_helper.to_array(i) for i in self.graph.initializer}
        for node in self.graph.node:
            if node.op_type == "Constant" and node.attribute[0].name == "value":
                self.constants[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
        self.makers = {output: node for node in self.graph.node for output in node.output}
        self.tables = {}  # of a Gather's output, the floats of its table

    def weights(self, numbers, scale, zero_point, axes=()):
        w = self.constants[numbers]
        parts = [self.constants[scale], self.constants[zero_point] if zero_point else np.zeros((), w.dtype)]
        shape = [n if i in axes else 1 for i, n in enumerate(w.shape)]
        scale, zero_point = (p.reshape(()) if p.size == 1 else p.reshape(shape) for p in parts)
        return ((w.astype(np.int32) - zero_point.astype(np.int32)).astype(np.float32) * scale).astype(np.float32)

    def constant(self, name, array):
        self.graph.initializer.append(numpy_helper.from_array(array, name))
        return name

    def lstm(self, node):
        inputs = list(node.input[:8])
        for i, scale in ((1, 8), (2, 10)):
            axes = (0, 2) if self.constants[node.input[scale]].ndim == 2 else (0,)
            w = self.weights(node.input[i], node.input[scale], node.input[scale + 1], axes)
            inputs[i] = self.constant(node.input[i] + ".floats", w.transpose(0, 2, 1).copy())
        return helper.make_node("LSTM", inputs, node.output, node.name, **attributes(node))

    def product(self, node):
        """The last node of DynamicQuantizeLinear, MatMulInteger, Cast, Mul; None if it is no such node."""
        cast, scales = (self.makers.get(i) for i in node.input)
        if not cast or cast.op_type != "Cast" or not scales or scales.op_type != "Mul":
            return None
        integer = self.makers[cast.input[0]]
        quantized = self.makers[integer.input[0]]
        w = self.weights(integer.input[1], scales.input[1], integer.input[3], (1,))
        return helper.make_node("MatMul", [quantized.input[0], self.constant(node.output[0] + ".matrix", w)], node.output)

    def dequantized(self, node):
        maker = self.makers.get(node.input[0])
        if node.input[0] in self.constants:
            axis = dict((a.name, a.i) for a in node.attribute).get("axis", 1)
            if self.constants[node.input[1]].size == 1:
                axis = 0
            w = self.weights(*(list(node.input) + [""])[:3], (axis,))
            return helper.make_node("Identity", [self.constant(node.output[0] + ".floats", w)], node.output)
        if maker.op_type == "QuantizeLinear":
            return helper.make_node("Identity", [maker.input[0]], node.output)
        while maker.op_type != "Gather":
            maker = self.makers[maker.input[0]]
        w = self.weights(maker.input[0], *(list(node.input[1:]) + [""])[:2])
        if maker.output[0] not in self.tables:
            self.tables[maker.output[0]] = self.constant(maker.output[0] + ".table", w)
        return helper.make_node("Identity", [node.input[0]], node.output)

    def run(self, inputs):
        nodes = []
        for node in self.graph.node:
            other = {"DynamicQuantizeLSTM": self.lstm, "Mul": self.product, "DequantizeLinear": self.dequantized}
            changed = other[node.op_type](node) if node.op_type in other else None
            nodes.append(changed or node)
        for node in nodes:
            if node.output[0] in self.tables:
                node.input[0] = self.tables[node.output[0]]
        needed, kept = {o.name for o in self.graph.output}, []
        for node in reversed(nodes):
            if needed & set(node.output):
                needed |= set(node.input)
                kept.insert(0, node)
        graph = helper.make_graph(kept, "floats", self.graph.input, self.graph.output, self.graph.initializer)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
        session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        names = [o.name for o in self.graph.output]
        return dict(zip(names, session.run(names, inputs)))


def attributes(node):
    return {a.name: helper.get_attribute_value(a) for a in node.attribute}


def save(name, model, inputs, describe, precisions):
    onnx.save(model, OUT / f"{name}.onnx")
    results = InFloats(onnx.load(OUT / f"{name}.onnx")).run(inputs)
    tensors = inputs | {f"{k}_f64": v.astype(np.float64) for k, v in results.items()}
    save_file({k: np.ascontiguousarray(v) for k, v in tensors.items()}, OUT / f"{name}.answers.safetensors",
              metadata={"describe": f"{describe}; {precisions}"})


# ---- what ONNX Runtime makes of exported nets --------------------------------------------------------------------


class Tagger(nn.Module):
    def __init__(self, cell, size=6, **options):
        super().__init__()
        self.rnn = cell(4, size, batch_first=True, **options)
        self.head = nn.Linear(size * (2 if options.get("bidirectional") else 1), 3)

    def forward(self, x):
        return self.head(self.rnn(x)[0])


class LastStep(Tagger):
    def forward(self, x):
        return torch.softmax(self.head(self.rnn(x)[0][:, -1]), -1)


def exported(module, inputs, dynamic):
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / "floats.onnx"
        tensors = tuple(torch.from_numpy(v) for v in inputs.values())
        torch.onnx.export(module.eval(), tensors, path, dynamo=False, opset_version=17, input_names=list(inputs),
                          output_names=["y"], dynamic_axes=dynamic)
        return onnx.load(path)


def dynamic(name, module, inputs, describe, precisions, **options):
    model = exported(module, inputs, {next(iter(inputs)): {0: "N", 1: "T"}})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "quantized.onnx"
        quantize_dynamic(model, path, **options)
        save(name, onnx.load(path), inputs, describe, precisions)


class Convolved(Tagger):
    def __init__(self):
        super().__init__(nn.LSTM)
        self.conv = nn.Conv1d(4, 4, 3, padding=1)

    def forward(self, x):
        return super().forward(self.conv(x.transpose(1, 2)).transpose(1, 2))


def refused():
    """A convolution of integers, which has no rule."""
    torch.manual_seed(17)
    x = {"x": floats(2, 5, 4)}
    quantize_dynamic(exported(Convolved(), x, {"x": {0: "N", 1: "T"}}), OUT / "bad_conv_integer.onnx")


def by_quantize_dynamic():
    torch.manual_seed(15)
    x = {"x": floats(2, 5, 4)}
    both = "LSTM(4, 6, bidirectional) -> Linear(12, 3)"
    tagger = Tagger(nn.LSTM, bidirectional=True)
    dynamic("dynamic_lstm", tagger, x, both, "int8, int8")
    dynamic("dynamic_lstm_per_channel", tagger, x, both, "int8, int8", per_channel=True)
    dynamic("dynamic_lstm_unsigned", tagger, x, both, "int8, fp32", weight_type=QuantType.QUInt8)
    dynamic("dynamic_gru_last_step", LastStep(nn.GRU), x, "GRU(4, 6) -> last step -> Linear(6, 3) -> Softmax",
            "fp32, int8, fp32")
    dynamic("dynamic_two_layers", Tagger(nn.LSTM, num_layers=2), x, "LSTM(4, 6, 2 layers) -> Linear(6, 3)", "int8, int8")
    dynamic("dynamic_language_model", graphs.LanguageModel(), {"ids": graphs.random.integers(0, 7, (2, 5))},
            "Embedding(7, 3) -> GRU(3, 4, 2 layers) -> Linear(4, 7) -> LogSoftmax", "fp32, fp32, int8, fp32")


class Batches(CalibrationDataReader):
    def __init__(self, inputs):
        self.rest = [inputs]

    def get_next(self):
        return self.rest.pop() if self.rest else None


def static():
    """QuantizeLinear and DequantizeLinear around everything that quantize_static knows."""
    torch.manual_seed(16)
    x = {"x": floats(2, 5, 4)}
    model = exported(Tagger(nn.LSTM), x, {"x": {0: "N", 1: "T"}})
    for symmetric in (True, False):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "quantized.onnx"
            quantize_static(model, path, Batches(x), quant_format=QuantFormat.QDQ, op_types_to_quantize=["MatMul", "Add"],
                            activation_type=QuantType.QUInt8,
                            weight_type=QuantType.QInt8 if symmetric else QuantType.QUInt8,
                            extra_options={"WeightSymmetric": symmetric})
            save("static_head" if symmetric else "static_head_unsigned", onnx.load(path), x,
                 "LSTM(4, 6) -> Linear(6, 3)", "fp32, int8" if symmetric else "fp32, fp32")


# ---- DequantizeLinear before the weights of nodes ---------------------------------------------------------------


def dequantized(name, weights, scales, zero_point, dtype, axis, nodes):
    """DequantizeLinear of weights of 8 bits under a name."""
    shape = [n if i == axis else 1 for i, n in enumerate(weights.shape)]
    spread = scales if scales.ndim == 0 else scales.reshape(shape)
    limits = np.iinfo(dtype)
    numbers = np.clip(np.rint(weights / spread) + zero_point, limits.min, limits.max).astype(dtype)
    constants = {f"{name}_q": numbers, f"{name}_s": scales.astype(np.float32),
                 f"{name}_z": np.full(scales.shape, zero_point, dtype)}
    options = {} if scales.ndim == 0 else {"axis": axis}
    nodes.append(helper.make_node("DequantizeLinear", list(constants), [name], f"{name}/dequantize", **options))
    return constants


def scales_of(weights, axis=None):
    axes = None if axis is None else tuple(i for i in range(weights.ndim) if i != axis)
    return np.asarray(np.abs(weights).max(axis=axes) / 127, np.float32)


def node_case(name, operator, scheme, precision):
    """One recurrent node: a scale for all, for each row, for each column, or a zero point that is not in the middle, with
    differences that 8 bits hold or do not hold."""
    gates = graphs.GATES[operator]
    weights = {"W": floats(1, gates * 5, 3), "R": floats(1, gates * 5, 5)}
    nodes, constants = [], {"B": floats(1, 2 * gates * 5)}
    for key, w in weights.items():
        axis, zero_point, dtype = {"all": (None, 0, np.int8), "rows": (1, 0, np.int8), "middle": (1, 128, np.uint8),
                                   "columns": (2, 0, np.int8), "shifted": (None, 40, np.int8),
                                   "beyond": (None, 40, np.int8)}[scheme]
        finer = np.float32(0.77 if scheme == "beyond" else 1)
        constants |= dequantized(key, w, scales_of(w, axis) * finer, zero_point, dtype, axis, nodes)
    nodes.append(helper.make_node(operator, ["x", "W", "R", "B"], ["y"], "cell", hidden_size=5))
    x = floats(4, 2, 3)
    constants = [numpy_helper.from_array(v, k) for k, v in constants.items()]
    graph = helper.make_graph(nodes, "graph", [helper.make_tensor_value_info("x", 1, ["T", "N", 3])],
                              [helper.make_tensor_value_info("y", 1, ["T", 1, "N", 5])], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    name_of = "RNN_TANH" if operator == "RNN" else operator
    save(name, model, {"x": x}, f"{name_of}(3, 5" + (", reset before the recurrent product)" if operator == "GRU" else ")"), precision)


def nodes():
    node_case("node_lstm_scale_of_rows", "LSTM", "rows", "int8")
    node_case("node_lstm_scale_of_all", "LSTM", "all", "int8")
    node_case("node_gru_unsigned_in_the_middle", "GRU", "middle", "int8")
    node_case("node_rnn_scale_of_columns", "RNN", "columns", "fp32")
    node_case("node_lstm_another_zero_point", "LSTM", "shifted", "int8")
    node_case("node_lstm_beyond_int8", "LSTM", "beyond", "fp32")


if __name__ == "__main__":
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    by_quantize_dynamic()
    static()
    nodes()
    refused()
