/** What processes do from the start of their JVM to their peak: the first output, every step after it, in bad company too. */
@NullMarked
package io.github.lanewise.bench.start;

import org.jspecify.annotations.NullMarked;
