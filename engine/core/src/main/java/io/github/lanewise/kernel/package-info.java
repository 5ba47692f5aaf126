/** Level 3 of the core: the arithmetic, once in scalar code and once in vectors, with the same bits. */
@NullMarked
package io.github.lanewise.kernel;

import org.jspecify.annotations.NullMarked;
