/** A recurrent stack and its head, told by the names and shapes of their tensors. */
@NullMarked
package io.github.lanewise.formats.stack;

import org.jspecify.annotations.NullMarked;
