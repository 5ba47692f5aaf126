#!/usr/bin/env python3
"""Trains a vanilla RNN and an LSTM of the same size to recall a symbol after 100 steps, for engine/docs/forgetting.md.

Makes, in engine/docs/forgetting:
    rnn.safetensors, lstm.safetensors   RNN_TANH(8, 16) and LSTM(8, 16) -> last step -> linear -> log-softmax over the 4
                                        symbols; self-describing: the header's `config` holds the architecture
    recall.safetensors                  `input` U8 [100, 100, 8] and `label` I64 [100]: sequences that no training saw

A sequence has 100 steps of 8 features, one of which is 1. The first step is one of 4 symbols. Steps 2 to 99 are one of 3
distractors, at random. The last step is the question. The answer is the symbol of the first step.

Both networks are trained in the same way, with the same batches. The LSTM's forget gates begin with biases for memories
of 1 to 99 steps (Tallec and Ollivier 2018, https://arxiv.org/abs/1804.11188); all else begins as PyTorch has it.

Needs Python 3.11 and
    pip install torch==2.13.0 safetensors==0.8.0 numpy==2.4.6
    (for torch without a GPU: --extra-index-url https://download.pytorch.org/whl/cpu)
Run from the repository's root; it takes some two minutes on one core:
    python bench/src/main/python/train_forgetting.py
The same versions on the same processor give the same bytes; elsewhere the last bits of the weights may differ.
"""

import json
from pathlib import Path

import torch
from safetensors.torch import save
from torch import nn

SEED = 1997
STEPS = 100
SYMBOLS = 4
DISTRACTORS = 3
FEATURES = SYMBOLS + DISTRACTORS + 1
HIDDEN_SIZE = 16
HELD_OUT = 100
BATCHES = 1500
BATCH_SIZE = 64
LEARNING_RATE = 5e-3

FOLDER = Path(__file__).resolve().parents[4] / "engine" / "docs" / "forgetting"


class Recall(nn.Module):
    """[N, 100, 8] sequences to [N, 4] log probabilities."""

    def __init__(self, recurrent):
        super().__init__()
        self.rnn = recurrent
        self.fc = nn.Linear(HIDDEN_SIZE, SYMBOLS)

    def forward(self, sequences):
        hidden, _ = self.rnn(sequences)
        return torch.log_softmax(self.fc(hidden[:, -1]), dim=-1)


def sequences(count, generator):
    """One-hot [count, 100, 8], and the symbol of each first step."""
    label = torch.randint(SYMBOLS, (count,), generator=generator)
    token = SYMBOLS + torch.randint(DISTRACTORS, (count, STEPS), generator=generator)
    token[:, 0] = label
    token[:, -1] = FEATURES - 1
    return nn.functional.one_hot(token, FEATURES), label


def remember(lstm, generator):
    """Biases for memories of 1 to STEPS - 1 steps: f = t / (t + 1) for a time t, and an input gate as far shut."""
    times = 1 + (STEPS - 2) * torch.rand(HIDDEN_SIZE, generator=generator)
    with torch.no_grad():
        lstm.bias_hh_l0.zero_()
        lstm.bias_ih_l0.zero_()
        lstm.bias_ih_l0[:HIDDEN_SIZE] = -torch.log(times)
        lstm.bias_ih_l0[HIDDEN_SIZE:2 * HIDDEN_SIZE] = torch.log(times)


def train(model):
    generator = torch.Generator().manual_seed(SEED)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, total_steps=BATCHES)
    for batch in range(1, BATCHES + 1):
        x, label = sequences(BATCH_SIZE, generator)
        loss = nn.functional.nll_loss(model(x.float()), label)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if batch % 250 == 0:
            print(f"  batch {batch}: loss {float(loss):.4f}", flush=True)
    return model.eval()


def config(kind):
    return json.dumps({"kind": "MODEL", "head": "LAST_STEP", "batch_first": True, "layers": [
        {"kind": kind, "name": "rnn", "input_size": FEATURES, "hidden_size": HIDDEN_SIZE},
        {"kind": "LINEAR", "name": "fc", "in_features": HIDDEN_SIZE, "out_features": SYMBOLS},
        {"kind": "LOG_SOFTMAX"}]})


def write(path, tensors, metadata):
    path.write_bytes(save(tensors, metadata))


def main():
    torch.set_num_threads(1)  # a sum split over threads depends on their number
    torch.use_deterministic_algorithms(True)
    held_out, label = sequences(HELD_OUT, torch.Generator().manual_seed(SEED + 1))
    FOLDER.mkdir(parents=True, exist_ok=True)
    write(FOLDER / "recall.safetensors", {"input": held_out.to(torch.uint8), "label": label}, None)
    for name, kind, recurrent in (("rnn", "RNN_TANH", nn.RNN), ("lstm", "LSTM", nn.LSTM)):
        torch.manual_seed(SEED)
        model = Recall(recurrent(FEATURES, HIDDEN_SIZE, batch_first=True))
        if name == "lstm":
            remember(model.rnn, torch.Generator().manual_seed(SEED))
        print(name, flush=True)
        train(model)
        with torch.inference_mode():
            right = int((model(held_out.float()).argmax(dim=-1) == label).sum())
        write(FOLDER / f"{name}.safetensors", {key: value.clone() for key, value in model.state_dict().items()},
              {"config": config(kind)})
        print(f"  held out: {right} of {HELD_OUT} right", flush=True)


if __name__ == "__main__":
    main()
