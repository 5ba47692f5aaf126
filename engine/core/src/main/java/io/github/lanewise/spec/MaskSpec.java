package io.github.lanewise.spec;

/**
 * Multiplies its rows, element by element, with those that the {@link KeepSpec} before it has kept of the same time step. What
 * lies between the two computes a mask: noise suppressors have that.
 *
 * @param size features of a row, at least 1
 */
public record MaskSpec(int size) implements LayerSpec {
    /**
     * Checks the size.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public MaskSpec {
        if (size < 1) {
            throw new IllegalArgumentException("mask: expected a size of at least 1, found " + size);
        }
    }

    @Override
    public int inputSize() {
        return size;
    }

    @Override
    public String describe() {
        return "Mask(" + size + ")";
    }
}
