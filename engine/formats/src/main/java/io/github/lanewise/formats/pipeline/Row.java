package io.github.lanewise.formats.pipeline;

/**
 * What one stage of a pipeline hands to the next, once a frame.
 *
 * @param numbers how many there are
 * @param complex whether they have two parts
 * @param transform where each number is of a bin of a spectrum, the samples of the transform; otherwise 0
 * @param samples where each number is of a bin of a spectrum, the samples of the frame that was transformed; otherwise 0
 */
record Row(int numbers, boolean complex, int transform, int samples) {
    static Row ofNumbers(int count) {
        return new Row(count, false, 0, 0);
    }

    static Row ofSpectrum(int transform, int samples) {
        return new Row(transform / 2 + 1, true, transform, samples);
    }

    /** A real number for each bin of a spectrum. */
    Row real() {
        return new Row(numbers, false, transform, samples);
    }

    /** Floats in an array. */
    int floats() {
        return complex ? 2 * numbers : numbers;
    }

    /** In words. */
    String describe() {
        return complex ? "a spectrum of " + numbers + " bins" : numbers + " numbers";
    }
}
