/** A layer of a Keras config, and where its weights stand in HDF5. */
@NullMarked
package io.github.lanewise.formats.keras.weights;

import org.jspecify.annotations.NullMarked;
