/** What is known of a graph's values before the model runs. */
@NullMarked
package io.github.lanewise.formats.onnx.value;

import org.jspecify.annotations.NullMarked;
