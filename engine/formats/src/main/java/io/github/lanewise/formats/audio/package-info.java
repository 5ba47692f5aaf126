/** Recordings, and how a model cuts rows from them. */
@NullMarked
package io.github.lanewise.formats.audio;

import org.jspecify.annotations.NullMarked;
