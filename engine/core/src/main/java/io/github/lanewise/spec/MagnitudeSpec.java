package io.github.lanewise.spec;

/**
 * The magnitudes of complex numbers, {@code sqrt(re^2 + im^2)}, as of a spectrum. At each position of a row the real parts
 * stand first, then as many imaginary parts; the output row has their magnitudes.
 *
 * @param channels complex numbers at a position, at least 1
 * @param positions of a row, at least 1, laid out as in {@link Conv1dSpec}
 */
public record MagnitudeSpec(int channels, int positions) implements LayerSpec {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if a size is below 1, or rows would be too long
     */
    public MagnitudeSpec {
        if (channels < 1 || positions < 1 || 2L * channels * positions > Conv1dSpec.MAX_ROW) {
            throw new IllegalArgumentException("magnitude: expected at least 1 channel and 1 position, and at most "
                    + Conv1dSpec.MAX_ROW / 2 + " of both together, found " + channels + " and " + positions);
        }
    }

    @Override
    public int inputSize() {
        return 2 * channels * positions;
    }

    @Override
    public int outputSize() {
        return channels * positions;
    }

    @Override
    public String describe() {
        return "Magnitude(" + channels + " x " + positions + ")";
    }
}
