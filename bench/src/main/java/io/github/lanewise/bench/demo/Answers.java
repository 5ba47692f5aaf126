package io.github.lanewise.bench.demo;

import static io.github.lanewise.bench.demo.Digits.CLASSES;

import io.github.lanewise.bench.Stepper;

/**
 * What an implementation made of the digits, step by step.
 *
 * @param digits the images
 * @param logProbabilities after each row of each image, shape (N, rows, 10), row-major
 */
@SuppressWarnings("ArrayRecordComponent") // data, never compared
record Answers(Digits digits, float[] logProbabilities) {
    static Answers of(Stepper stepper, Digits digits) {
        float[] all = new float[digits.count() * digits.rows() * CLASSES];
        float[] x = new float[digits.columns()];
        float[] y = new float[CLASSES];
        for (int image = 0; image < digits.count(); image++) {
            stepper.reset();
            for (int row = 0; row < digits.rows(); row++) {
                digits.copyRow(image, row, x);
                stepper.step(x, y);
                System.arraycopy(y, 0, all, (image * digits.rows() + row) * CLASSES, CLASSES);
            }
        }
        return new Answers(digits, all);
    }

    /** The likeliest digit after a row, from 0. */
    int digit(int image, int row) {
        int first = at(image, row);
        int best = first;
        for (int i = first; i < first + CLASSES; i++) {
            best = logProbabilities[i] > logProbabilities[best] ? i : best;
        }
        return best - first;
    }

    /** How likely a digit is after a row. */
    double probability(int image, int row, int digit) {
        return Math.exp(logProbabilities[at(image, row) + digit]);
    }

    /** Log-probabilities after the last row of each image, shape (N, 10), row-major. */
    double[] afterLastRow() {
        double[] last = new double[digits.count() * CLASSES];
        for (int i = 0; i < last.length; i++) {
            last[i] = logProbabilities[at(i / CLASSES, digits.rows() - 1) + i % CLASSES];
        }
        return last;
    }

    /** The image whose own digit is given the least probability. */
    int hardest() {
        int hardest = 0;
        for (int image = 1; image < digits.count(); image++) {
            hardest = probabilityOfLabel(image) < probabilityOfLabel(hardest) ? image : hardest;
        }
        return hardest;
    }

    private double probabilityOfLabel(int image) {
        return probability(image, digits.rows() - 1, digits.labels()[image]);
    }

    private int at(int image, int row) {
        return (image * digits.rows() + row) * CLASSES;
    }
}
