package io.github.lanewise.bench.demo;

import static io.github.lanewise.bench.demo.Digits.CLASSES;

/**
 * How good answers are, beside PyTorch's in float64.
 *
 * @param right images taken for the digit that they show
 * @param asPyTorch images taken for the digit that PyTorch takes them for
 * @param largestDifference of a log-probability to PyTorch's, absolute; NaN if one of them is
 */
record Score(int right, int asPyTorch, double largestDifference) {
    /**
     * Scores answers.
     *
     * @param digits the images
     * @param logProbabilities shape (N, 10), row-major
     */
    static Score of(Digits digits, double[] logProbabilities) {
        int right = 0;
        int asPyTorch = 0;
        double largest = 0;
        for (int image = 0; image < digits.count(); image++) {
            int digit = likeliest(logProbabilities, image);
            right += digit == digits.labels()[image] ? 1 : 0;
            asPyTorch += digit == likeliest(digits.float64(), image) ? 1 : 0;
        }
        for (int i = 0; i < logProbabilities.length; i++) {
            largest = Math.max(largest, Math.abs(logProbabilities[i] - digits.float64()[i]));
        }
        return new Score(right, asPyTorch, largest);
    }

    private static int likeliest(double[] logProbabilities, int image) {
        int first = image * CLASSES;
        int best = first;
        for (int i = first; i < first + CLASSES; i++) {
            best = logProbabilities[i] > logProbabilities[best] ? i : best;
        }
        return best - first;
    }
}
