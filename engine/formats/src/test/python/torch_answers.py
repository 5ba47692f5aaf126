#!/usr/bin/env python3
"""Makes the PyTorch answers that the JUnit tests of Lanewise compare with.

Makes, in engine/formats/src/test/resources:
    torch/NAME.safetensors                 one nn.LSTM, nn.GRU or nn.RNN each: weights under PyTorch's names, `input`,
                                           maybe `h0`, `c0`, `lengths` (I64), and the answers `output_*`, `h_n_*`,
                                           `c_n_*` (LSTM) as `_f32` and `_f64`
    torch-models/NAME.safetensors          a whole model, weights only; its answers in NAME.answers.safetensors:
                                           `input`, maybe `lengths`, `output_f32`, `output_f64`
    torch-dtypes/NAME.safetensors          one LSTM with its weights stored as F64, F16 or BF16; the answers are those
                                           of the weights converted to F32

`_f32` is what PyTorch computes in float32, `_f64` what the same weights and inputs give in float64. `tol_hint` is the
greatest difference of the two: how exact float32 can be expected to be. It stands in `config`, the JSON in the header's
metadata that describes the network; for a whole model, in the metadata of the answers.

With `lengths`, the padding of `input` is junk on purpose, `output` is 0 beyond a row's length, and `h_n` and `c_n` are
the states after a row's own last step (reverse direction: after its first).

Needs Python 3.11 and
    pip install torch==2.13.0 safetensors==0.8.0 numpy==2.4.6
    (for torch without a GPU: --extra-index-url https://download.pytorch.org/whl/cpu)
Run from the repository's root; it takes a few seconds:
    python engine/formats/src/test/python/torch_answers.py
It replaces the three folders, then reads every file back and recomputes its answers from it. The same versions on the
same processor give the same bytes; elsewhere the last bits of `_f32` and `tol_hint` may differ.
"""

import json
import shutil
import zlib
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

RESOURCES = Path(__file__).resolve().parents[1] / "resources"
RECURRENT = {"LSTM": nn.LSTM, "GRU": nn.GRU, "RNN_TANH": nn.RNN, "RNN_RELU": nn.RNN}
ACTIVATIONS = {"SIGMOID": torch.sigmoid, "TANH": torch.tanh, "RELU": torch.relu,
               "SOFTMAX": lambda x: torch.softmax(x, dim=-1), "LOG_SOFTMAX": lambda x: torch.log_softmax(x, dim=-1)}
SIZES = ("input_size", "hidden_size", "num_layers", "bidirectional", "bias")
LARGEST_TOL_HINT = 1e-5  # a net whose float32 strays further is chaotic and checks nothing


# ---- networks ---------------------------------------------------------------------------------------------------


def recurrent_module(config, batch_first):
    """The module of a flat config, or of one recurrent layer of a model."""
    options = {name: config[name] for name in SIZES}
    if config["kind"] == "LSTM":
        options["proj_size"] = config["proj_size"]
    if config["kind"].startswith("RNN_"):
        options["nonlinearity"] = config["kind"].removeprefix("RNN_").lower()
    return RECURRENT[config["kind"]](batch_first=batch_first, **options)


def run_recurrent(module, x, state=None, lengths=None):
    """Output (zero beyond the lengths), h_n and c_n (None but for an LSTM)."""
    if lengths is None:
        output, final = module(x, state)
    else:
        packed = pack_padded_sequence(x, lengths, batch_first=module.batch_first, enforce_sorted=False)
        output, final = module(packed, state)
        steps = x.shape[1 if module.batch_first else 0]
        output, _ = pad_packed_sequence(output, batch_first=module.batch_first, total_length=steps)
    return (output, *final) if isinstance(module, nn.LSTM) else (output, final, None)


class Network(nn.Module):
    """A whole model, as its config describes it."""

    def __init__(self, config):
        super().__init__()
        self.config = config
        for layer in config["layers"]:
            if layer["kind"] in RECURRENT:
                self.add_module(layer["name"], recurrent_module(layer, config["batch_first"]))
            elif layer["kind"] == "LINEAR":
                linear = nn.Linear(layer["in_features"], layer["out_features"], bias=layer["bias"])
                self.add_module(layer["name"], linear)
            elif layer["kind"] == "EMBEDDING":
                self.add_module(layer["name"], nn.Embedding(layer["num_embeddings"], layer["embedding_dim"]))

    def forward(self, x, lengths=None):
        layers = self.config["layers"]
        last_recurrent = max(i for i, layer in enumerate(layers) if layer["kind"] in RECURRENT)
        for i, layer in enumerate(layers):
            if layer["kind"] in ACTIVATIONS:
                x = ACTIVATIONS[layer["kind"]](x)
            elif layer["kind"] not in RECURRENT:
                x = self.get_submodule(layer["name"])(x)
            else:
                x, hidden, _ = run_recurrent(self.get_submodule(layer["name"]), x, lengths=lengths)
                if i == last_recurrent:
                    x = self.head(x, hidden, 2 if layer["bidirectional"] else 1, lengths)
        if self.config["head"] == "EVERY_STEP" and lengths is not None:
            x = x.masked_fill(padding_of(x, lengths, self.config["batch_first"]), 0)
        return x

    def head(self, output, hidden, directions, lengths):
        """What the layers after the last recurrent one see."""
        if self.config["head"] == "EVERY_STEP":
            return output
        if self.config["head"] == "FINAL_HIDDEN":
            return torch.cat(tuple(hidden[-directions:]), dim=-1)
        rows = output if self.config["batch_first"] else output.transpose(0, 1)
        if lengths is None:
            return rows[:, -1]
        return rows[torch.arange(len(rows)), lengths - 1]


def padding_of(x, lengths, batch_first):
    """True at every step beyond its row's length, shaped to be broadcast over the features of x."""
    steps = torch.arange(x.shape[1 if batch_first else 0])
    beyond = steps.view(1, -1) >= lengths.view(-1, 1)
    return (beyond if batch_first else beyond.T).unsqueeze(-1)


# ---- answers ----------------------------------------------------------------------------------------------------


def in_both_precisions(case, compute):
    """Names and tensors of compute(dtype)'s answers in float32 and float64, and the tolerance hint."""
    answers, greatest = {}, 0.0
    with torch.no_grad():
        single, double = compute(torch.float32), compute(torch.float64)
    for name in single:
        f32, f64 = single[name], double[name]
        for special in (torch.isnan, torch.isposinf, torch.isneginf):
            if not torch.equal(special(f32), special(f64)):
                raise ValueError(f"{case}: {name}: float32 and float64 disagree in {special.__name__}")
        finite = torch.isfinite(f64)
        if finite.any():
            greatest = max(greatest, float((f32.double() - f64)[finite].abs().max()))
        answers[name + "_f32"], answers[name + "_f64"] = f32.contiguous(), f64.contiguous()
    if not any(answer.any() for answer in answers.values()):
        raise ValueError(f"{case}: every answer is 0, which checks nothing: another name draws other weights")
    if greatest > LARGEST_TOL_HINT:
        raise ValueError(f"{case}: float32 is off by {greatest}, more than {LARGEST_TOL_HINT}: choose smaller weights")
    return answers, greatest


def recurrent_answers(case, config, tensors):
    """The answers of a single stack to the weights, input, states and lengths in tensors."""
    def compute(dtype):
        module = recurrent_module(config, config["batch_first"]).to(dtype)
        # by way of float32, which is what the answers to weights of another dtype are defined by
        module.load_state_dict({name: tensors[name].float().to(dtype) for name in module.state_dict()})
        state = tuple(tensors[name].to(dtype) for name in ("h0", "c0") if name in tensors)
        if config["kind"] != "LSTM" or not state:
            state = state[0] if state else None
        output, h_n, c_n = run_recurrent(module, tensors["input"].to(dtype), state, tensors.get("lengths"))
        answers = {"output": output, "h_n": h_n, "c_n": c_n}
        return {name: answer for name, answer in answers.items() if answer is not None}
    return in_both_precisions(case, compute)


def model_answers(case, config, weights, question):
    """The answers of a whole model to the input and lengths in question."""
    def compute(dtype):
        network = Network(config).to(dtype)
        network.load_state_dict({name: weight.to(dtype) for name, weight in weights.items()})
        x = question["input"]
        return {"output": network(x.to(dtype) if x.is_floating_point() else x, question.get("lengths"))}
    return in_both_precisions(case, compute)


# ---- drawing ----------------------------------------------------------------------------------------------------


def generator_of(name):
    """A case's random numbers depend on its name alone, so that adding a case changes no other."""
    return torch.Generator().manual_seed(zlib.crc32(name.encode()))


def uniform(shape, bound, generator, dtype=torch.float32):
    return (torch.rand(shape, generator=generator, dtype=dtype) * 2 - 1) * bound


def draw_weights(module, generator, scale=1.0, dtype=torch.float32):
    """Weights within scale / sqrt(columns). At scale 1, about PyTorch's own, gates hardly leave their middle."""
    return {name: uniform(parameter.shape, scale * parameter.shape[-1] ** -0.5, generator, dtype)
            for name, parameter in module.state_dict().items()}


def fill_padding(x, lengths, batch_first, junk):
    """Overwrites the padding; "random" leaves the numbers that are there."""
    if junk != "random":
        x.masked_fill_(padding_of(x, lengths, batch_first), float(junk))


def make_recurrent(name, kind, input_size, hidden_size, *, layers=1, bidirectional=False, proj=0, bias=True,
                   batch_first=False, batch=3, steps=6, states=False, lengths=None, junk="random",
                   weight_scale=1.5, weight_dtype=torch.float32, edit=None, folder="torch"):
    """Writes one case. batch None: unbatched. edit(tensors) changes weights or input once they are drawn."""
    config = {"kind": kind, "input_size": input_size, "hidden_size": hidden_size, "num_layers": layers,
              "bidirectional": bidirectional, "proj_size": proj, "bias": bias, "batch_first": batch_first,
              "unbatched": batch is None}
    generator = generator_of(name)
    module = recurrent_module(config, batch_first)
    tensors = draw_weights(module, generator, weight_scale, weight_dtype)
    shape = (steps,) if batch is None else (batch, steps) if batch_first else (steps, batch)
    tensors["input"] = torch.randn((*shape, input_size), generator=generator)
    if states:
        rows = (layers * (2 if bidirectional else 1),) + (() if batch is None else (batch,))
        tensors["h0"] = uniform((*rows, proj or hidden_size), 0.9, generator)
        if kind == "LSTM":
            tensors["c0"] = uniform((*rows, hidden_size), 1.5, generator)
    if lengths is not None:
        tensors["lengths"] = torch.tensor(lengths)
        fill_padding(tensors["input"], tensors["lengths"], batch_first, junk)
    if edit:
        edit(tensors)
    answers, config["tol_hint"] = recurrent_answers(name, config, tensors)
    config["torch"] = torch.__version__
    path = RESOURCES / folder / f"{name}.safetensors"
    save_file({**tensors, **answers}, path, {"config": json.dumps(config)})


def make_model(name, head, layers, *, batch_first=True, batch=4, steps=7, lengths=None, junk="nan"):
    """Writes a model and its answers. The input's size is the first layer's; an embedding's input is indices."""
    config = {"kind": "MODEL", "head": head, "batch_first": batch_first, "layers": layers}
    generator = generator_of(name)
    weights = draw_weights(Network(config), generator, 1.5)
    shape = (batch, steps) if batch_first else (steps, batch)
    first = layers[0]
    if first["kind"] == "EMBEDDING":
        question = {"input": torch.randint(0, first["num_embeddings"], shape, generator=generator)}
    else:
        features = first.get("in_features", first.get("input_size"))
        question = {"input": torch.randn((*shape, features), generator=generator)}
    if lengths is not None:
        question["lengths"] = torch.tensor(lengths)
        if question["input"].is_floating_point():
            fill_padding(question["input"], question["lengths"], batch_first, junk)
    answers, tol_hint = model_answers(name, config, weights, question)
    folder = RESOURCES / "torch-models"
    save_file(weights, folder / f"{name}.safetensors", {"config": json.dumps(config)})
    save_file({**question, **answers}, folder / f"{name}.answers.safetensors", {"tol_hint": repr(tol_hint)})


# ---- edits ------------------------------------------------------------------------------------------------------


def nan_in_row_1(tensors):
    tensors["input"][:, 1] = float("nan")


def infinity_in_row_1(tensors):
    tensors["input"][2, 1, 0] = float("inf")


def subnormal_input(tensors):
    tensors["input"] *= 1e-39


def huge_input(tensors):
    tensors["input"] *= 1e30


def zero_weights(tensors):
    for name, tensor in tensors.items():
        if name.startswith(("weight", "bias")):
            tensor.zero_()


def saturated_gates(tensors):
    for name, tensor in tensors.items():
        if name.startswith("bias_ih"):
            tensor += 60 * tensor.sign()


def subnormal_in_f16(tensors):
    """Column 0 of the input weights becomes so small that F16 holds it as subnormals; its input makes up for that."""
    tensors["weight_ih_l0"][:, 0] *= 1e-5
    tensors["input"][..., 0] *= 1e4


# ---- cases ------------------------------------------------------------------------------------------------------


def make_every_kind():
    """The options, for each kind of cell, over sizes that leave every sort of remainder in a vector."""
    sizes = {"LSTM": (9, 17, 31), "GRU": (7, 15, 33), "RNN_TANH": (8, 16, 40), "RNN_RELU": (3, 33, 24)}
    for kind, (small, middle, large) in sizes.items():
        cell = kind.lower()
        make_recurrent(f"{cell}_one_unit", kind, 1, 1, batch=1, steps=1, states=True)
        make_recurrent(f"{cell}_states_given", kind, middle, large, batch=5, steps=7, states=True)
        make_recurrent(f"{cell}_three_layers_batch_first", kind, small, middle, layers=3, batch_first=True, batch=2)
        make_recurrent(f"{cell}_no_bias", kind, middle, small, layers=2, bias=False, states=True)
        make_recurrent(f"{cell}_unbatched_bidirectional", kind, small, middle, bidirectional=True, batch=None,
                       states=True)
        make_recurrent(f"{cell}_four_layers_bidirectional_lengths_nan", kind, 5, small, layers=4, bidirectional=True,
                       batch=5, steps=9, states=True, lengths=[3, 9, 1, 8, 4], junk="nan")
        make_recurrent(f"{cell}_lengths_below_t", kind, small, middle, batch_first=True, batch=4, steps=8,
                       lengths=[2, 6, 1, 5], junk="1e30")
        make_recurrent(f"{cell}_nan_in_row_1", kind, 4, middle, batch=4, edit=nan_in_row_1)
        make_recurrent(f"{cell}_long", kind, 3, 8, batch=1, steps=300, weight_scale=1.0)


def make_projections():
    make_recurrent("lstm_projection", "LSTM", 8, 31, proj=15, states=True)
    make_recurrent("lstm_projection_to_one", "LSTM", 3, 16, proj=1, layers=2, bias=False, batch_first=True,
                   batch=None)
    make_recurrent("lstm_projection_bidirectional_lengths", "LSTM", 7, 17, proj=9, layers=2, bidirectional=True,
                   batch_first=True, batch=4, steps=6, states=True, lengths=[4, 1, 6, 2], junk="1e30")


def make_extremes():
    make_recurrent("lstm_saturated_gates", "LSTM", 5, 20, steps=9, states=True, edit=saturated_gates)
    make_recurrent("gru_saturated_gates", "GRU", 5, 20, steps=9, states=True, edit=saturated_gates)
    make_recurrent("rnn_tanh_huge_input", "RNN_TANH", 5, 18, edit=huge_input)
    make_recurrent("lstm_huge_input", "LSTM", 5, 18, states=True, edit=huge_input)
    make_recurrent("lstm_infinity_in_row_1", "LSTM", 4, 16, edit=infinity_in_row_1)
    make_recurrent("lstm_subnormal_input", "LSTM", 6, 15, bias=False, edit=subnormal_input)
    make_recurrent("rnn_relu_subnormal_input", "RNN_RELU", 6, 15, bias=False, edit=subnormal_input)
    make_recurrent("lstm_zero_weights", "LSTM", 5, 7, states=True, edit=zero_weights)
    make_recurrent("gru_zero_weights", "GRU", 5, 7, states=True, edit=zero_weights)
    make_recurrent("lstm_every_length_one", "LSTM", 5, 9, layers=2, bidirectional=True, batch=4, steps=3,
                   lengths=[1, 1, 1, 1], junk="nan")
    make_recurrent("gru_lengths_random_padding", "GRU", 6, 32, bidirectional=True, steps=8, lengths=[5, 8, 3])
    make_recurrent("lstm_wide_input", "LSTM", 257, 3)
    make_recurrent("lstm_wide_hidden", "LSTM", 1, 65, batch=2, steps=5)
    make_recurrent("gru_one_row", "GRU", 33, 31, batch=1, batch_first=True, steps=12)


def make_dtypes():
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        name = {torch.float64: "lstm_f64", torch.float16: "lstm_f16", torch.bfloat16: "lstm_bf16"}[dtype]
        make_recurrent(name, "LSTM", 6, 9, layers=2, bidirectional=True, proj=5, states=True, weight_dtype=dtype,
                       edit=subnormal_in_f16, folder="torch-dtypes")


def recurrent(kind, name, input_size, hidden_size, layers=1, bidirectional=False, proj=0, bias=True):
    return {"kind": kind, "name": name, "input_size": input_size, "hidden_size": hidden_size, "num_layers": layers,
            "bidirectional": bidirectional, "proj_size": proj, "bias": bias}


def linear(name, in_features, out_features, bias=True):
    return {"kind": "LINEAR", "name": name, "in_features": in_features, "out_features": out_features, "bias": bias}


def activation(kind):
    return {"kind": kind}


def make_models():
    make_model("embedding_lstm_last_step", "LAST_STEP", [
        {"kind": "EMBEDDING", "name": "embedding", "num_embeddings": 26, "embedding_dim": 12},
        recurrent("LSTM", "lstm", 12, 17), linear("fc", 17, 5), activation("LOG_SOFTMAX")])
    make_model("gru_every_step", "EVERY_STEP", [
        recurrent("GRU", "gru", 7, 15, layers=2), linear("fc", 15, 3)], batch_first=False)
    make_model("bidirectional_lstm_final_hidden_lengths", "FINAL_HIDDEN", [
        recurrent("LSTM", "lstm", 6, 9, layers=2, bidirectional=True), linear("fc", 18, 4), activation("SOFTMAX")],
        lengths=[5, 7, 1, 3])
    make_model("projected_lstm_every_step", "EVERY_STEP", [
        recurrent("LSTM", "lstm", 5, 16, proj=7), activation("TANH"), linear("fc", 7, 2)])
    make_model("linear_rnn_every_step_lengths", "EVERY_STEP", [
        linear("encoder", 4, 9), activation("RELU"), recurrent("RNN_TANH", "rnn", 9, 8), linear("decoder", 8, 3),
        activation("SIGMOID")], batch_first=False, lengths=[2, 7, 4, 6])
    make_model("two_stacks_last_step", "LAST_STEP", [
        recurrent("LSTM", "lstm", 3, 12), linear("between", 12, 7, bias=False), recurrent("GRU", "gru", 7, 10),
        linear("fc", 10, 4)])
    make_model("bidirectional_lstm_last_step_lengths", "LAST_STEP", [
        recurrent("LSTM", "lstm", 5, 8, bidirectional=True), linear("fc", 16, 3)],
        batch_first=False, lengths=[3, 6, 7, 1], junk="1e30")
    make_model("two_stacks_every_step_lengths", "EVERY_STEP", [
        {"kind": "EMBEDDING", "name": "embedding", "num_embeddings": 9, "embedding_dim": 5},
        recurrent("RNN_RELU", "first", 5, 11, bidirectional=True), linear("between", 22, 6), activation("TANH"),
        recurrent("LSTM", "second", 6, 7, bidirectional=True, bias=False), linear("fc", 14, 4),
        activation("LOG_SOFTMAX")], lengths=[7, 2, 5, 1])


# ---- reading back -----------------------------------------------------------------------------------------------


def read(path):
    with safe_open(path, "pt") as file:
        # cloned, because the order of PyTorch's sums depends on the alignment of its operands
        return {name: file.get_tensor(name).clone() for name in file.keys()}, file.metadata()


def verify(path):
    """Fails unless the file's own weights and inputs give its answers, to the bit; returns its tolerance hint."""
    tensors, metadata = read(path)
    if path.parent.name == "torch-models":
        stored, metadata_of_answers = read(path.with_suffix(".answers.safetensors"))
        hint = float(metadata_of_answers["tol_hint"])
        answers, found_hint = model_answers(path.stem, json.loads(metadata["config"]), tensors, stored)
    else:
        stored, config = tensors, json.loads(metadata["config"])
        hint = config["tol_hint"]
        answers, found_hint = recurrent_answers(path.stem, config, tensors)
    for name, answer in answers.items():
        if not torch.equal(answer.nan_to_num(123.0), stored[name].nan_to_num(123.0)):
            raise ValueError(f"{path}: {name} is not what the file's weights answer")
    if hint != found_hint:
        raise ValueError(f"{path}: expected a tol_hint of {found_hint}, found {hint}")
    return hint


def main():
    torch.set_num_threads(1)  # a sum split over threads depends on their number
    torch.use_deterministic_algorithms(True)
    torch.backends.mkldnn.set_flags(False)  # oneDNN has no projections: one implementation for all cases
    folders = [RESOURCES / name for name in ("torch", "torch-models", "torch-dtypes")]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    make_every_kind()
    make_projections()
    make_extremes()
    make_models()
    make_dtypes()
    for folder in folders:
        files = sorted(folder.iterdir())
        hints = [verify(path) for path in files if not path.stem.endswith(".answers")]
        print(f"{folder.name}: {len(files)} files, {sum(path.stat().st_size for path in files):,} bytes, "
              f"{len(hints)} cases recomputed alike, largest tol_hint {max(hints):.1e}")


if __name__ == "__main__":
    main()
