/** Level 1 of the core: off-heap buffers of floats, aligned to cache lines. */
@NullMarked
package io.github.lanewise.memory;

import org.jspecify.annotations.NullMarked;
