#!/usr/bin/env python3
"""Trains the model of the tutorial: which shape has a noisy wave, sine, square or sawtooth?

Writes into the current folder:
    waves.pt               the state_dict of an LSTM(1, 16) and of a linear layer `fc`, which reads every time step
    held_out.safetensors   waves that training has not seen: `input` F32 [12, 48, 1], `label` I64 [12], and PyTorch's
                           answers `output_f32` and `output_f64` [12, 48, 3]

Needs Python 3.11 and
    pip install torch==2.13.0 safetensors numpy
Run from any folder; it takes some 20 seconds on one core. The same versions on the same processor give the same
bytes; elsewhere the last bits may differ. The files in engine/docs/src/main/waves are those of one run.
"""

import math

import torch
from safetensors.torch import save_file
from torch import nn

SHAPES = ["sine", "square", "sawtooth"]
STEPS = 48


class Waves(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(input_size=1, hidden_size=16, batch_first=True)
        self.fc = nn.Linear(16, len(SHAPES))

    def forward(self, x):
        h, _ = self.lstm(x)
        return self.fc(h)


def waves(count, generator):
    """Waves of random shape, period and phase, with noise: [count, STEPS, 1], and the shapes' numbers [count]."""
    label = torch.randint(len(SHAPES), (count,), generator=generator)
    period = 8 + 12 * torch.rand(count, 1, generator=generator)
    phase = torch.rand(count, 1, generator=generator)
    turn = torch.arange(STEPS) / period + phase
    sine = torch.sin(2 * math.pi * turn)
    shapes = torch.stack([sine, torch.sign(sine), 2 * (turn % 1) - 1])
    clean = shapes[label, torch.arange(count)]
    return (clean + 0.1 * torch.randn(count, STEPS, generator=generator)).unsqueeze(-1), label


def main():
    torch.manual_seed(1)
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(1)
    model = Waves()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(600):
        x, label = waves(64, generator)
        y = model(x)
        loss = nn.functional.cross_entropy(y.transpose(1, 2), label.unsqueeze(1).expand(-1, STEPS))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    torch.save(model.state_dict(), "waves.pt")
    x, label = waves(12, generator)
    with torch.no_grad():
        y = model(x)
        y_f64 = model.double()(x.double())
    save_file({"input": x, "label": label, "output_f32": y, "output_f64": y_f64}, "held_out.safetensors")
    right = int((y[:, -1].argmax(-1) == label).sum())
    print(f"right after {STEPS} steps: {right} of {len(label)}")


if __name__ == "__main__":
    main()
