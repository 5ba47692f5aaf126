package io.github.lanewise.formats.onnx.value;

import io.github.lanewise.formats.onnx.shape.Dim;
import java.util.List;

/**
 * A sequence, in ONNX's sense of a list of tensors, of the steps of rows.
 *
 * @param rows the rows
 * @param axis whose steps they are
 * @param reversed whether the last one comes first
 * @param keepsAxis whether each step still has the axis, with extent 1
 */
public record StepList(Rows rows, int axis, boolean reversed, boolean keepsAxis) implements PartialLayer {
    @Override
    public List<Dim> dims() {
        return AxisPart.extents(rows.axes());
    }

    @Override
    public String describe() {
        return "a sequence of the steps of " + rows.describe();
    }
}
