/** Extents that may be known only when a model runs, and arrays in row-major order. */
@NullMarked
package io.github.lanewise.formats.onnx.shape;

import org.jspecify.annotations.NullMarked;
