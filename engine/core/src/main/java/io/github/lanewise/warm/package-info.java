/** How a model gets from scalar to vector code: what has to be compiled for it, who sees to that, and when it is. */
@NullMarked
package io.github.lanewise.warm;

import org.jspecify.annotations.NullMarked;
