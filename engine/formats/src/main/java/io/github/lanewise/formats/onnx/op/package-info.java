/** The operators that fold, by family. */
@NullMarked
package io.github.lanewise.formats.onnx.op;

import org.jspecify.annotations.NullMarked;
