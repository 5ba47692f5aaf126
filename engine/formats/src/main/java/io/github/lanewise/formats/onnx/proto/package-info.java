/** A graph as its file has it: nodes, attributes and tensors, also those of files beside it. */
@NullMarked
package io.github.lanewise.formats.onnx.proto;

import org.jspecify.annotations.NullMarked;
