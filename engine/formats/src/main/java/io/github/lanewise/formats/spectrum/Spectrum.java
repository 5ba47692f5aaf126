package io.github.lanewise.formats.spectrum;

/** Operations on a spectrum, an array of 2 * bins floats. They allocate nothing. */
public final class Spectrum {
    private Spectrum() {}

    /**
     * The absolute value of each bin.
     *
     * @param spectrum at least 2 floats for each bin
     * @param bins how many bins
     * @param magnitudes at least bins floats, written
     * @throws IllegalArgumentException if an array is too short
     */
    public static void magnitude(float[] spectrum, int bins, float[] magnitudes) {
        requireRoom(spectrum, bins, "magnitudes", magnitudes.length, bins);
        for (int k = 0; k < bins; k++) {
            magnitudes[k] = Rounding.toFloat(Math.sqrt(squared(spectrum, k)));
        }
    }

    /**
     * The square of the absolute value of each bin.
     *
     * @param spectrum at least 2 floats for each bin
     * @param bins how many bins
     * @param powers at least bins floats, written
     * @throws IllegalArgumentException if an array is too short
     */
    public static void power(float[] spectrum, int bins, float[] powers) {
        requireRoom(spectrum, bins, "powers", powers.length, bins);
        for (int k = 0; k < bins; k++) {
            powers[k] = Rounding.toFloat(squared(spectrum, k));
        }
    }

    /**
     * Multiplies each bin with a real number, which keeps its phase.
     *
     * @param spectrum at least 2 floats for each bin
     * @param mask at least a float for each bin
     * @param bins how many bins
     * @param result at least 2 floats for each bin, written; may be the spectrum
     * @throws IllegalArgumentException if an array is too short
     */
    public static void mask(float[] spectrum, float[] mask, int bins, float[] result) {
        requireRoom(spectrum, bins, "result", result.length, 2 * bins);
        ArrayChecks.requireRoom("mask", mask.length, 0, bins);
        for (int k = 0; k < bins; k++) {
            double factor = mask[k];
            result[2 * k] = Rounding.toFloat(spectrum[2 * k] * factor);
            result[2 * k + 1] = Rounding.toFloat(spectrum[2 * k + 1] * factor);
        }
    }

    /**
     * Gives each bin another absolute value and keeps its phase. A bin of 0 has the phase 0.
     *
     * @param spectrum at least 2 floats for each bin
     * @param magnitudes at least a float for each bin
     * @param bins how many bins
     * @param result at least 2 floats for each bin, written; may be the spectrum
     * @throws IllegalArgumentException if an array is too short
     */
    public static void replaceMagnitude(float[] spectrum, float[] magnitudes, int bins, float[] result) {
        requireRoom(spectrum, bins, "result", result.length, 2 * bins);
        ArrayChecks.requireRoom("magnitudes", magnitudes.length, 0, bins);
        for (int k = 0; k < bins; k++) {
            double before = Math.sqrt(squared(spectrum, k));
            double re = before == 0 ? 1 : spectrum[2 * k] / before;
            double im = before == 0 ? 0 : spectrum[2 * k + 1] / before;
            result[2 * k] = Rounding.toFloat(re * magnitudes[k]);
            result[2 * k + 1] = Rounding.toFloat(im * magnitudes[k]);
        }
    }

    private static double squared(float[] spectrum, int k) {
        double re = spectrum[2 * k];
        double im = spectrum[2 * k + 1];
        return re * re + im * im;
    }

    private static void requireRoom(float[] spectrum, int bins, String what, int length, int count) {
        ArrayChecks.requireRoom("spectrum", spectrum.length, 0, 2 * bins);
        ArrayChecks.requireRoom(what, length, 0, count);
    }
}
