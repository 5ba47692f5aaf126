package io.github.lanewise.cli.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers for people, the same in every locale. */
final class Figures {
    private static final int DIGITS = 3;
    private static final double NANOS_PER_MICRO = 1e3;

    /** What stands for a figure that is not known. */
    static final String NONE = "-";

    private Figures() {}

    /** Three significant digits, more where it has more before the point; a hyphen for what is not known. */
    static String significant(@Nullable Double value) {
        if (value == null || !Double.isFinite(value)) {
            return NONE;
        }
        if (value == 0) {
            return "0";
        }
        int beforePoint = (int) Math.floor(Math.log10(Math.abs(value))) + 1;
        return BigDecimal.valueOf(value)
                .setScale(Math.max(0, DIGITS - beforePoint), RoundingMode.HALF_EVEN)
                .toPlainString();
    }

    /** Nanoseconds as microseconds. */
    static String micros(double nanos) {
        return significant(nanos / NANOS_PER_MICRO);
    }

    /** A time with the unit that suits it, without digits behind the point. */
    static String ofAxis(double nanos, String micro) {
        if (nanos < 1e3) {
            return count(nanos) + " ns";
        }
        return nanos < 1e6
                ? count(nanos / 1e3) + " " + micro
                : nanos < 1e9 ? count(nanos / 1e6) + " ms" : count(nanos / 1e9) + " s";
    }

    private static String count(double value) {
        return Long.toString(Math.round(value));
    }

    static String percent(double share) {
        return significant(100 * share) + " %";
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
