/** What is known of a graph before it is folded: constants, and extents of values. */
@NullMarked
package io.github.lanewise.formats.onnx.facts;

import org.jspecify.annotations.NullMarked;
