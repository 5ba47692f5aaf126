package io.github.lanewise.spec;

/**
 * What a convolution sees before the first position of its row and behind the last.
 *
 * @param mode what stands there
 * @param before positions before the first, at least 0
 * @param after positions behind the last, at least 0
 */
public record Padding(Mode mode, int before, int after) {
    /** No padding. */
    public static final Padding NONE = new Padding(Mode.ZEROS, 0, 0);

    /** What stands in padding, under PyTorch's names. */
    public enum Mode {
        /** Zeros. */
        ZEROS,
        /** The row's own positions mirrored at its ends, which are not repeated: of a b c, two before are c b. */
        REFLECT
    }

    /**
     * Checks the numbers of positions.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public Padding {
        if (before < 0 || after < 0) {
            throw new IllegalArgumentException(
                    "padding: expected at least 0 positions on either side, found " + before + " and " + after);
        }
    }

    /**
     * Zeros on both sides, as {@code nn.Conv1d} has them.
     *
     * @param positions on each side, at least 0
     * @return the padding
     */
    public static Padding zeros(int positions) {
        return new Padding(Mode.ZEROS, positions, positions);
    }

    /** All of it, for people; empty where there is none. */
    String describe() {
        if (before == 0 && after == 0) {
            return "";
        }
        String sides = before == after ? String.valueOf(before) : before + " and " + after;
        return ", padding " + sides + (mode == Mode.REFLECT ? " reflected" : "");
    }
}
