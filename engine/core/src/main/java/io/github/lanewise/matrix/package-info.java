/** Level 2 of the core: how weights lie in memory. */
@NullMarked
package io.github.lanewise.matrix;

import org.jspecify.annotations.NullMarked;
