/** Many streams from many threads: a {@link io.github.lanewise.serving.StreamExecutor} and what it is told. */
@NullMarked
package io.github.lanewise.serving;

import org.jspecify.annotations.NullMarked;
