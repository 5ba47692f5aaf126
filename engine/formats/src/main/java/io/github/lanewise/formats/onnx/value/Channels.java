package io.github.lanewise.formats.onnx.value;

import io.github.lanewise.formats.onnx.shape.Dim;
import java.util.ArrayList;
import java.util.List;

/**
 * Some of the channels of rows, at every position.
 *
 * @param rows all of them
 * @param axis the axis of channels
 * @param from the first channel
 * @param count how many
 */
public record Channels(Rows rows, int axis, int from, int count) implements PartialLayer {
    @Override
    public List<Dim> dims() {
        List<Dim> dims = new ArrayList<>(AxisPart.extents(rows.axes()));
        dims.set(axis, Dim.of(count));
        return dims;
    }

    @Override
    public String describe() {
        return "channels " + from + " to " + (from + count - 1) + " of " + rows.describe();
    }
}
