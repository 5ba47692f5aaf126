#!/usr/bin/env python3
"""Makes files of Keras 2 with their answers, in src/test/resources/keras and keras-weights.

TensorFlow carries a Keras 2 of its own, for its own use: layers, to_json and the writers of HDF5, but neither wrappers nor
normalizations. It lacks the version that its writers put down; 2.6.0 was the last that had this code.

Needs what keras_files.py needs, and runs after it, from the repository's root:
    python engine/formats/src/test/python/keras_2_files.py
"""

import os
from pathlib import Path

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import h5py
import numpy as np
from safetensors.numpy import save_file
from tensorflow.python import keras

keras.__version__ = "2.6.0"

from tensorflow.python.keras.engine.input_layer import Input
from tensorflow.python.keras.engine.sequential import Sequential
from tensorflow.python.keras.layers import advanced_activations as activations
from tensorflow.python.keras.layers import convolutional, core, embeddings, recurrent
from tensorflow.python.keras.saving import hdf5_format

RESOURCES = Path(__file__).resolve().parents[1] / "resources"


def randomize(model, seed):
    random = np.random.default_rng(seed)
    model.set_weights([random.normal(0, 0.6, w.shape).astype(np.float32) for w in model.get_weights()])


def answers(path, model, inputs):
    save_file({"input": inputs, "output": np.asarray(model(inputs))}, f"{path}.answers.safetensors")


def save_whole(name, model, inputs, seed):
    randomize(model, seed)
    path = RESOURCES / "keras" / name
    with h5py.File(f"{path}.h5", "w") as file:
        hdf5_format.save_model_to_hdf5(model, file)
    answers(path, model, inputs)


def save_weights(name, model, inputs, seed):
    randomize(model, seed)
    path = RESOURCES / "keras-weights" / name
    with h5py.File(f"{path}.h5", "w") as file:
        hdf5_format.save_weights_to_hdf5_group(file, model.layers)
    Path(f"{path}.json").write_text(model.to_json() + "\n")
    answers(path, model, inputs)


def floats(features, steps=9):
    return np.random.default_rng(1).normal(0, 1, (2, steps, features)).astype(np.float32)


def main():
    save_whole(
        "keras_2_layers",
        Sequential(
            [
                Input((None, 3)),
                convolutional.Conv1D(4, 3, padding="causal"),
                activations.LeakyReLU(),
                convolutional.Conv1D(4, 4, padding="same", dilation_rate=2, activation="selu"),
                activations.ELU(0.5),
                activations.ThresholdedReLU(0.2),
                core.Dense(5),
                activations.ReLU(max_value=1.2),
                recurrent.LSTM(4, return_sequences=True, go_backwards=True),
                core.Dense(4, activation=activations.LeakyReLU(0.1)),
                recurrent.GRU(3, return_sequences=True, go_backwards=True),
                core.Dense(4),
                activations.Softmax(axis=2),
            ]
        ),
        floats(3),
        51,
    )
    save_whole(
        "keras_2_autoencoder",
        Sequential(
            [
                Input((None, 3)),
                recurrent.LSTM(4),
                core.RepeatVector(6),
                recurrent.LSTM(5, return_sequences=True, activation="relu"),
                core.Dense(3),
            ]
        ),
        floats(3),
        52,
    )
    save_weights(
        "keras_2",
        Sequential(
            [
                Input((None,), dtype="int32"),
                embeddings.Embedding(7, 3, name="words"),
                convolutional.Conv1D(4, 3, padding="causal", name="convolution"),
                recurrent.LSTM(4, return_sequences=True, name="first"),
                recurrent.GRU(3, name="second"),
                core.Dense(2, activation="softmax", name="answer"),
            ]
        ),
        np.array([[1, 5, 0, 6], [3, 3, 2, 4]], np.int32),
        53,
    )


if __name__ == "__main__":
    main()
