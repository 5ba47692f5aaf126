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


class Stepper:
    """A model, whose states go on from step to step."""

    def __init__(self, name):
        self.session = onnxruntime.InferenceSession(str(RESOURCES / f"{name}.onnx"), providers=["CPUExecutionProvider"])
        self.h = self.c = np.zeros((1, 1, HIDDEN), np.float32)

    def __call__(self, row):
        y, self.h, self.c = self.session.run(None, {"x": row.astype(np.float32).reshape(1, 1, -1), "h": self.h,
                                                    "c": self.c})
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
    model("frame", 32, 32, False)
    model("classes", 12, 3, False)
    samples = RANDOM.uniform(-1, 1, SAMPLES).astype(np.float32)
    two_networks(samples)
    new_magnitude(samples)
    classifier(samples)


if __name__ == "__main__":
    main()
