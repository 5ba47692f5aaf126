/** What the operators of a graph share while they fold it, and what becomes of it. */
@NullMarked
package io.github.lanewise.formats.onnx.fold;

import org.jspecify.annotations.NullMarked;
