#!/usr/bin/env python3
"""Makes models as RTNeural, GuitarML and NAM write them, with PyTorch's answers, in src/test/resources/audio.

Needs Python 3.11 and
    pip install torch==2.13.0 safetensors==0.8.0 numpy==2.4.6
    (for torch without a GPU: --extra-index-url https://download.pytorch.org/whl/cpu)
Run from the repository's root:
    python engine/formats/src/test/python/audio_models.py
"""

import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

RESOURCES = Path(__file__).resolve().parents[1] / "resources" / "audio"
STEPS = 40


def signal(features=1):
    return torch.randn(STEPS, features)


def write(name, content):
    (RESOURCES / name).write_text(json.dumps(content))


def answers(name, x, y):
    stem = name.rsplit(".", 1)[0]
    save_file({"input": x, "output": y.detach().contiguous()}, RESOURCES / f"{stem}.answers.safetensors")


def state(module, prefix=""):
    return {prefix + name: tensor.tolist() for name, tensor in module.state_dict().items()}


def guitarml(name, unit, inputs, skip, layers=1, bias=True):
    rec = getattr(nn, unit)(inputs, 4, layers)
    lin = nn.Linear(4, 1, bias=bias)
    data = {"model": "SimpleRNN", "input_size": inputs, "skip": skip, "output_size": 1, "unit_type": unit,
            "num_layers": layers, "hidden_size": 4, "bias_fl": bias}
    write(name, {"model_data": data, "state_dict": {**state(rec, "rec."), **state(lin, "lin.")}})
    x = signal(inputs)
    answers(name, x, lin(rec(x)[0]) + x[:, :skip] if skip else lin(rec(x)[0]))


def nam(name, layers):
    lstm = nn.LSTM(1, 3, layers)
    head = nn.Linear(3, 1)
    h0 = torch.randn(layers, 3)
    c0 = torch.randn(layers, 3)
    row = []
    for k in range(layers):
        both = torch.cat([getattr(lstm, f"weight_ih_l{k}"), getattr(lstm, f"weight_hh_l{k}")], dim=1)
        bias = getattr(lstm, f"bias_ih_l{k}") + getattr(lstm, f"bias_hh_l{k}")
        for part in (both, bias, h0[k], c0[k]):
            row += part.flatten().tolist()
    row += head.weight.flatten().tolist() + head.bias.tolist()
    write(name, {"version": "0.5.4", "metadata": {"name": "test"}, "architecture": "LSTM",
                 "config": {"input_size": 1, "hidden_size": 3, "num_layers": layers}, "weights": row,
                 "sample_rate": 48000})
    x = signal()
    answers(name, x, head(lstm(x, (h0, c0))[0]))


def keras_kernel(weight, order):
    """PyTorch's rows of gates as Keras's columns, in Keras's order."""
    blocks = weight.chunk(len(order))
    return torch.cat([blocks[gate] for gate in order]).T.tolist()


def rtneural(name, **further):
    """Keras's layout: a dense layer, a GRU (z r h), an LSTM (i f c o) and another dense layer."""
    first, gru, lstm, last = nn.Linear(1, 3), nn.GRU(3, 5), nn.LSTM(5, 2), nn.Linear(2, 1)
    zrh, ifco = (1, 0, 2), (0, 1, 2, 3)
    gru_bias = [[bias.chunk(3)[gate].tolist() for gate in zrh] for bias in (gru.bias_ih_l0, gru.bias_hh_l0)]
    write(name, {"in_shape": [None, None, 1], "layers": [
        {"type": "time-distributed-dense", "activation": "tanh", "shape": [None, None, 3],
         "weights": [first.weight.T.tolist(), first.bias.tolist()]},
        {"type": "gru", "activation": "tanh", "shape": [None, None, 5],
         "weights": [keras_kernel(gru.weight_ih_l0, zrh), keras_kernel(gru.weight_hh_l0, zrh),
                     [sum(row, []) for row in gru_bias]]},
        {"type": "lstm", "activation": "", "shape": [None, None, 2],
         "weights": [keras_kernel(lstm.weight_ih_l0, ifco), keras_kernel(lstm.weight_hh_l0, ifco),
                     (lstm.bias_ih_l0 + lstm.bias_hh_l0).tolist()]},
        {"type": "dense", "activation": "", "shape": [None, None, 1],
         "weights": [last.weight.T.tolist(), last.bias.tolist()]}], **further})
    x = signal()
    y = last(lstm(gru(torch.tanh(first(x)))[0])[0])
    answers(name, x, y + x if further.get("in_skip") else y)


def rtneural_convolution(name):
    """A dense layer, a causal convolution with dilation, a GRU and another dense layer."""
    first, conv, gru, last = nn.Linear(1, 3), nn.Conv1d(3, 2, 3, dilation=2), nn.GRU(2, 4), nn.Linear(4, 1)
    zrh = (1, 0, 2)
    gru_bias = [[bias.chunk(3)[gate].tolist() for gate in zrh] for bias in (gru.bias_ih_l0, gru.bias_hh_l0)]
    write(name, {"in_shape": [None, None, 1], "layers": [
        {"type": "dense", "activation": "", "shape": [None, None, 3],
         "weights": [first.weight.T.tolist(), first.bias.tolist()]},
        {"type": "conv1d", "activation": "tanh", "shape": [None, None, 2], "kernel_size": [3], "dilation": [2],
         "weights": [conv.weight.permute(2, 1, 0).tolist(), conv.bias.tolist()]},
        {"type": "gru", "activation": "tanh", "shape": [None, None, 4],
         "weights": [keras_kernel(gru.weight_ih_l0, zrh), keras_kernel(gru.weight_hh_l0, zrh),
                     [sum(row, []) for row in gru_bias]]},
        {"type": "dense", "activation": "", "shape": [None, None, 1],
         "weights": [last.weight.T.tolist(), last.bias.tolist()]}]})
    x = signal()
    past = nn.functional.pad(first(x).T, (4, 0))
    answers(name, x, last(gru(torch.tanh(conv(past)).T)[0]))


def state_dict(name):
    gru, lstm, dense = nn.GRU(2, 4), nn.LSTM(4, 3, 2), nn.Linear(3, 1)
    write(name, {**state(gru, "gru."), **state(lstm, "body.lstm."), **state(dense, "dense.")})
    x = signal(2)
    answers(name, x, dense(lstm(gru(x)[0])[0]))


def main():
    shutil.rmtree(RESOURCES, ignore_errors=True)
    RESOURCES.mkdir(parents=True)
    torch.manual_seed(3)
    guitarml("guitarml_lstm_skip.json", "LSTM", 1, 1)
    guitarml("guitarml_gru_two_layers.json", "GRU", 1, 0, layers=2)
    guitarml("guitarml_lstm_knob_skip.json", "LSTM", 2, 1, bias=False)
    nam("nam_lstm.nam", 1)
    nam("nam_lstm_two_layers.nam", 2)
    rtneural("rtneural_keras.json")
    rtneural("rtneural_skip.json", in_skip=1, samplerate=44100.0)
    state_dict("rtneural_state_dict.json")
    rtneural_convolution("rtneural_conv1d.json")


if __name__ == "__main__":
    main()
