#!/usr/bin/env python3
"""Makes Keras models with their answers, in src/test/resources/keras, and weights without, in keras-weights.

NAME.keras and NAME.h5 are the same model, NAME.answers.safetensors has an input and Keras's output. Files that begin with
bad_ have to be refused. Those of Keras 2 and of cuDNN's layers, which Keras 3 does not write, are made from files that
Keras 3 wrote: config and datasets are changed as Keras 2 would have them, and the answers computed with what they mean.
keras_2_files.py has more of Keras 2.

In keras-weights NAME.json is the config that NAME.weights.h5 goes with, as Keras's to_json gives it. NAME.described.json, which
this leaves as it is, is one of the engine's own kind.

Needs Python 3.11 and
    pip install keras==3.15.1 tensorflow_cpu==2.21.0 h5py==3.14.0 safetensors==0.8.0 numpy==2.4.6
Run from the repository's root:
    python engine/formats/src/test/python/keras_files.py
"""

import json
import os
import re
import shutil
import zipfile
from pathlib import Path

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import h5py
import keras
import numpy as np
from keras import layers
from safetensors.numpy import save_file

RESOURCES = Path(__file__).resolve().parents[1] / "resources" / "keras"
WEIGHTS = RESOURCES.with_name("keras-weights")


@keras.saving.register_keras_serializable(package="fixtures")
def keras_2_hard_sigmoid(x):
    return keras.ops.clip(0.2 * x + 0.5, 0.0, 1.0)


def randomize(model, seed):
    """Biases that are not zero, and weights large enough to bend every activation. Variances are positive."""
    random = np.random.default_rng(seed)
    for weight in model.weights:
        values = random.normal(0, 0.6, weight.shape)
        weight.assign(np.abs(values) + 0.05 if weight.name == "moving_variance" else values)


def save(name, model, inputs, seed, endings=(".keras", ".h5")):
    randomize(model, seed)
    for ending in endings:
        model.save(RESOURCES / (name + ending))
    answers(name, model, inputs)


def answers(name, model, inputs, folder=RESOURCES):
    output = np.asarray(model(inputs))
    save_file({"input": np.asarray(inputs), "output": output}, folder / f"{name}.answers.safetensors")


def floats(features, steps=9):
    return np.random.default_rng(1).normal(0, 1, (2, steps, features)).astype(np.float32)


def sequential(features, *parts):
    return keras.Sequential([keras.Input((None, features)), *parts])


def functional():
    inputs = keras.Input((None,), dtype="int32")
    x = layers.Embedding(7, 3)(inputs)
    x = layers.SpatialDropout1D(0.2)(x)
    x = layers.LSTM(4, return_sequences=True)(x)
    x = layers.LSTM(5)(x)
    x = layers.Dense(6, activation="relu")(x)
    x = layers.Dropout(0.5)(x)
    return keras.Model(inputs, layers.Dense(3, activation="softmax")(x))


def normalizations():
    save(
        "layer_normalization",
        sequential(
            3,
            layers.LayerNormalization(center=False),
            layers.LSTM(4, return_sequences=True),
            layers.LayerNormalization(axis=-1, epsilon=0.02),
            layers.Activation("tanh"),
            layers.TimeDistributed(layers.LayerNormalization(scale=False)),
            layers.LayerNormalization(scale=False, center=False),
            layers.GRU(3),
            layers.LayerNormalization(),
        ),
        floats(3),
        31,
    )
    # Into the GRU, the Dense layer before, the one behind; and a layer of its own where neither can be.
    save(
        "batch_normalization",
        sequential(
            3,
            layers.BatchNormalization(),
            layers.GRU(4, return_sequences=True, use_bias=False),
            layers.BatchNormalization(center=False),
            layers.Dropout(0.5),
            layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
            layers.BatchNormalization(epsilon=0.1),
            layers.ReLU(),
            layers.Dense(5, use_bias=False),
            layers.TimeDistributed(layers.BatchNormalization(scale=False)),
            layers.Activation("tanh"),
            layers.BatchNormalization(),
            layers.BatchNormalization(scale=False, center=False),
            layers.SimpleRNN(4),
            layers.BatchNormalization(),
            layers.Dense(3, activation="sigmoid"),
            layers.BatchNormalization(),
        ),
        floats(3),
        32,
    )


def convolutions():
    save(
        "convolutions",
        sequential(
            2,
            layers.Conv1D(4, 3, padding="causal", dilation_rate=2, activation="relu"),
            layers.Conv1D(3, 4, padding="same"),
            layers.BatchNormalization(),
            layers.LeakyReLU(),
            layers.BatchNormalization(),
            layers.Conv1D(4, 5, padding="same", use_bias=False, dilation_rate=3),
            layers.LSTM(3, return_sequences=True),
            layers.BatchNormalization(),
            layers.Conv1D(2, 1),
        ),
        floats(2),
        33,
    )


def activations():
    names = ["leaky_relu", "elu", "celu", "selu", "softplus", "softsign", "relu6", "hard_sigmoid", "log_sigmoid"]
    dense = [layers.Dense(6, activation=name) for name in names]
    save(
        "activations",
        sequential(
            3,
            layers.LSTM(5, activation="leaky_relu", recurrent_activation="sparse_sigmoid", return_sequences=True),
            layers.GRU(5, activation="softsign", recurrent_activation="hard_sigmoid", return_sequences=True),
            *dense,
            layers.Dense(6, activation="sparse_sigmoid"),
            layers.Dense(4, activation="log_softmax"),
        ),
        floats(3),
        34,
    )
    functions = [
        layers.ReLU(),
        layers.ReLU(max_value=0.7),
        layers.ReLU(negative_slope=0.1),
        layers.ReLU(threshold=0.3),
        layers.ReLU(threshold=0.3, max_value=1.1),
        layers.LeakyReLU(negative_slope=0.25),
        layers.LeakyReLU(),
        layers.ELU(alpha=0.5),
        layers.Softmax(),
    ]
    parts = [part for function in functions for part in (layers.Dense(6), function)]
    save(
        "activation_layers",
        sequential(
            3,
            layers.Activation("tanh"),
            layers.SimpleRNN(5, return_sequences=True, activation=layers.LeakyReLU(0.1)),
            *parts,
            layers.Dense(4, activation=layers.ELU(0.3)),
        ),
        floats(3),
        35,
    )


def backwards():
    """Keras's rows run from the end to the beginning behind a layer that goes backwards, until another one turns them."""
    save("backwards", sequential(3, layers.LSTM(4, go_backwards=True)), floats(3), 36)
    save(
        "backwards_stack",
        sequential(
            3,
            layers.LSTM(4, go_backwards=True, return_sequences=True),
            layers.Dense(3, activation="tanh"),
            layers.GRU(4, return_sequences=True),
            layers.Conv1D(3, 4, padding="same"),
            layers.Conv1D(3, 3, padding="causal", dilation_rate=2),
            layers.BatchNormalization(),
            layers.SimpleRNN(3, go_backwards=True, return_sequences=True),
            layers.Dense(2),
        ),
        floats(3),
        37,
    )
    save(
        "backwards_last",
        sequential(3, layers.GRU(4, go_backwards=True, return_sequences=True), layers.LSTM(3), layers.Dense(2)),
        floats(3),
        38,
        [".keras"],
    )
    forward, backward = layers.LSTM(3, go_backwards=True, name="from_end"), layers.LSTM(3, name="from_beginning")
    save(
        "backwards_bidirectional_last",
        sequential(3, layers.Bidirectional(forward, backward_layer=backward), layers.Dense(2)),
        floats(3),
        39,
    )
    save(
        "backwards_bidirectional",
        sequential(
            2,
            layers.SimpleRNN(4, go_backwards=True, return_sequences=True),
            layers.Bidirectional(layers.GRU(3, return_sequences=True)),
            layers.Activation("relu"),
            layers.Bidirectional(
                layers.LSTM(2, go_backwards=True, return_sequences=True),
                backward_layer=layers.LSTM(2, return_sequences=True),
            ),
            layers.Dense(3),
        ),
        floats(2),
        40,
    )


def merges():
    save(
        "merges",
        sequential(
            3,
            layers.Bidirectional(layers.LSTM(4, return_sequences=True), merge_mode="sum"),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Bidirectional(layers.GRU(3, return_sequences=True), merge_mode="mul"),
            layers.LSTM(3, go_backwards=True, return_sequences=True),
            layers.Bidirectional(layers.SimpleRNN(5), merge_mode="ave"),
            layers.Dense(2),
        ),
        floats(3),
        44,
    )
    # Two outputs, which a layer behind can only take one of.
    model = sequential(3, layers.Bidirectional(layers.LSTM(2), merge_mode="sum"))
    path = RESOURCES / "bad_merge_none.h5"
    model.save(path)
    change_config(path, lambda config: config.replace('"merge_mode": "sum"', '"merge_mode": null'))


def repeats():
    save(
        "autoencoder",
        sequential(
            3,
            layers.GRU(4, go_backwards=True),
            layers.Dense(3, activation="tanh"),
            layers.BatchNormalization(),
            layers.RepeatVector(6),
            layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
            layers.TimeDistributed(layers.Dense(3)),
        ),
        floats(3),
        46,
    )
    save(
        "repeated_twice",
        sequential(
            2,
            layers.Bidirectional(layers.LSTM(2), merge_mode="ave"),
            layers.BatchNormalization(),
            layers.RepeatVector(4),
            layers.Conv1D(3, 2, padding="causal"),
            layers.LSTM(3, return_sequences=True),
            layers.SimpleRNN(2),
            layers.RepeatVector(3),
            layers.GRU(2),
            layers.Dense(2),
        ),
        floats(2),
        47,
        [".keras"],
    )
    model = keras.Sequential([keras.Input((3,)), layers.RepeatVector(4), layers.LSTM(2)])
    model.save(RESOURCES / "bad_repeated_input.keras")


def masks():
    """Sequences padded with zeros, before, between and behind; Keras leaves those steps out."""
    model = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            layers.Embedding(7, 3, mask_zero=True),
            layers.Bidirectional(layers.LSTM(4, return_sequences=True)),
            layers.LayerNormalization(),
            layers.Dense(3, activation="relu"),
            layers.LSTM(3, return_sequences=True),
            layers.GRU(3, go_backwards=True),
            layers.Dense(2, activation="softmax"),
        ]
    )
    save("masked", model, np.array([[1, 5, 3, 6, 2], [2, 4, 0, 0, 0], [0, 3, 0, 6, 1]], np.int32), 45)


def weights_only():
    model = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            layers.Embedding(7, 3),
            layers.Bidirectional(layers.LSTM(4, return_sequences=True)),
            layers.LayerNormalization(),
            layers.Conv1D(4, 3, padding="causal", activation="relu"),
            layers.TimeDistributed(layers.Dense(3, activation="tanh")),
            layers.LSTM(3, return_sequences=True),
            layers.LSTM(4, return_sequences=True, use_bias=False),
            layers.GRU(3),
            layers.Dense(2, activation="softmax"),
        ]
    )
    randomize(model, 41)
    model.save_weights(WEIGHTS / "keras_3.weights.h5")
    (WEIGHTS / "keras_3.json").write_text(model.to_json() + "\n")
    inputs = np.array([[1, 5, 0, 6], [3, 3, 2, 4]], np.int32)
    answers("keras_3", model, inputs, WEIGHTS)
    # As Keras 2.12 to 2.15 named the group of the layers. That it is read so, Keras 3 itself says.
    old = WEIGHTS / "keras_2_12.weights.h5"
    shutil.copy(WEIGHTS / "keras_3.weights.h5", old)
    with h5py.File(old, "r+") as file:
        file.move("layers", "_layer_checkpoint_dependencies")
    randomize(model, 42)
    model.load_weights(old)
    shutil.copy(WEIGHTS / "keras_3.json", WEIGHTS / "keras_2_12.json")
    answers("keras_2_12", model, inputs, WEIGHTS)
    stack = sequential(3, layers.GRU(4, return_sequences=True, reset_after=False), layers.Dense(2))
    randomize(stack, 43)
    stack.save_weights(WEIGHTS / "stack.weights.h5")
    answers("stack", stack, floats(3), WEIGHTS)


def keras_2_axes():
    """As Keras 2 would have saved them: axes counted from the front, in a list, and a colon and a zero in names."""
    for name in ("batch_normalization", "layer_normalization"):
        target = f"keras_2_{name}"
        path = RESOURCES / f"{target}.h5"
        shutil.copy(RESOURCES / f"{name}.h5", path)

        def changed(config):
            model, axis = json.loads(config), 2
            for layer in model["config"]["layers"]:
                inner = layer["config"].get("layer", layer)
                if "axis" in inner["config"]:
                    inner["config"]["axis"] = [axis if inner is layer else 1]
                if not inner["config"].get("return_sequences", True):
                    axis = 1
            return json.dumps(model)

        change_config(path, changed)
        with h5py.File(path, "r+") as file:
            file.attrs["keras_version"] = b"2.15.0"
            datasets = []
            file["model_weights"].visititems(
                lambda at, item: datasets.append(at) if isinstance(item, h5py.Dataset) else None
            )
            for at in datasets:
                file["model_weights"].move(at, at + ":0")
        shutil.copy(RESOURCES / f"{name}.answers.safetensors", RESOURCES / f"{target}.answers.safetensors")


def change_config(path, change):
    """Changes the config of a .h5 file: change(config as text) gives the new text."""
    with h5py.File(path, "r+") as file:
        file.attrs["model_config"] = change(file.attrs["model_config"]).encode("utf8")


def keras_2(name, target):
    """As Keras 2 would have saved it: its version, and hard_sigmoid for the function that is its own."""
    path = RESOURCES / f"{target}.h5"
    shutil.copy(RESOURCES / f"{name}.h5", path)
    custom = json.dumps(keras.saving.serialize_keras_object(keras_2_hard_sigmoid))
    change_config(path, lambda config: config.replace(custom, '"hard_sigmoid"'))
    with h5py.File(path, "r+") as file:
        file.attrs["keras_version"] = b"2.15.0"
        file["model_weights"].attrs["keras_version"] = b"2.15.0"
        assert "keras_2" not in file.attrs["model_config"]


def cudnn(name, cell, gates, units):
    """The weights of a layer as cuDNN's layer has them: another layout of the matrices, two biases in one row."""
    path = RESOURCES / f"cudnn_{cell.lower()}.h5"
    shutil.copy(RESOURCES / f"{name}.h5", path)

    def each(kernel, change):
        return np.hstack([change(part) for part in np.hsplit(kernel, gates)])

    with h5py.File(path, "r+") as file:
        found = {}
        file["model_weights"].visititems(lambda at, item: found.__setitem__(at, item))
        for at in [at for at, item in found.items() if isinstance(item, h5py.Dataset)]:
            if cell.lower() not in at:
                continue
            leaf = at.rsplit("/", 1)[1]
            old = file["model_weights"][at][()]
            if leaf == "kernel":
                new = each(old, lambda part: part.T.reshape(part.shape, order="C"))
            elif leaf == "recurrent_kernel":
                new = each(old, lambda part: part.T)
            else:
                # An LSTM's one bias is the sum of cuDNN's two.
                new = old.reshape(-1) if old.ndim == 2 else np.concatenate([old - 0.25, np.full_like(old, 0.25)])
            del file["model_weights"][at]
            file["model_weights"][at] = new.astype(np.float32)
    change_config(path, lambda config: config.replace(f'"class_name": "{cell}"', f'"class_name": "CuDNN{cell}"'))
    shutil.copy(RESOURCES / f"{name}.answers.safetensors", RESOURCES / f"cudnn_{cell.lower()}.answers.safetensors")


def storages():
    """Datasets in chunks, deflated, shuffled and with checksums; and objects in the format's newer form."""
    for source, target, libver in (
        ("functional", "functional_in_chunks", "earliest"),
        ("gru", "gru_newer_form", ("v110", "v110")),
        ("functional", "bad_fractal_heap", ("v110", "v110")),
    ):
        with h5py.File(RESOURCES / f"{source}.h5") as old:
            with h5py.File(RESOURCES / f"{target}.h5", "w", libver=libver) as file:
                file.attrs.update(old.attrs)

                def copy(at, item):
                    if isinstance(item, h5py.Group):
                        file.require_group(at)
                    elif "chunks" in target:
                        file.create_dataset(
                            at, data=item[()], chunks=tuple(min(2, n) for n in item.shape), compression="gzip",
                            shuffle=True, fletcher32=True,
                        )
                    else:
                        file.create_dataset(at, data=item[()])

                old.visititems(copy)
        if not target.startswith("bad_"):
            shutil.copy(RESOURCES / f"{source}.answers.safetensors", RESOURCES / f"{target}.answers.safetensors")


def without_chance(name, data):
    """What differs from run to run: the date, and addresses in memory that stand for objects."""
    if name == "metadata.json":
        return re.sub(rb'"date_saved": "[^"]*"', b'"date_saved": "2026-01-01@00:00:00"', data)
    if name == "config.json":
        seen = []
        return re.sub(
            rb'("shared_object_id": )(\d+)',
            lambda found: found[1] + str(number(seen, found[2])).encode(),
            data,
        )
    return data


def number(seen, item):
    if item not in seen:
        seen.append(item)
    return seen.index(item)


def rewrite(path, compression):
    """Keras stores the members as they are; deflated they are a fifth, which a reader of zip files takes as well."""
    with zipfile.ZipFile(path) as archive:
        members = {name: without_chance(name, archive.read(name)) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, compression)


def refused():
    def bad(name, *parts, features=3, steps=None):
        model = keras.Sequential([keras.Input((steps, features)), *parts])
        model.save(RESOURCES / f"bad_{name}.keras")

    bad("masking", layers.Masking(), layers.LSTM(2))
    bad("rows_backward", layers.LSTM(2, go_backwards=True, return_sequences=True), layers.Dense(1))
    bad("convolution_valid", layers.Conv1D(2, 3), layers.LSTM(2))
    bad("convolution_groups", layers.Conv1D(4, 3, padding="same", groups=2), layers.LSTM(2), features=4)
    bad("convolution_strides", layers.Conv1D(2, 3, padding="causal", strides=2), layers.LSTM(2))
    bad("relu_bounded_slope", layers.LSTM(2), layers.ReLU(max_value=1.0, negative_slope=0.1))
    bad("prelu", layers.LSTM(2), layers.PReLU())
    bad("renorm", layers.LSTM(2), layers.BatchNormalization(renorm=True))
    bad("normalization_axis", layers.LSTM(2, return_sequences=True), layers.BatchNormalization(axis=1), steps=5)
    bad("gelu", layers.LSTM(2), layers.Dense(2, activation="gelu"))
    bad("selu_cell", layers.LSTM(2, activation="selu"))
    bad("float16", layers.LSTM(2, dtype="float16"))
    inputs = keras.Input((None, 3))
    x = layers.LSTM(3, return_sequences=True)(inputs)
    keras.Model(inputs, layers.Add()([x, inputs])).save(RESOURCES / "bad_branches.keras")
    words = layers.Embedding(5, 2, mask_zero=True)
    embedding = keras.Sequential(
        [keras.Input((None,)), words, layers.Conv1D(2, 3, padding="causal"), layers.LSTM(2)]
    )
    embedding.save(RESOURCES / "bad_mask_zero.keras")
    # The mask that comes out of such a layer is that of the rows that go in: it is not turned round with them.
    turned = layers.LSTM(2, go_backwards=True, return_sequences=True)
    embedding = keras.Sequential(
        [keras.Input((None,)), layers.Embedding(5, 2, mask_zero=True), turned, layers.LSTM(2)]
    )
    embedding.save(RESOURCES / "bad_mask_turned.keras")
    with zipfile.ZipFile(RESOURCES / "lstm_hard_sigmoid.keras") as source:
        with zipfile.ZipFile(RESOURCES / "bad_no_version.keras", "w") as file:
            for name in source.namelist():
                file.writestr(zipfile.ZipInfo(name), b"{}" if name == "metadata.json" else source.read(name))


def cells():
    save("functional", functional(), np.array([[1, 5, 0, 6], [3, 3, 2, 4]], np.int32), 11)
    save(
        "bidirectional",
        sequential(
            3,
            layers.Bidirectional(layers.LSTM(4, return_sequences=True)),
            layers.TimeDistributed(layers.Dense(3, activation="tanh")),
            layers.Bidirectional(layers.GRU(2)),
            layers.Dense(2, activation="sigmoid", use_bias=False),
        ),
        floats(3),
        12,
    )
    save("gru", sequential(3, layers.GRU(5, return_sequences=True), layers.Dense(2)), floats(3), 13)
    save("gru_reset_before", sequential(3, layers.GRU(5, reset_after=False)), floats(3), 14)
    save("gru_no_bias", sequential(3, layers.GRU(4, use_bias=False)), floats(3), 15, [".keras"])
    save("lstm_hard_sigmoid", sequential(2, layers.LSTM(4, recurrent_activation="hard_sigmoid")), floats(2), 16)
    save("lstm_relu", sequential(2, layers.LSTM(3, activation="relu", return_sequences=True)), floats(2, 5), 17)
    save(
        "simple_rnn",
        sequential(2, layers.SimpleRNN(4, return_sequences=True), layers.SimpleRNN(3, activation="relu")),
        floats(2),
        18,
    )
    save(
        "stateful",
        keras.Sequential([keras.Input((None, 2), batch_size=2), layers.LSTM(3, stateful=True), layers.Softmax()]),
        floats(2),
        19,
        [".keras"],
    )
    save("custom", sequential(2, layers.LSTM(4, recurrent_activation=keras_2_hard_sigmoid)), floats(2), 20, [".h5"])
    keras_2("custom", "keras_2_hard_sigmoid")
    (RESOURCES / "custom.h5").unlink()
    (RESOURCES / "custom.answers.safetensors").rename(RESOURCES / "keras_2_hard_sigmoid.answers.safetensors")
    save("lstm", sequential(3, layers.LSTM(4)), floats(3), 21, [".h5"])
    save("dense", sequential(3, layers.Dense(4, activation="tanh"), layers.Dense(2)), floats(3), 22, [".keras"])


def main():
    RESOURCES.mkdir(parents=True, exist_ok=True)
    WEIGHTS.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(1)
    for path in [*RESOURCES.iterdir(), *WEIGHTS.iterdir()]:
        if not path.name.endswith(".described.json"):
            path.unlink()
    cells()
    normalizations()
    convolutions()
    activations()
    backwards()
    merges()
    repeats()
    masks()
    weights_only()
    keras_2_axes()
    cudnn("lstm", "LSTM", 4, 4)
    cudnn("gru", "GRU", 3, 5)
    storages()
    refused()
    for path in RESOURCES.glob("*.keras"):
        rewrite(path, zipfile.ZIP_STORED if path.name == "functional.keras" else zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main()
