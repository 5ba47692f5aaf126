/** Metrics of an executor of streams in a Micrometer registry. */
@NullMarked
package io.github.lanewise.serving.micrometer;

import org.jspecify.annotations.NullMarked;
