/** From a graph to a model. */
@NullMarked
package io.github.lanewise.formats.onnx.graph;

import org.jspecify.annotations.NullMarked;
