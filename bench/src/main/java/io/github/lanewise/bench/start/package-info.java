/** How a process with a model starts: its first output, its worst step, and when it is at its peak. */
@NullMarked
package io.github.lanewise.bench.start;

import org.jspecify.annotations.NullMarked;
