/** ONNX models as models of the engine: the reader, and what runs a graph. */
@NullMarked
package io.github.lanewise.formats.onnx;

import org.jspecify.annotations.NullMarked;
