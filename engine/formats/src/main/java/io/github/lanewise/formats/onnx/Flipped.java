package io.github.lanewise.formats.onnx;

import java.util.List;

/**
 * Rows in the reverse order of an axis, of which single steps are taken.
 *
 * @param rows in their own order
 * @param axis the axis
 */
record Flipped(Rows rows, int axis) implements Unfinished {
    @Override
    public List<Dim> dims() {
        return Atom.extents(rows.axes());
    }

    @Override
    public String describe() {
        return rows.describe() + ", in reverse order";
    }
}
