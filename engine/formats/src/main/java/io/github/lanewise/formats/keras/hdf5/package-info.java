/** HDF5 as h5py writes it: groups, attributes and datasets, read strictly from memory. */
@NullMarked
package io.github.lanewise.formats.keras.hdf5;

import org.jspecify.annotations.NullMarked;
