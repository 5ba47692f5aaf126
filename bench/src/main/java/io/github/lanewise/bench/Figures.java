package io.github.lanewise.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers for people, the same in every locale. */
public final class Figures {
    private static final int DIGITS = 3;

    private Figures() {}

    /**
     * A number to three significant digits, more where it has more before the point.
     *
     * @param value any number
     * @return for instance {@code 0.0493}, {@code 12.3}, {@code 4351}
     */
    public static String significant(double value) {
        if (!Double.isFinite(value) || value == 0) {
            return value == 0 ? "0" : Double.toString(value);
        }
        int beforePoint = (int) Math.floor(Math.log10(Math.abs(value))) + 1;
        return BigDecimal.valueOf(value)
                .setScale(Math.max(0, DIGITS - beforePoint), RoundingMode.HALF_EVEN)
                .toPlainString();
    }

    /**
     * A number with a fixed number of decimals.
     *
     * @param value any number
     * @param decimals digits behind the point
     * @return for instance {@code 97.22}
     */
    public static String fixed(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /**
     * A small number in scientific notation.
     *
     * @param value any number
     * @return for instance {@code 1.2e-07}
     */
    public static String scientific(double value) {
        return String.format(Locale.ROOT, "%.1e", value);
    }

    /**
     * A count with its thousands set apart.
     *
     * @param value any count
     * @return for instance {@code 43,200}
     */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
