package io.github.lanewise.formats.torch;

import io.github.lanewise.formats.io.Dtype;

/**
 * A run of elements in a file of PyTorch's, which tensors are views of.
 *
 * @param key names it in the file
 * @param dtype of its elements
 * @param elements how many there are, as the pickle says
 * @param viewFrom where in the storage of that key it begins, in elements; only very old files have such views
 */
record TorchStorage(String key, Dtype dtype, long elements, long viewFrom) {
    long bytes() {
        return elements * elementBytes();
    }

    int elementBytes() {
        return dtype.bits() / Byte.SIZE;
    }
}
