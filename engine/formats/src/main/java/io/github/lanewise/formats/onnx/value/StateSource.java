package io.github.lanewise.formats.onnx.value;

import java.util.List;

/**
 * The part of an input that is a direction's initial state.
 *
 * @param input its name
 * @param start the index of the first element in each dimension
 * @param batchDimension the dimension of the sequences, or -1 for one state that all begin from
 * @param unitsDimension the dimension of the units, or -1 for a single unit
 */
public record StateSource(String input, List<Integer> start, int batchDimension, int unitsDimension) {
    /** Copies the list. */
    public StateSource {
        start = List.copyOf(start);
    }
}
