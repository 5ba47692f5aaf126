package io.github.lanewise.formats.onnx.value;

import java.util.List;

/** A value whose axes are lists of atoms, which operators move without a look at what it is. */
public sealed interface Movable extends Value permits InputView, Rows {
    /** The axes, in the value's order. */
    List<List<AxisPart>> axes();

    /** The same with other axes. */
    Movable moved(List<List<AxisPart>> newAxes);
}
