package io.github.lanewise.formats.onnx.value;

import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.spec.Padding;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows with padding, which a convolution takes in.
 *
 * @param rows without it
 * @param axis the axis of positions
 * @param padding at its ends
 */
public record Padded(Rows rows, int axis, Padding padding) implements PartialLayer {
    /** With an axis of extent 1 more. */
    public Padded unsqueezed(int newAxis) {
        return new Padded(
                rows.moved(AxisPart.inserted(rows.axes(), newAxis)), newAxis <= axis ? axis + 1 : axis, padding);
    }

    @Override
    public List<Dim> dims() {
        List<Dim> dims = new ArrayList<>(AxisPart.extents(rows.axes()));
        long positions = dims.get(axis).factor();
        dims.set(axis, Dim.of(padding.before() + positions + padding.after()));
        return dims;
    }

    @Override
    public String describe() {
        return rows.describe() + ", with padding";
    }
}
