/** A recurrent stack and its head: recognized by the names and shapes of their tensors, and read from them. */
@NullMarked
package io.github.lanewise.formats.stack;

import org.jspecify.annotations.NullMarked;
