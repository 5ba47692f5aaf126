package io.github.lanewise.formats.onnx;

import java.util.List;

/** A value whose axes are lists of atoms, which operators move without a look at what it is. */
sealed interface Movable extends Value permits View, Rows, Step, Hidden {
    /** The axes, in the value's order. */
    List<List<Atom>> axes();

    /** The same with other axes. */
    Movable moved(List<List<Atom>> newAxes);
}
