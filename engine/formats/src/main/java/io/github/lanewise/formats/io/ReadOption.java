package io.github.lanewise.formats.io;

/**
 * The options of {@link io.github.lanewise.formats.model.ReadOptions} that a file may leave open. A {@link FormatException}
 * says which of them would settle what it refuses.
 */
public enum ReadOption {
    /** What begins the names of the model's tensors. */
    PREFIX,
    /** A file with the description of the model. */
    CONFIG,
    /** Samples a second, for a file whose model is made for several. */
    SAMPLE_RATE,
    /** An input of an ONNX graph that is the same in every run. */
    SET
}
