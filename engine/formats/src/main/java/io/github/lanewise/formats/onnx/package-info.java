/** ONNX graphs: from the bytes of a file to the layers of a model. {@code OnnxModel} is the way in. */
@NullMarked
package io.github.lanewise.formats.onnx;

import org.jspecify.annotations.NullMarked;
