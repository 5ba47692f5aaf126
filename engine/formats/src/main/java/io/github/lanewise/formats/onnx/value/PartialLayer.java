package io.github.lanewise.formats.onnx.value;

import io.github.lanewise.formats.onnx.shape.Dim;
import java.util.List;

/** Rows on their way into a layer that several operators make together. Only those operators take it. */
public sealed interface PartialLayer extends Value permits Padded, Channels {
    /** Its extents. */
    List<Dim> dims();
}
