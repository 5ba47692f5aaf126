#!/usr/bin/env python3
"""Makes files as torch.save and its relatives write them, all of one small LSTM, in src/test/resources/torch-files.

truth.safetensors holds the weights that every good file has to give. The names of the others say what they are; those
that begin with bad_ have to be refused.

Needs Python 3.11 and
    pip install torch==2.13.0 safetensors==0.8.0 numpy==2.4.6
    (for torch without a GPU: --extra-index-url https://download.pytorch.org/whl/cpu)
Run from the repository's root:
    python engine/formats/src/test/python/torch_files.py
"""

import collections
import io
import os
import pickle
import sys
import warnings
import zipfile
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

RESOURCES = Path(__file__).resolve().parents[1] / "resources" / "torch-files"

torch.manual_seed(7)


class Runs:
    """Unpickled, it would make a folder; a reader that runs nothing refuses it by the name of the function."""

    def __reduce__(self):
        return os.mkdir, ("never-made",)


class Tagger(nn.Module):
    def __init__(self, lstm):
        super().__init__()
        self.embedding = nn.Embedding(4, 3)
        self.lstm = lstm
        self.register_buffer("steps", torch.tensor(12345))


def rezipped(path, change):
    """Writes a zip file again with its members changed: change(name, bytes) gives new bytes, or None to leave it out."""
    with zipfile.ZipFile(path) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members:
            changed = change(name, data)
            if changed is not None:
                method = zipfile.ZIP_DEFLATED if "deflated" in path.name else zipfile.ZIP_STORED
                archive.writestr(zipfile.ZipInfo(name), changed, method)


def swapped(name, data):
    if name.endswith("/byteorder"):
        return b"big"
    if "/data/" in name:
        return b"".join(data[i : i + 4][::-1] for i in range(0, len(data), 4))
    return data


def main():
    RESOURCES.mkdir(parents=True, exist_ok=True)
    lstm = nn.LSTM(3, 5, num_layers=2, bidirectional=True)
    state = lstm.state_dict()
    save_file(state, RESOURCES / "truth.safetensors")

    def save(name, value, **options):
        torch.save(value, RESOURCES / name, **options)
        return RESOURCES / name

    save("state_dict.pt", state)
    save("before_1_6.pt", state, _use_new_zipfile_serialization=False)
    save("protocol_4.pt", dict(state), pickle_protocol=4)
    save("protocol_5_before_1_6.pth", state, pickle_protocol=5, _use_new_zipfile_serialization=False)
    save("parameters.pt", collections.OrderedDict((name, nn.Parameter(tensor)) for name, tensor in state.items()))
    save("float64.pt", {name: tensor.double() for name, tensor in state.items()})
    save("bfloat16.pt", {name: tensor.bfloat16() for name, tensor in state.items()})
    save("column_major.pt", {name: tensor.t().contiguous().t() for name, tensor in state.items()})
    flat = torch.cat([tensor.flatten() for tensor in state.values()])
    views, at = collections.OrderedDict(), 0
    for name, tensor in state.items():
        views[name] = flat[at : at + tensor.numel()].view(tensor.shape)
        at += tensor.numel()
    save("one_storage.pt", views)
    save("one_storage_before_1_6.pt", views, _use_new_zipfile_serialization=False)

    optimizer = torch.optim.Adam(lstm.parameters())
    lstm(torch.zeros(2, 3))[0].sum().backward()
    optimizer.step()
    lstm.load_state_dict(torch.load(RESOURCES / "state_dict.pt"))
    save(
        "checkpoint.ckpt",
        {
            "epoch": 3,
            "state_dict": Tagger(lstm).state_dict(),
            "optimizer_states": [optimizer.state_dict()],
            "hyper_parameters": {"rate": 1e-3, "sizes": (3, 5), "name": None, "big": 10**30, "on": True},
        },
    )
    twins = collections.OrderedDict(("first." + name, tensor) for name, tensor in state.items())
    twins.update(("second." + name, -tensor) for name, tensor in state.items())
    save("two_stacks.pt", twins)
    save("whole_module.pt", lstm)
    torch.jit.save(torch.jit.script(lstm), RESOURCES / "torchscript.pt")
    rezipped(save("deflated.pt", state), lambda name, data: data)
    rezipped(save("big_endian.pt", state), swapped)
    rnn = nn.RNN(3, 5, nonlinearity="relu")
    save("rnn_relu.pt", rnn.state_dict())

    save("bad_calls_mkdir.pt", {"weights": state, "extra": Runs()})
    save("bad_calls_mkdir_before_1_6.pt", {"extra": Runs()}, _use_new_zipfile_serialization=False)
    rezipped(save("bad_storage_missing.pt", state), lambda name, data: None if name.endswith("/data/3") else data)
    rezipped(save("bad_storage_short.pt", state), lambda name, data: data[:-4] if name.endswith("/data/3") else data)
    (RESOURCES / "bad_pickle_alone.pt").write_bytes(pickle.dumps({"weight_ih_l0": [1.0]}, protocol=2))
    expanded = {name: tensor for name, tensor in state.items()}
    expanded["weight_ih_l0"] = torch.zeros(1, 1).expand(20, 3)
    save("bad_expanded.pt", expanded)
    loop = []
    loop.append(loop)
    whole = io.BytesIO()
    torch.save({"loop": loop, "weights": state}, whole)
    (RESOURCES / "with_a_loop.pt").write_bytes(whole.getvalue())

    # Tensors of no elements, as state_dicts have them for what a model does without.
    empty = {"steps": torch.zeros(0), "mask": torch.zeros(3, 0), "slice": flat[4:4], "columns": torch.zeros(0, 3).t()}
    save("with_empty.pt", {**state, **empty})
    save("with_empty_before_1_6.pt", {**state, **empty}, _use_new_zipfile_serialization=False)
    save_file({**state, **{name: tensor.contiguous() for name, tensor in empty.items()}},
              RESOURCES / "with_empty.safetensors")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that this way to quantize will be replaced
        quantize = torch.ao.quantization.quantize_dynamic
        tagger = nn.Sequential(collections.OrderedDict(lstm=nn.LSTM(3, 4), head=nn.Linear(4, 2)))
        save("bad_quantized.pt", quantize(tagger, {nn.LSTM, nn.Linear}).state_dict())
        save("bad_quantized_to_float16.pt", quantize(tagger, {nn.LSTM}, dtype=torch.float16).state_dict())
        save("bad_quantized_module.pt", quantize(nn.Sequential(nn.LSTM(3, 4)), {nn.LSTM}))
        tensor = torch.quantize_per_tensor(torch.ones(16, 3), 0.1, 0, torch.qint8)
        save("bad_quantized_tensor_before_1_6.pt", {"weight_ih_l0": tensor}, _use_new_zipfile_serialization=False)
    print(f"{len(list(RESOURCES.iterdir()))} files in {RESOURCES}, torch {torch.__version__}, Python {sys.version_info[:2]}")


if __name__ == "__main__":
    main()
