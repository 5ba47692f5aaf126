/** Apache Lucene as company. Compiled in the profile {@code company} only. */
@NullMarked
package io.github.lanewise.bench.lucene;

import org.jspecify.annotations.NullMarked;
