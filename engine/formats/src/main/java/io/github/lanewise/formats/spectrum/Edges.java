package io.github.lanewise.formats.spectrum;

/** What lies before the first sample of a recording and behind its last, where frames reach beyond them. */
public enum Edges {
    /**
     * Frames begin at the first sample, and only those that fit into the recording count: {@code center=False} of
     * {@code torch.stft} and librosa.
     */
    NONE,
    /** Frames have their middles at the samples 0, hop, 2 hop and so on, beyond the ends is silence: librosa's default. */
    ZEROS,
    /**
     * Frames have their middles at the samples 0, hop, 2 hop and so on, beyond the ends the recording is mirrored at its first
     * and last sample: the default of {@code torch.stft}.
     */
    REFLECT
}
