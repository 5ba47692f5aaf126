/** Thousands of voice detectors in one process: what they take of memory and of a core. */
@NullMarked
package io.github.lanewise.bench.voices;

import org.jspecify.annotations.NullMarked;
