package io.github.lanewise.formats.torch;

import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.formats.torch.pickle.PickleException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** A view of a storage, as {@code torch._utils._rebuild_tensor_v2} describes it. Checked against the storage's size. */
final class TorchTensor {
    private final TorchStorage storage;
    private final long offset;
    private final long[] shape;
    private final long[] strides;

    /**
     * A view.
     *
     * @param storage what it is a view of
     * @param offset of its first element
     * @param shape extents
     * @param strides elements from one index to the next, for each extent
     * @throws PickleException if it reaches beyond the storage, or has more elements than that
     */
    TorchTensor(TorchStorage storage, long offset, long[] shape, long[] strides) throws PickleException {
        this.storage = storage;
        this.offset = offset;
        this.shape = shape.clone();
        this.strides = strides.clone();
        boolean fits = shape.length == strides.length && offset >= 0 && offset <= storage.elements();
        if (fits && Arrays.stream(shape).anyMatch(extent -> extent == 0)) {
            requireExtents();
            return;
        }
        long count = 1;
        long last = offset;
        for (int i = 0; fits && i < shape.length; i++) {
            fits = shape[i] >= 0
                    && strides[i] >= 0
                    && strides[i] <= storage.elements()
                    && shape[i] <= storage.elements();
            count = fits ? saturated(count, shape[i]) : count;
            last += fits && shape[i] > 0 ? saturated(shape[i] - 1, strides[i]) : 0;
            fits = fits && last <= storage.elements();
        }
        if (!fits || last >= storage.elements() || count > storage.elements()) {
            throw refused();
        }
    }

    /** A tensor of no elements reaches nowhere; its other extents and strides have no storage to agree with. */
    private void requireExtents() throws PickleException {
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] < 0 || shape[i] > Integer.MAX_VALUE || strides[i] < 0) {
                throw refused();
            }
        }
    }

    private PickleException refused() {
        return new PickleException(
                "a tensor within its storage of " + storage.elements() + " elements",
                "offset " + offset + ", shape " + Messages.shape(shape) + ", strides " + Messages.shape(strides),
                "");
    }

    private static long saturated(long a, long b) {
        return b != 0 && a > Long.MAX_VALUE / 4 / b ? Long.MAX_VALUE / 4 : a * b;
    }

    TorchStorage storage() {
        return storage;
    }

    long[] shape() {
        return shape.clone();
    }

    /** The elements' bytes, row-major. */
    MemorySegment gather(MemorySegment bytes) {
        long size = storage.elementBytes();
        long count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        if (count == 0 || isRowMajor()) {
            return bytes.asSlice(offset * size, count * size);
        }
        MemorySegment gathered = MemorySegment.ofArray(new byte[Math.toIntExact(count * size)]);
        long[] index = new long[shape.length];
        long from = offset;
        for (long i = 0; i < count; i++) {
            MemorySegment.copy(bytes, from * size, gathered, i * size, size);
            from = next(index, from);
        }
        return gathered;
    }

    /** Moves the index on, the last extent fastest; returns where its element is. */
    private long next(long[] index, long from) {
        long at = from;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            at += strides[axis];
            if (++index[axis] < shape[axis]) {
                return at;
            }
            at -= shape[axis] * strides[axis];
            index[axis] = 0;
        }
        return at;
    }

    private boolean isRowMajor() {
        long expected = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            if (shape[axis] != 1 && strides[axis] != expected) {
                return false;
            }
            expected *= shape[axis];
        }
        return true;
    }
}
