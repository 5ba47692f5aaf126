/** Adapters for the engines that people use now. Compiled only in the Maven profile {@code compare}. */
@NullMarked
package io.github.lanewise.bench.contenders;

import org.jspecify.annotations.NullMarked;
