#!/usr/bin/env python3
"""Makes Keras models with their answers, in src/test/resources/keras.

NAME.keras and NAME.h5 are the same model, NAME.answers.safetensors has an input and Keras's output. Files that begin with
bad_ have to be refused. Those of Keras 2 and of cuDNN's layers, which Keras 3 does not write, are made from files that
Keras 3 wrote: config and datasets are changed as Keras 2 would have them, and the answers computed with what they mean.

Needs Python 3.11 and
    pip install keras==3.15.1 tensorflow_cpu==2.21.0 h5py==3.14.0 safetensors==0.8.0 numpy==2.4.6
Run from the repository's root:
    python engine/formats/src/test/python/make_keras_files.py
"""

import json
import os
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
KERAS_2_HARD_SIGMOID = "keras_2_hard_sigmoid"


@keras.saving.register_keras_serializable(package="fixtures")
def keras_2_hard_sigmoid(x):
    return keras.ops.clip(0.2 * x + 0.5, 0.0, 1.0)


def randomize(model, seed):
    """Biases that are not zero, and weights large enough to bend every activation."""
    random = np.random.default_rng(seed)
    model.set_weights([random.normal(0, 0.6, w.shape).astype(np.float32) for w in model.get_weights()])


def save(name, model, inputs, seed, endings=(".keras", ".h5")):
    randomize(model, seed)
    for ending in endings:
        model.save(RESOURCES / (name + ending))
    answers(name, model, inputs)


def answers(name, model, inputs):
    output = np.asarray(model(inputs))
    save_file({"input": np.asarray(inputs), "output": output}, RESOURCES / f"{name}.answers.safetensors")


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


def deflate(path):
    """Keras stores the members as they are; deflated they are a fifth, which a reader of zip files takes as well."""
    with zipfile.ZipFile(path) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


def refused():
    def bad(name, *parts, features=3):
        model = sequential(features, *parts)
        model.save(RESOURCES / f"bad_{name}.keras")

    bad("masking", layers.Masking(), layers.LSTM(2))
    bad("go_backwards", layers.LSTM(2, go_backwards=True))
    bad("merge_sum", layers.Bidirectional(layers.LSTM(2), merge_mode="sum"))
    bad("layer_normalization", layers.LSTM(2), layers.LayerNormalization())
    bad("gelu", layers.LSTM(2), layers.Dense(2, activation="gelu"))
    bad("selu_cell", layers.LSTM(2, activation="selu"))
    bad("float16", layers.LSTM(2, dtype="float16"))
    inputs = keras.Input((None, 3))
    x = layers.LSTM(3, return_sequences=True)(inputs)
    keras.Model(inputs, layers.Add()([x, inputs])).save(RESOURCES / "bad_branches.keras")
    embedding = keras.Sequential([keras.Input((None,)), layers.Embedding(5, 2, mask_zero=True), layers.LSTM(2)])
    embedding.save(RESOURCES / "bad_mask_zero.keras")
    weights = sequential(3, layers.LSTM(2))
    weights.save_weights(RESOURCES / "bad_only.weights.h5")
    with h5py.File(RESOURCES / "functional.h5") as source:
        with h5py.File(RESOURCES / "bad_old_weights_only.h5", "w") as file:
            for layer in source["model_weights"]:
                source.copy(source["model_weights"][layer], file, layer)
    with zipfile.ZipFile(RESOURCES / "lstm_hard_sigmoid.keras") as source:
        with zipfile.ZipFile(RESOURCES / "bad_no_version.keras", "w") as file:
            for name in source.namelist():
                file.writestr(zipfile.ZipInfo(name), b"{}" if name == "metadata.json" else source.read(name))


def main():
    shutil.rmtree(RESOURCES, ignore_errors=True)
    RESOURCES.mkdir(parents=True)
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
    cudnn("lstm", "LSTM", 4, 4)
    cudnn("gru", "GRU", 3, 5)
    storages()
    refused()
    for path in RESOURCES.glob("*.keras"):
        if path.name != "functional.keras":
            deflate(path)


if __name__ == "__main__":
    main()
