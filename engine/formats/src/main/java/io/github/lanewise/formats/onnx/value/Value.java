package io.github.lanewise.formats.onnx.value;

/**
 * What a value of the graph is, as far as it is known before the model runs: a constant, a part of an
 * input, rows that layers compute, rows on their way into a layer, or final states of recurrent layers.
 */
public sealed interface Value permits Constant, RepeatedConstant, Movable, FinalStates, PartialLayer {
    /** The value in a few words, for messages. */
    String describe();
}
