package io.github.lanewise.memory;

/** Where packed weights of vector code lie. */
@FunctionalInterface
public interface FloatMemory {
    /** Memory that is freed when it is unreachable. Not a lambda: the JVM would make a class for it before the first output. */
    FloatMemory COLLECTED = new FloatMemory() {
        @Override
        public AlignedFloats allocate(long length) {
            return AlignedFloats.allocate(length);
        }
    };

    /**
     * Allocates.
     *
     * @param length floats, at least 0
     * @return the floats, zero at first
     * @throws IllegalArgumentException if the length is negative
     * @throws IllegalStateException if the memory is closed
     */
    AlignedFloats allocate(long length);
}
