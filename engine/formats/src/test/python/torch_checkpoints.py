#!/usr/bin/env python3
"""Makes checkpoints of classifiers as people have them: state_dicts that do not say how the module's code uses them.

Makes, in engine/formats/src/test/resources/checkpoints:
    NAME.pt, NAME.safetensors   a state_dict of a stack `lstm` and a linear layer `fc`, beside other tensors
    NAME.answers.safetensors    `input` (N, T, features) and PyTorch's answers in float64, as NAME_f64: `stack`, the output
                                of the stack alone, and what `fc` makes of every step, the last step and the final hidden
                                states
    no_checksums.pt             the state_dict of `plain` as set_crc32_options(False) has it

Needs Python 3.11 and
    pip install torch==2.13.0 safetensors==0.8.0 numpy==2.4.6
    (for torch without a GPU: --extra-index-url https://download.pytorch.org/whl/cpu)
Run from the repository's root; it replaces the folder:
    python engine/formats/src/test/python/torch_checkpoints.py
"""

import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

OUT = Path(__file__).resolve().parents[1] / "resources" / "checkpoints"


class Classifier(nn.Module):
    def __init__(self, classes, **options):
        super().__init__()
        self.lstm = nn.LSTM(6, 12, batch_first=True, **options)
        self.fc = nn.Linear(12 * (2 if options.get("bidirectional") else 1), classes)


def answers(name, module):
    x = torch.randn(5, 20, 6)
    module = module.double()
    with torch.no_grad():
        stack, (hidden, _) = module.lstm(x.double())
        directions = 2 if module.lstm.bidirectional else 1
        final = hidden[-directions:].transpose(0, 1).reshape(5, -1)
        save_file(
            {
                "input": x,
                "stack_f64": stack.contiguous(),
                "every_step_f64": module.fc(stack).contiguous(),
                "last_step_f64": module.fc(stack[:, -1]),
                "final_hidden_f64": module.fc(final),
            },
            OUT / f"{name}.answers.safetensors",
        )


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    torch.manual_seed(9)
    plain = Classifier(4)
    torch.save(plain.state_dict(), OUT / "plain.pt")
    save_file(plain.state_dict(), OUT / "plain.safetensors")
    torch.serialization.set_crc32_options(False)
    torch.save(plain.state_dict(), OUT / "no_checksums.pt")
    torch.serialization.set_crc32_options(True)
    answers("plain", plain)

    both = Classifier(3, bidirectional=True, num_layers=2)
    optimizer = torch.optim.Adam(both.parameters())
    torch.save({"epoch": 7, "model": both.state_dict(), "optimizer": optimizer.state_dict()}, OUT / "nested.ckpt")
    answers("nested", both)

    two_heads = Classifier(4)
    two_heads.second = nn.Linear(12, 2)
    torch.save(two_heads.state_dict(), OUT / "two_heads.pt")
    print(f"{len(list(OUT.iterdir()))} files in {OUT}, torch {torch.__version__}")


if __name__ == "__main__":
    main()
