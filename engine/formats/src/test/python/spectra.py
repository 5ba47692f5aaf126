#!/usr/bin/env python3
"""Makes spectra by PyTorch, and mel bands by librosa, in src/test/resources/spectrum.

Needs Python 3.11 and
    pip install torch==2.13.0 librosa==0.11.0 safetensors==0.8.0 numpy==2.4.6
    (for torch without a GPU: --extra-index-url https://download.pytorch.org/whl/cpu)
Run from the repository's root:
    python engine/formats/src/test/python/spectra.py
"""

import shutil
from pathlib import Path

import librosa
import numpy as np
import torch
from safetensors.torch import save_file

RESOURCES = Path(__file__).resolve().parents[1] / "resources" / "spectrum"
SAMPLES = 150

WINDOWS = {
    "RECTANGULAR": torch.ones,
    "HANN": torch.hann_window,
    "HANN_SYMMETRIC": lambda n, **dtype: torch.hann_window(n, periodic=False, **dtype),
    "HAMMING": torch.hamming_window,
    "HAMMING_SYMMETRIC": lambda n, **dtype: torch.hamming_window(n, periodic=False, **dtype),
    "SQRT_HANN": lambda n, **dtype: torch.hann_window(n, **dtype).sqrt(),
}

EDGES = {"NONE": dict(center=False), "ZEROS": dict(center=True, pad_mode="constant"),
         "REFLECT": dict(center=True, pad_mode="reflect")}


def stft(name, size, hop, window, edges, length=None):
    """In float64; the spectra as (frames, bins, 2), and the recording that torch.istft makes of them when bin 3 is left out."""
    length = length or size
    x = torch.randn(SAMPLES)
    numbers = WINDOWS[window](length, dtype=torch.float64)
    spectra = torch.stft(x.double(), size, hop, length, numbers, return_complex=True, **EDGES[edges])
    tensors = {"samples": x, "spectra": torch.view_as_real(spectra.T).contiguous()}
    if edges != "NONE":
        changed = spectra.clone()
        changed[3] = 0
        tensors["inverse"] = torch.istft(changed, size, hop, length, numbers, length=SAMPLES)
    metadata = {"size": str(size), "hop": str(hop), "window": window, "length": str(length), "edges": edges}
    save_file({key: value.float() for key, value in tensors.items()}, RESOURCES / f"stft_{name}.safetensors", metadata)


def mel(name, sample_rate, size, bands, low, high, htk, norm):
    """Of random powers."""
    weights = librosa.filters.mel(sr=sample_rate, n_fft=size, n_mels=bands, fmin=low, fmax=high, htk=htk, norm=norm,
                                  dtype=np.float64)
    powers = torch.rand(size // 2 + 1)
    sums = torch.from_numpy(weights) @ powers.double()
    tensors = {"powers": powers, "sums": sums.float(), "logarithms": sums.clamp(min=1e-3).log().float(),
               "decibels": (10 * (sums + 1e-3).log10()).float()}
    metadata = {"sample_rate": str(sample_rate), "size": str(size), "bands": str(bands), "low": str(low),
                "high": str(high), "scale": "HTK" if htk else "SLANEY", "norm": "SLANEY" if norm else "NONE"}
    save_file(tensors, RESOURCES / f"mel_{name}.safetensors", metadata)


def main():
    shutil.rmtree(RESOURCES, ignore_errors=True)
    RESOURCES.mkdir(parents=True)
    torch.manual_seed(16)
    stft("power_of_two", 32, 8, "HANN", "REFLECT")
    stft("even", 20, 5, "HAMMING", "ZEROS")
    stft("odd", 15, 4, "SQRT_HANN", "REFLECT")
    stft("short_window", 32, 10, "HANN_SYMMETRIC", "ZEROS", length=25)
    stft("no_edges", 24, 7, "HAMMING_SYMMETRIC", "NONE")
    stft("rectangular", 16, 4, "RECTANGULAR", "NONE")
    mel("htk", 16000, 400, 40, 0.0, 8000.0, True, None)
    mel("slaney", 22050, 512, 32, 30.0, 11025.0, False, "slaney")
    mel("narrow", 8000, 64, 24, 20.0, 4000.0, False, "slaney")


if __name__ == "__main__":
    main()
