package io.github.lanewise.formats.onnx;

/**
 * What a value of the graph is, as far as it is known before the model runs: a constant, an arithmetic of extents, a part
 * of an input, rows that layers compute, single time steps, or states of recurrent layers.
 */
sealed interface Value permits Grid, Repeated, Movable, States, Unfinished {
    /** The value in a few words, for messages. */
    String describe();
}
