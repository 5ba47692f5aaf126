#!/usr/bin/env python3
"""Makes models that are no more than arrays, with answers in float64, in src/test/resources/arrays.

    cells.npz, packed.npz       an embedding, a GRU cell and a linear layer under names of NumPy code, stored and deflated
    with_empty.npz              the GRU cell among arrays of no elements
    ml5/                        a character model of ml5.js: manifest.json and a file of floats for each variable
    ml5_kernel/                 the same with the names of a newer TensorFlow

Needs Python 3.11 and
    pip install numpy==2.4.6 safetensors==0.8.0
Run from the repository's root:
    python engine/formats/src/test/python/array_models.py
"""

import json
import shutil
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

RESOURCES = Path(__file__).resolve().parents[1] / "resources" / "arrays"
random = np.random.default_rng(20261123)


def floats(*shape):
    return (random.standard_normal(shape) * 0.5).astype(np.float32)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gru(a, rows, prefix):
    w_ih, w_hh, b_ih, b_hh = (a[prefix + name].astype(np.float64) for name in ("w_ih", "w_hh", "b_ih", "b_hh"))
    h = np.zeros(w_hh.shape[1])
    for x in rows:
        i = np.split(w_ih @ x + b_ih, 3)
        g = np.split(w_hh @ h + b_hh, 3)
        r, z = sigmoid(i[0] + g[0]), sigmoid(i[1] + g[1])
        h = (1 - z) * np.tanh(i[2] + r * g[2]) + z * h
        yield h


def cells():
    a = {"emb": floats(6, 3), "enc_w_ih": floats(12, 3), "enc_w_hh": floats(12, 4), "enc_b_ih": floats(12),
         "enc_b_hh": floats(12), "fc_w": floats(2, 4), "fc_b": floats(2)}
    np.savez(RESOURCES / "cells.npz", **a)
    np.savez_compressed(RESOURCES / "packed.npz", **a)
    ids = np.array([1, 5, 0, 2, 2, 4])
    h = np.stack(list(gru(a, a["emb"][ids].astype(np.float64), "enc_")))
    save_file({"input": ids, "output": h @ a["fc_w"].T.astype(np.float64) + a["fc_b"], "stack_input": a["emb"][ids],
               "stack_output": h}, RESOURCES / "cells.answers.safetensors")


def with_empty():
    cell = {name: np.load(RESOURCES / "cells.npz")["enc_" + name] for name in ("w_ih", "w_hh", "b_ih", "b_hh")}
    np.savez(RESOURCES / "with_empty.npz", none=floats(0), mask=floats(3, 0), **cell)


def ml5(name, weights, biases):
    folder = RESOURCES / name
    folder.mkdir()
    cell = "rnnlm/multi_rnn_cell/cell_{}/basic_lstm_cell/{}"
    a = {"Variable": floats(), "embedding": floats(7, 4),
         cell.format(0, biases): floats(16), cell.format(0, weights): floats(8, 16),
         cell.format(1, biases): floats(16), cell.format(1, weights): floats(8, 16),
         "rnnlm/softmax_b": floats(7), "rnnlm/softmax_w": floats(4, 7)}
    manifest = {}
    for variable, array in a.items():
        file = variable.replace("/", "_")
        manifest[variable] = {"filename": file, "shape": list(np.shape(array))}
        (folder / file).write_bytes(np.asarray(array, dtype="<f4").tobytes())
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1))
    ids = np.array([0, 3, 6, 6, 1])
    states = [np.zeros((2, 4)), np.zeros((2, 4))]
    rows = []
    for x in a["embedding"][ids].astype(np.float64):
        for layer, state in enumerate(states):
            kernel, bias = (a[cell.format(layer, n)].astype(np.float64) for n in (weights, biases))
            i, j, f, o = np.split(np.concatenate([x, state[0]]) @ kernel + bias, 4)
            state[1] = sigmoid(f + 1) * state[1] + sigmoid(i) * np.tanh(j)
            state[0] = sigmoid(o) * np.tanh(state[1])
            x = state[0]
        rows.append(x @ a["rnnlm/softmax_w"].astype(np.float64) + a["rnnlm/softmax_b"])
    save_file({"input": ids, "output": np.stack(rows)}, RESOURCES / f"{name}.answers.safetensors")


if __name__ == "__main__":
    shutil.rmtree(RESOURCES, ignore_errors=True)
    RESOURCES.mkdir(parents=True)
    cells()
    ml5("ml5", "weights", "biases")
    ml5("ml5_kernel", "kernel", "bias")
    with_empty()
    print(f"{len(list(RESOURCES.iterdir()))} entries in {RESOURCES}")
