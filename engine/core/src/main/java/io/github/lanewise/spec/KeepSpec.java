package io.github.lanewise.spec;

/**
 * Keeps its rows for a {@link MaskSpec} some layers behind, and hands them on.
 *
 * @param size features of a row, at least 1
 */
public record KeepSpec(int size) implements LayerSpec {
    /**
     * Checks the size.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public KeepSpec {
        if (size < 1) {
            throw new IllegalArgumentException("keep: expected a size of at least 1, found " + size);
        }
    }

    @Override
    public int inputSize() {
        return size;
    }

    @Override
    public String describe() {
        return "Keep(" + size + ")";
    }
}
