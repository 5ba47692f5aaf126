package io.github.lanewise.formats.spectrum;

/** From double to float, at the end of a computation. */
final class Rounding {
    private Rounding() {}

    /** The nearest float. Which payload a NaN carries depends on the instructions that a compiler picked, so it gets one. */
    static float toFloat(double value) {
        float rounded = (float) value;
        return Float.isNaN(rounded) ? Float.NaN : rounded;
    }
}
