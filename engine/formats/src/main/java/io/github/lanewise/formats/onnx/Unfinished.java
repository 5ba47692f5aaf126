package io.github.lanewise.formats.onnx;

import java.util.List;

/** Rows on their way into a layer that several operators make together. Only those operators take it. */
sealed interface Unfinished extends Value permits Padded, Channels, Squares, Normalizing, Flipped, StepList, StepSum {
    /** Its extents. */
    List<Dim> dims();
}
