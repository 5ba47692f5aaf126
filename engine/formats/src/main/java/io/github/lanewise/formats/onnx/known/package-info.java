/** Published graphs of which more is known than their files say. */
@NullMarked
package io.github.lanewise.formats.onnx.known;

import org.jspecify.annotations.NullMarked;
