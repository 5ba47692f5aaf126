package io.github.lanewise.formats.onnx.value;

import io.github.lanewise.formats.onnx.shape.Dim;
import java.util.List;

/**
 * Rows in the reverse order of an axis, of which single steps are taken.
 *
 * @param rows in their own order
 * @param axis the axis
 */
public record Flipped(Rows rows, int axis) implements PartialLayer {
    @Override
    public List<Dim> dims() {
        return AxisPart.extents(rows.axes());
    }

    @Override
    public String describe() {
        return rows.describe() + ", in reverse order";
    }
}
