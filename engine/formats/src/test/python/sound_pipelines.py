#!/usr/bin/env python3
"""Makes small pipelines of sound with models of their own, and ONNX Runtime's answers, in src/test/resources/pipelines.

Needs Python 3.11 and
    pip install onnx==1.23.1 onnxruntime==1.30.0 librosa==0.11.0 safetensors==0.8.0 numpy==2.4.6
Run from the repository's root:
    python engine/formats/src/test/python/sound_pipelines.py
"""

import json
import shutil
from pathlib import Path

import librosa
import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper, save
from safetensors.numpy import save_file

RESOURCES = Path(__file__).resolve().parents[1] / "resources" / "pipelines"
RATE = 16000
SAMPLES = 333
HIDDEN = 6
RANDOM = np.random.default_rng(16)


def model(name, features, outputs, sigmoid):
    """One step of an LSTM whose states are an input and an output, and a linear layer behind it."""
    def weight(key, *shape):
        return numpy_helper.from_array(RANDOM.uniform(-0.5, 0.5, shape).astype(np.float32), key)

    weights = [weight("W", 1, 4 * HIDDEN, features), weight("R", 1, 4 * HIDDEN, HIDDEN), weight("B", 1, 8 * HIDDEN),
               weight("V", HIDDEN, outputs), weight("b", outputs),
               numpy_helper.from_array(np.array([1], dtype=np.int64), "axis")]
    nodes = [helper.make_node("LSTM", ["x", "W", "R", "B", "", "h", "c"], ["rows", "h_out", "c_out"],
                              hidden_size=HIDDEN),
             helper.make_node("Squeeze", ["rows", "axis"], ["row"]),
             helper.make_node("MatMul", ["row", "V"], ["product"]),
             helper.make_node("Add", ["product", "b"], ["sum" if sigmoid else "y"])]
    if sigmoid:
        nodes.append(helper.make_node("Sigmoid", ["sum"], ["y"]))

    def value(key, *shape):
        return helper.make_tensor_value_info(key, TensorProto.FLOAT, shape)

    states = [1, 1, HIDDEN]
    graph = helper.make_graph(nodes, name, [value("x", 1, 1, features), value("h", *states), value("c", *states)],
                              [value("y", 1, 1, outputs), value("h_out", *states), value("c_out", *states)], weights)
    proto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    save(proto, RESOURCES / f"{name}.onnx")


def constant(key, array):
    return numpy_helper.from_array(np.asarray(array), key)


def cell(name, x, features, stack, layer):
    """The equations of an LSTM cell as Keras's exporter writes them; its states are two of those in one input."""
    nodes, weights = [], []

    def node(operator, inputs, outputs, **attributes):
        nodes.append(helper.make_node(operator, inputs, [f"{name}.{output}" for output in outputs], **attributes))

    def weight(key, *shape):
        weights.append(constant(f"{name}.{key}", RANDOM.uniform(-0.5, 0.5, shape).astype(np.float32)))
        return f"{name}.{key}"

    most = np.iinfo(np.int64).max
    weights += [constant(f"{name}.axes", [0, 1, 2, 3]), constant(f"{name}.ones", [1, 3]),
                constant(f"{name}.steps", [1, 1, 1, 1])]
    for index, state in enumerate(("h", "c")):
        weights += [constant(f"{name}.{state}.start", [0, layer, 0, index]),
                    constant(f"{name}.{state}.end", [most, layer + 1, most, index + 1])]
        node("Slice", [stack, f"{name}.{state}.start", f"{name}.{state}.end", f"{name}.axes", f"{name}.steps"],
             [f"{state}.part"])
        node("Squeeze", [f"{name}.{state}.part", f"{name}.ones"], [state])
    node("Split", [x], ["step"], axis=0)
    weights.append(constant(f"{name}.first", [0]))
    node("Squeeze", [f"{name}.step", f"{name}.first"], ["x"])
    node("MatMul", [f"{name}.x", weight("W", features, 4 * HIDDEN)], ["of_x"])
    node("MatMul", [f"{name}.h", weight("R", HIDDEN, 4 * HIDDEN)], ["of_h"])
    node("Add", [f"{name}.of_x", f"{name}.of_h"], ["sum"])
    node("Add", [f"{name}.sum", weight("b", 4 * HIDDEN)], ["gates"])
    node("Split", [f"{name}.gates"], ["i", "f", "g", "o"], axis=1)
    for gate, operator in zip("ifgo", ("Sigmoid", "Sigmoid", "Tanh", "Sigmoid")):
        node(operator, [f"{name}.{gate}"], [f"{gate}.gate"])
    node("Mul", [f"{name}.f.gate", f"{name}.c"], ["kept"])
    node("Mul", [f"{name}.i.gate", f"{name}.g.gate"], ["added"])
    node("Add", [f"{name}.kept", f"{name}.added"], ["c_out"])
    node("Tanh", [f"{name}.c_out"], ["squashed"])
    node("Mul", [f"{name}.o.gate", f"{name}.squashed"], ["h_out"])
    node("Unsqueeze", [f"{name}.h_out", f"{name}.first"], ["row"])
    node("Concat", [f"{name}.row"], ["y"], axis=0)
    return nodes, weights


def masked_features(name, samples, features):
    """Features of a frame, times a mask that two LSTM cells make of them, and back: DTLN's second network."""
    def weight(key, *shape):
        return constant(key, RANDOM.uniform(-0.5, 0.5, shape).astype(np.float32))

    def make(operator, inputs, output, **attributes):
        return helper.make_node(operator, inputs, [output], **attributes)

    below, weights_below = cell("below", "norm", features, "states", 0)
    above, weights_above = cell("above", "below.y", HIDDEN, "states", 1)
    nodes = [make("Transpose", ["x"], "x.channels", perm=[0, 2, 1]),
             make("Conv", ["x.channels", "encoder"], "encoded.channels", kernel_shape=[1], auto_pad="VALID"),
             make("Transpose", ["encoded.channels"], "encoded", perm=[0, 2, 1]),
             make("ReduceMean", ["encoded"], "mean", axes=[-1]),
             make("Sub", ["encoded", "mean"], "centred"),
             make("Mul", ["centred", "centred"], "square"),
             make("ReduceMean", ["square"], "variance", axes=[-1]),
             make("Add", ["variance", "epsilon"], "shifted"),
             make("Sqrt", ["shifted"], "deviation"),
             make("Div", ["centred", "deviation"], "divided"),
             make("Mul", ["divided", "gamma"], "scaled"),
             make("Add", ["scaled", "beta"], "norm.rows"),
             make("Transpose", ["norm.rows"], "norm", perm=[1, 0, 2]),
             *below, *above,
             make("Transpose", ["above.y"], "rows", perm=[1, 0, 2]),
             make("MatMul", ["rows", "V"], "product"),
             make("Add", ["product", "b"], "sum"),
             make("Sigmoid", ["sum"], "mask"),
             make("Mul", ["encoded", "mask"], "masked"),
             make("Transpose", ["masked"], "masked.channels", perm=[0, 2, 1]),
             make("Conv", ["masked.channels", "decoder"], "y.channels", kernel_shape=[1], pads=[0, 0]),
             make("Transpose", ["y.channels"], "y", perm=[0, 2, 1])]
    for state in ("h", "c"):
        for layer in ("below", "above"):
            nodes.append(make("Unsqueeze", [f"{layer}.{state}_out", "second"], f"{layer}.{state}_out.layer"))
        nodes.append(make("Concat", [f"below.{state}_out.layer", f"above.{state}_out.layer"], f"{state}_out", axis=1))
        nodes.append(make("Unsqueeze", [f"{state}_out", "last"], f"{state}_out.stack"))
    nodes.append(make("Concat", ["h_out.stack", "c_out.stack"], "states_out", axis=3))
    weights = [weight("encoder", features, samples, 1), weight("decoder", samples, features, 1),
               weight("gamma", features), weight("beta", features), weight("V", HIDDEN, features),
               weight("b", features), constant("epsilon", np.float32(1e-7)), constant("second", [1]),
               constant("last", [3]), *weights_below, *weights_above]

    def value(key, *shape):
        return helper.make_tensor_value_info(key, TensorProto.FLOAT, shape)

    states = [1, 2, HIDDEN, 2]
    graph = helper.make_graph(nodes, name, [value("x", 1, 1, samples), value("states", *states)],
                              [value("y", 1, 1, samples), value("states_out", *states)], weights)
    proto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    save(proto, RESOURCES / f"{name}.onnx")


class Stepper:
    """A model, whose states go on from step to step."""

    def __init__(self, name):
        self.session = onnxruntime.InferenceSession(str(RESOURCES / f"{name}.onnx"), providers=["CPUExecutionProvider"])
        self.inputs = [each.name for each in self.session.get_inputs()]
        self.states = [np.zeros(each.shape, np.float32) for each in self.session.get_inputs()[1:]]

    def __call__(self, row):
        values = [row.astype(np.float32).reshape(1, 1, -1), *self.states]
        y, *self.states = self.session.run(None, dict(zip(self.inputs, values)))
        return y.reshape(-1)


def frames(samples, size, hop, before):
    """The frames that hold all samples, with silence before and behind them."""
    count = -(-(before + len(samples)) // hop)
    padded = np.concatenate([np.zeros(before), samples, np.zeros(count * hop + size)])
    return [padded[k * hop:k * hop + size] for k in range(count)]


def write(name, stages, samples, output):
    text = json.dumps({"kind": "PIPELINE", "sample_rate": RATE, "stages": stages}, indent=1)
    (RESOURCES / f"{name}.json").write_text(text + "\n")
    save_file({"samples": samples, "output": output.astype(np.float32)}, RESOURCES / f"{name}.answers.safetensors")


def sum_of(parts, hop, before, windows=None):
    """The frames added, and divided by the sum of the windows' products, as if there were frames before the first one."""
    size = len(parts[0])
    total = np.zeros(len(parts) * hop + size)
    for k, part in enumerate(parts):
        total[k * hop:k * hop + size] += part
    total = total[before:before + SAMPLES]
    if windows is None:
        return total
    sums = np.zeros(hop)
    for i in range(size):
        sums[i % hop] += windows[i]
    return total / sums[(before + np.arange(SAMPLES)) % hop]


def two_networks(samples):
    """A mask of the spectrum, then a network on the frame, as DTLN has them (N. Westhausen, B. Meyer, 2020)."""
    size, hop = 32, 8
    mask, frame = Stepper("mask"), Stepper("frame")
    parts = []
    for part in frames(samples, size, hop, size - hop):
        spectrum = np.fft.rfft(part)
        parts.append(frame(np.fft.irfft(spectrum * mask(np.abs(spectrum)))))
    stages = [{"kind": "FRAMES", "size": size, "hop": hop}, {"kind": "SPECTRUM"},
              {"kind": "MASK", "stages": [{"kind": "MAGNITUDE"}, {"kind": "MODEL", "file": "mask.onnx"}]},
              {"kind": "INVERSE_SPECTRUM"}, {"kind": "MODEL", "file": "frame.onnx"}, {"kind": "OVERLAP_ADD"}]
    write("two_networks", stages, samples, sum_of(parts, hop, size - hop))


def new_magnitude(samples):
    """Windows before and behind, a transform that is longer than the frame, logarithms in, new magnitudes out."""
    size, hop, before, transform = 24, 12, 5, 32
    window = np.sqrt(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size))
    magnitude = Stepper("mask")
    parts = []
    for part in frames(samples, size, hop, before):
        spectrum = np.fft.rfft(part * window, transform)
        row = np.log(np.abs(spectrum) + 1e-7)
        parts.append(np.fft.irfft(magnitude(row) * np.exp(1j * np.angle(spectrum)))[:size] * window)
    stages = [{"kind": "FRAMES", "size": size, "hop": hop, "window": "SQRT_HANN", "before": before},
              {"kind": "SPECTRUM", "size": transform},
              {"kind": "REPLACE_MAGNITUDE", "stages": [
                  {"kind": "MAGNITUDE"}, {"kind": "LOG", "offset": 1e-7}, {"kind": "MODEL", "file": "mask.onnx"}]},
              {"kind": "INVERSE_SPECTRUM"}, {"kind": "OVERLAP_ADD", "window": "SQRT_HANN", "normalize": True}]
    write("new_magnitude", stages, samples, sum_of(parts, hop, before, window * window))


def classifier(samples):
    """librosa's mel spectrogram in decibels, and a row of the model's for each frame."""
    size, hop, bands = 40, 10, 12
    powers = librosa.feature.melspectrogram(y=samples.astype(np.float64), sr=RATE, n_fft=size, hop_length=hop,
                                            n_mels=bands, fmin=0.0, fmax=7000.0, window="hann", center=True,
                                            pad_mode="constant")
    rows = 10 * np.log10(np.maximum(powers, 1e-10)).T
    step = Stepper("classes")
    stages = [{"kind": "FRAMES", "size": size, "hop": hop, "window": "HANN", "before": size // 2, "after": size // 2},
              {"kind": "SPECTRUM"}, {"kind": "POWER"},
              {"kind": "MEL", "bands": bands, "scale": "SLANEY", "norm": "SLANEY", "high": 7000},
              {"kind": "LOG", "floor": 1e-10, "decimal": 10}, {"kind": "MODEL", "file": "classes.onnx"}]
    write("classifier", stages, samples, np.stack([step(row) for row in rows]))


def main():
    shutil.rmtree(RESOURCES, ignore_errors=True)
    RESOURCES.mkdir(parents=True)
    model("mask", 17, 17, True)
    masked_features("frame", 32, 10)
    model("classes", 12, 3, False)
    samples = RANDOM.uniform(-1, 1, SAMPLES).astype(np.float32)
    two_networks(samples)
    new_magnitude(samples)
    classifier(samples)


if __name__ == "__main__":
    main()
