/** How long a step of many streams takes in one call, and the answer about a window that slides. */
@NullMarked
package io.github.lanewise.bench.streams;

import org.jspecify.annotations.NullMarked;
