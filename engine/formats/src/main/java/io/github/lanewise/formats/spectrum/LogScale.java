package io.github.lanewise.formats.spectrum;

/**
 * Logarithms of a row, which a floor or an offset keeps finite: {@code factor * log(max(x, floor))} or
 * {@code factor * log(x + offset)}. The logarithm is {@link StrictMath}'s. Immutable and thread-safe.
 */
public final class LogScale {
    private final boolean decimal;
    private final double factor;
    private final double floor;
    private final double offset;

    private LogScale(boolean decimal, double factor, double floor, double offset) {
        this.decimal = decimal;
        this.factor = factor;
        this.floor = floor;
        this.offset = offset;
    }

    /**
     * Natural logarithms of what is at least a floor.
     *
     * @param floor above 0
     * @return {@code log(max(x, floor))}
     * @throws IllegalArgumentException if the floor is not above 0
     */
    public static LogScale withFloor(double floor) {
        requirePositive("floor", floor);
        return new LogScale(false, 1, floor, 0);
    }

    /**
     * Natural logarithms of what is somewhat more.
     *
     * @param offset above 0
     * @return {@code log(x + offset)}; of x below -offset NaN
     * @throws IllegalArgumentException if the offset is not above 0
     */
    public static LogScale withOffset(double offset) {
        requirePositive("offset", offset);
        return new LogScale(false, 1, Double.NEGATIVE_INFINITY, offset);
    }

    /**
     * The same with decimal logarithms, times a factor: 10 makes decibels of powers, 20 of magnitudes.
     *
     * @param value the factor
     * @return the scale
     */
    public LogScale decimal(double value) {
        return new LogScale(true, value, floor, offset);
    }

    private static void requirePositive(String what, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(what + ": expected a number above 0, found " + value);
        }
    }

    /**
     * The logarithms of a row.
     *
     * @param x at least count floats
     * @param count how many
     * @param y at least count floats, written; may be x
     * @throws IllegalArgumentException if an array is too short
     */
    public void apply(float[] x, int count, float[] y) {
        ArrayChecks.requireRoom("x", x.length, 0, count);
        ArrayChecks.requireRoom("y", y.length, 0, count);
        for (int i = 0; i < count; i++) {
            double value = Math.max(x[i] + offset, floor);
            y[i] = Rounding.toFloat(factor * (decimal ? StrictMath.log10(value) : StrictMath.log(value)));
        }
    }
}
