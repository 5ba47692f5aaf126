#!/usr/bin/env python3
"""Trains a vanilla RNN and an LSTM of the same size to recall a symbol after 100 steps, for engine/docs/forgetting.md.

Makes, in engine/docs/forgetting:
    rnn.safetensors, lstm.safetensors   RNN_TANH(6, 8) and LSTM(6, 8) -> last step -> linear -> log-softmax over the 4
                                        symbols; self-describing: the header's `config` holds the architecture
    recall.safetensors                  `input` U8 [100, 100, 6] and `label` I64 [100]: sequences that no training saw

A sequence has 100 steps of 6 features. Features 1 to 4 are a symbol, one of which is 1 at every step but the last. Feature 5
marks the first step. Feature 6 is the question, at the last step. The answer is the symbol of the first step; those of steps 2
to 99 are random and only distract.

Both networks are trained in the same way, on the same batches. The LSTM's gates begin with biases for a memory of 200 steps,
as Tallec and Ollivier 2018 (https://arxiv.org/abs/1804.11188) propose for long tasks; all else begins as PyTorch has it.

Needs Python 3.11 and
    pip install torch==2.13.0 safetensors==0.8.0 numpy==2.4.6
    (for torch without a GPU: --extra-index-url https://download.pytorch.org/whl/cpu)
Run from the repository's root; it takes less than a minute on one core:
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
MARK = SYMBOLS
QUESTION = SYMBOLS + 1
FEATURES = SYMBOLS + 2
HIDDEN_SIZE = 8
MEMORY = 2 * STEPS
HELD_OUT = 100
BATCHES = 4000
BATCH_SIZE = 64
LEARNING_RATE = 5e-3

FOLDER = Path(__file__).resolve().parents[4] / "engine" / "docs" / "forgetting"


class Recall(nn.Module):
    """[N, 100, 6] sequences to [N, 4] log probabilities. The recurrent layer has the name that its weights have in the file."""

    def __init__(self, name, recurrent):
        super().__init__()
        self.add_module(name, recurrent)
        self.recurrent = name
        self.fc = nn.Linear(HIDDEN_SIZE, SYMBOLS)

    def forward(self, sequences):
        hidden, _ = getattr(self, self.recurrent)(sequences)
        return torch.log_softmax(self.fc(hidden[:, -1]), dim=-1)


def sequences(count, generator):
    """[count, 100, 6], and the symbol of each first step."""
    symbols = torch.randint(SYMBOLS, (count, STEPS), generator=generator)
    x = nn.functional.one_hot(symbols, FEATURES)
    x[:, 0, MARK] = 1
    x[:, -1] = 0
    x[:, -1, QUESTION] = 1
    return x, symbols[:, 0].contiguous()


def remember(lstm):
    """Biases for memories of some MEMORY steps: a forget gate of t / (t + 1), an input gate of 1 / (t + 1)."""
    log = torch.full((HIDDEN_SIZE,), float(MEMORY)).log()
    with torch.no_grad():
        lstm.bias_ih_l0[:2 * HIDDEN_SIZE] = torch.cat([-log, log])
        lstm.bias_hh_l0[:2 * HIDDEN_SIZE] = 0


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
            print(f"  batch {batch}: loss {loss.item():.4f}", flush=True)
    return model.eval()


def config(name, kind):
    return json.dumps({"kind": "MODEL", "head": "LAST_STEP", "batch_first": True, "layers": [
        {"kind": kind, "name": name, "input_size": FEATURES, "hidden_size": HIDDEN_SIZE},
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
        model = Recall(name, recurrent(FEATURES, HIDDEN_SIZE, batch_first=True))
        if name == "lstm":
            remember(model.lstm)
        print(name, flush=True)
        train(model)
        with torch.inference_mode():
            right = int((model(held_out.float()).argmax(dim=-1) == label).sum())
        write(FOLDER / f"{name}.safetensors", {key: value.clone() for key, value in model.state_dict().items()},
              {"config": config(name, kind)})
        print(f"  held out: {right} of {HELD_OUT} right", flush=True)


if __name__ == "__main__":
    main()
