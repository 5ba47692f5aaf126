/** Keras's layers as layers of the engine: a reader for each class. */
@NullMarked
package io.github.lanewise.formats.keras.layer;

import org.jspecify.annotations.NullMarked;
