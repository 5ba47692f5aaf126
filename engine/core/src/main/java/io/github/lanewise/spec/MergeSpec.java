package io.github.lanewise.spec;

/**
 * Joins the two halves of each row element by element: the outputs of a bidirectional layer, forward and reverse side by side,
 * become one. Keras's {@code merge_mode} of a Bidirectional layer; its {@code concat} needs no such layer.
 *
 * @param mode how two elements become one
 * @param size features of an output row, half of those of an input row, at least 1
 */
public record MergeSpec(Mode mode, int size) implements LayerSpec {
    /** How the element a of the first half and b of the second become one. */
    public enum Mode {
        /** {@code a + b}. */
        SUM,
        /** {@code (a + b) / 2}. */
        AVERAGE,
        /** {@code a b}. */
        PRODUCT
    }

    /**
     * Checks the size.
     *
     * @throws IllegalArgumentException if it is below 1, or an input row would have more than 2^31 - 1 features
     */
    public MergeSpec {
        if (size < 1 || size > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException(
                    "merge: expected a size of 1 to " + Integer.MAX_VALUE / 2 + ", found " + size);
        }
    }

    @Override
    public int inputSize() {
        return 2 * size;
    }

    @Override
    public int outputSize() {
        return size;
    }

    @Override
    public String describe() {
        String what = switch (mode) {
            case SUM -> "sum";
            case AVERAGE -> "average";
            case PRODUCT -> "product";
        };
        return "Merge(" + what + ", " + size + ")";
    }
}
