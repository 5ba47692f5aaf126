package io.github.lanewise.formats.onnx.value;

import io.github.lanewise.formats.onnx.shape.Dim;
import java.util.ArrayList;
import java.util.List;

/** The extents of values of every kind. */
public final class ValueExtents {
    private ValueExtents() {}

    public static int rank(Value value) {
        return of(value).size();
    }

    public static List<Dim> of(Value value) {
        return switch (value) {
            case Constant constant -> {
                List<Dim> dims = new ArrayList<>();
                for (int extent : constant.shape()) {
                    dims.add(Dim.of(extent));
                }
                yield dims;
            }
            case RepeatedConstant repeated -> repeated.dims();
            case Movable movable -> AxisPart.extents(movable.axes());
            case FinalStates states -> {
                List<Dim> dims = new ArrayList<>();
                RecurrentNode node = states.refs().getFirst().node();
                for (int axis : states.axes()) {
                    dims.add(
                            axis >= 0 ? Dim.of(axis) : axis == FinalStates.BATCH ? node.batch() : Dim.of(node.units()));
                }
                yield dims;
            }
            case PartialLayer partial -> partial.dims();
        };
    }
}
