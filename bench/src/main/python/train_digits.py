#!/usr/bin/env python3
"""Trains the handwritten-digits classifier of the main demonstration and stores it with its held-out data.

Makes, in bench/src/main/resources/digits:
    model.safetensors      LSTM(8, 128) -> hidden state after the last row -> linear -> log-softmax over 10 digits;
                           self-describing: the header's `config` holds the architecture
    held_out.safetensors   `input` F32 [450, 8, 8], `label` I64 [450], and PyTorch's answers `log_probabilities_f32`
                           and `log_probabilities_f64` [450, 10]; the header's metadata says where the data come from
    README.md              what the files are, their licence, how they were made

An 8x8 image is a sequence of 8 steps, its rows from top to bottom, of 8 pixels each, scaled from 0..16 to 0..1.
A seeded, stratified quarter of the images is held out; neither training nor the choice of settings saw it. The
settings were chosen by cross-validation within the other three quarters, which --cross-validate repeats.

Needs Python 3.11 and
    pip install torch==2.13.0 scikit-learn==1.9.1 safetensors==0.8.0 numpy==2.4.6
    (for torch without a GPU: --extra-index-url https://download.pytorch.org/whl/cpu)
Run from the repository's root; it takes about 20 seconds on one core:
    python bench/src/main/python/train_digits.py
The same versions on the same processor give the same bytes; elsewhere the last bits of the weights may differ.
"""

import argparse
import json
import math
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save
from sklearn.datasets import load_digits
from sklearn.model_selection import StratifiedKFold, train_test_split
from torch import nn

REQUIREMENTS = "pip install torch==2.13.0 scikit-learn==1.9.1 safetensors==0.8.0 numpy==2.4.6"

SEED = 20250
HELD_OUT_SHARE = 0.25
HIDDEN_SIZE = 128
EPOCHS = 100
BATCH_SIZE = 32
LEARNING_RATE = 3e-3
WEIGHT_DECAY = 1e-2
DROPOUT = 0.3
CROSS_VALIDATED = 0.980  # what --cross-validate prints for the settings above

RESOURCES = Path(__file__).resolve().parents[1] / "resources" / "digits"

CONFIG = {
    "kind": "MODEL",
    "head": "LAST_STEP",
    "batch_first": True,
    "layers": [
        {"kind": "LSTM", "name": "lstm", "input_size": 8, "hidden_size": HIDDEN_SIZE, "num_layers": 1,
         "bidirectional": False, "proj_size": 0, "bias": True},
        {"kind": "LINEAR", "name": "fc", "in_features": HIDDEN_SIZE, "out_features": 10, "bias": True},
        {"kind": "LOG_SOFTMAX"},
    ],
}

PROVENANCE = {
    "source": "Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, "
              "https://doi.org/10.24432/C50P49, the 1797 images of its test set as scikit-learn's load_digits has them",
    "licence": "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
    "attribution": "E. Alpaydin and C. Kaynak, Bogazici University, 1998; pixels divided by 16, a quarter selected",
}


class DigitClassifier(nn.Module):
    """[N, 8, 8] images, rows as time steps, to [N, 10] log probabilities."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, HIDDEN_SIZE, batch_first=True)
        self.dropout = nn.Dropout(DROPOUT)
        self.fc = nn.Linear(HIDDEN_SIZE, 10)

    def forward(self, images):
        hidden, _ = self.lstm(images)
        return torch.log_softmax(self.fc(self.dropout(hidden[:, -1])), dim=-1)


def augment(images):
    """Moves every image by up to one pixel each way (a third of the moves are none) and adds a little noise."""
    padded = nn.functional.pad(images, (1, 1, 1, 1))
    down, right = torch.randint(0, 3, (2, len(images), 1, 1))
    row = down + torch.arange(8).view(1, 8, 1)
    column = right + torch.arange(8).view(1, 1, 8)
    moved = padded[torch.arange(len(images)).view(-1, 1, 1), row, column]
    return moved + 0.05 * torch.randn_like(moved)


def train(images, labels):
    """A classifier trained on these images alone, from SEED."""
    torch.manual_seed(SEED)
    model = DigitClassifier()
    batches = math.ceil(len(images) / BATCH_SIZE)
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, total_steps=EPOCHS * batches)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(images)).split(BATCH_SIZE):
            loss = nn.functional.nll_loss(model(augment(images[batch])), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return model.eval()


def answer(model, images):
    with torch.inference_mode():
        return model(images)


def correct(log_probabilities, labels):
    return int((log_probabilities.argmax(dim=-1) == labels).sum())


def cross_validate(images, labels):
    folds = StratifiedKFold(5, shuffle=True, random_state=SEED)
    right = 0
    for number, (rest, fold) in enumerate(folds.split(images, labels), 1):
        found = correct(answer(train(images[rest], labels[rest]), images[fold]), labels[fold])
        print(f"fold {number}: {found} of {len(fold)}", flush=True)
        right += found
    print(f"cross-validation within the training part: {right} of {len(images)} ({right / len(images):.2%})")


def write(path, tensors, metadata):
    """Writes a safetensors file with its metadata in a fixed order, which the library leaves to chance."""
    encoded = save(tensors, {"torch": torch.__version__, **metadata})
    size = int.from_bytes(encoded[:8], "little")
    header = json.loads(encoded[8:8 + size])
    header["__metadata__"] = dict(sorted(header["__metadata__"].items()))
    text = json.dumps(header, separators=(",", ":")).encode().ljust(size)
    if len(text) != size:
        raise ValueError(f"{path}: expected a header of {size} bytes, found {len(text)}")
    path.write_bytes(encoded[:8] + text + encoded[8 + size:])


def read(path):
    # cloned, because the order of PyTorch's sums may depend on the alignment of its operands
    with safe_open(path, "pt") as file:
        return {name: file.get_tensor(name).clone() for name in file.keys()}


def verify(model_path, held_out_path):
    """Loads both files again and fails unless the stored weights give the stored answers, to the bit."""
    model = DigitClassifier().eval()
    model.load_state_dict(read(model_path))
    stored = read(held_out_path)
    for precision, name in ((torch.float32, "log_probabilities_f32"), (torch.float64, "log_probabilities_f64")):
        if not torch.equal(answer(model.to(precision), stored["input"].to(precision)), stored[name]):
            raise ValueError(f"{held_out_path}: {name} is not what the stored weights answer")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--cross-validate", action="store_true", help="judge the settings; write nothing")
    options = arguments.parse_args()
    torch.set_num_threads(1)  # a sum split over threads depends on their number
    torch.use_deterministic_algorithms(True)

    digits = load_digits()
    images = torch.from_numpy(digits.images).float() / 16
    labels = torch.from_numpy(digits.target).long()
    training, held_out = map(torch.from_numpy, train_test_split(
        torch.arange(len(labels)).numpy(), test_size=HELD_OUT_SHARE, stratify=digits.target, random_state=SEED))
    if options.cross_validate:
        cross_validate(images[training], labels[training])
        return

    model = train(images[training], labels[training])
    weights = {name: parameter.detach().clone() for name, parameter in model.state_dict().items()}
    held_out_images, held_out_labels = images[held_out].contiguous(), labels[held_out]
    float32 = answer(model, held_out_images)
    float64 = answer(model.double(), held_out_images.double())
    right, count = correct(float32, held_out_labels), len(held_out)
    figures = {"seed": str(SEED), "correct": str(right), "accuracy": f"{right / count:.4f}"}

    RESOURCES.mkdir(parents=True, exist_ok=True)
    model_path, held_out_path = RESOURCES / "model.safetensors", RESOURCES / "held_out.safetensors"
    write(model_path, weights, {"config": json.dumps(CONFIG), "trained_on": PROVENANCE["source"], **figures})
    write(held_out_path,
          {"input": held_out_images, "label": held_out_labels,
           "log_probabilities_f32": float32, "log_probabilities_f64": float64},
          {**PROVENANCE, **figures, "tol_hint": repr(float((float32 - float64).abs().max()))})
    verify(model_path, held_out_path)
    (RESOURCES / "README.md").write_text(readme(right, count, len(training)))
    print(f"held out: {right} of {count} right ({right / count:.2%}); float32 is within "
          f"{float((float32 - float64).abs().max()):.1e} of float64; files in {RESOURCES}")


def readme(right, count, trained_on):
    return f"""# Handwritten digits, read row by row

- `model.safetensors`: an LSTM of {HIDDEN_SIZE} units, a linear layer and a log-softmax, as the JSON `config` in its
  header says. It reads an 8x8 image as 8 steps, its rows, of 8 pixels from 0 to 1.
- `held_out.safetensors`: {count} images that the model has never seen, `input` [{count}, 8, 8] and `label`
  [{count}], and PyTorch's answers `log_probabilities_f32` and `log_probabilities_f64` [{count}, 10].

PyTorch {torch.__version__} gets {right} of the {count} held-out images right ({right / count:.2%}). A sample of this
size says no more than a percent or so either way: cross-validation within the {trained_on} images of the training
part, by which the settings were chosen, gives {CROSS_VALIDATED:.1%}. The split is random within each digit, so the
same 13 writers wrote both parts.

## Made by

```
{REQUIREMENTS}
python bench/src/main/python/train_digits.py
```

The script writes this folder, this page included; seed {SEED}.

## The data

*Optical Recognition of Handwritten Digits*, the 1797 images of its test set, as scikit-learn's `load_digits` has them.
Licence: [Creative Commons Attribution 4.0 International](https://creativecommons.org/licenses/by/4.0/).
`held_out.safetensors` holds a quarter of them, the pixels divided by 16, otherwise unchanged.

> E. Alpaydin and C. Kaynak (1998). Optical Recognition of Handwritten Digits [Dataset]. UCI Machine Learning
> Repository. https://doi.org/10.24432/C50P49

The weights of the model are this project's own work and under its licence.
"""


if __name__ == "__main__":
    main()
