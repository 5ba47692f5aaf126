package io.github.lanewise.formats.spectrum;

/** How high the triangles of a mel filter bank are. */
public enum MelNorm {
    /** 1, whatever their width: torchaudio's default. */
    NONE,
    /** 2 / width in hertz, so that all have the same area: librosa's default. */
    SLANEY
}
