package io.github.lanewise.formats.onnx.value;

import io.github.lanewise.formats.onnx.shape.Dim;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The sum of squares of channels.
 *
 * @param terms what is squared, each of the same extents
 */
public record Squares(List<Channels> terms) implements PartialLayer {
    public Squares {
        terms = List.copyOf(terms);
    }

    @Override
    public List<Dim> dims() {
        return terms.getFirst().dims();
    }

    @Override
    public String describe() {
        return terms.stream().map(Channels::describe).collect(Collectors.joining(" and ", "the squares of ", ""));
    }
}
