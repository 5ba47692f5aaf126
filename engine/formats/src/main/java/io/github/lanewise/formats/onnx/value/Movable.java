package io.github.lanewise.formats.onnx.value;

import java.util.List;

/** A value whose axes are lists of parts. Operators move them in the same way, whatever the value is. */
public sealed interface Movable extends Value permits InputView, Rows {
    /** The axes, in the value's order. */
    List<List<AxisPart>> axes();

    /** The same with other axes. */
    Movable moved(List<List<AxisPart>> newAxes);
}
