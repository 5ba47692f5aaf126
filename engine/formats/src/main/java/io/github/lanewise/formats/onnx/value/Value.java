package io.github.lanewise.formats.onnx.value;

/**
 * What a value of the graph is, as far as it is known before the model runs: a constant, an arithmetic of extents, a part
 * of an input, rows that layers compute, or states of recurrent layers.
 */
public sealed interface Value permits Constant, RepeatedConstant, Movable, FinalStates, PartialLayer {
    /** The value in a few words, for messages. */
    String describe();
}
