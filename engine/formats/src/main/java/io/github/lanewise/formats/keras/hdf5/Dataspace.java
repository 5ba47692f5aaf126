package io.github.lanewise.formats.keras.hdf5;

/** The extents of an array. */
final class Dataspace {
    private static final int MAX_RANK = 32;

    private final long[] extents;
    private final long elements;

    private Dataspace(long[] extents, long elements) {
        this.extents = extents;
        this.elements = elements;
    }

    static Dataspace read(Cursor in) throws Hdf5Exception {
        int version = in.u8();
        int rank = in.u8();
        in.skip(1);
        switch (version) {
            case 1 -> in.skip(5);
            case 2 -> {
                int type = in.u8();
                if (type > 1) {
                    throw in.refused("an array or a scalar", type == 2 ? "a null dataspace" : "type " + type);
                }
            }
            default -> throw in.refused("a dataspace of version 1 or 2", Integer.toString(version));
        }
        if (rank > MAX_RANK) {
            throw in.refused("at most " + MAX_RANK + " dimensions", Integer.toString(rank));
        }
        long[] extents = new long[rank];
        long elements = 1;
        for (int i = 0; i < rank; i++) {
            extents[i] = in.i64();
            if (extents[i] < 0 || Math.multiplyHigh(elements, extents[i]) != 0 || elements * extents[i] < 0) {
                throw in.refused("extents that a file can hold", Long.toUnsignedString(extents[i]));
            }
            elements *= extents[i];
        }
        return new Dataspace(extents, elements);
    }

    long[] extents() {
        return extents.clone();
    }

    long elements() {
        return elements;
    }
}
