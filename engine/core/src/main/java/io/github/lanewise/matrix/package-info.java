/** Floor 2: how weights lie in memory. */
@NullMarked
package io.github.lanewise.matrix;

import org.jspecify.annotations.NullMarked;
