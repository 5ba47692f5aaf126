package io.github.lanewise.formats.onnx.value;

import io.github.lanewise.formats.onnx.shape.Dim;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer normalization that a graph spells out, on its way.
 *
 * @param rows what is normalized
 * @param part what of it this value is
 * @param epsilon what has been added to the variance
 */
public record Normalizing(Rows rows, Part part, float epsilon) implements PartialLayer {
    /** What there is on the way. */
    public enum Part {
        /** The mean of each row's features. */
        MEAN,
        /** The rows without their mean. */
        CENTERED,
        /** The squares of that. */
        SQUARES,
        /** The mean of the squares, then with epsilon. */
        VARIANCE,
        /** The variance's root. */
        DEVIATION
    }

    public Normalizing to(Part next) {
        return new Normalizing(rows, next, epsilon);
    }

    @Override
    public List<Dim> dims() {
        List<Dim> dims = new ArrayList<>(AxisPart.extents(rows.axes()));
        if (part != Part.CENTERED && part != Part.SQUARES) {
            dims.set(dims.size() - 1, Dim.ONE);
        }
        return dims;
    }

    @Override
    public String describe() {
        return "a layer normalization of " + rows.describe() + " that is not complete";
    }
}
