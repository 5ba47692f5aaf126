package io.github.lanewise.spec;

/**
 * An activation function of single elements, with its numbers, as ONNX defines them: inside a recurrent cell, or as a layer
 * of its own ({@link ActivationSpec}). Every function gives NaN for NaN.
 *
 * @param function which
 * @param alpha the function's alpha, finite; 0 where it has none
 * @param beta the function's beta, finite; 0 where it has none
 */
public record CellActivation(Function function, float alpha, float beta) {
    /** The functions. */
    public enum Function {
        /** {@code 1 / (1 + exp(-x))}. */
        SIGMOID(0),
        /** Hyperbolic tangent. */
        TANH(0),
        /** {@code max(0, x)}. */
        RELU(0),
        /** {@code max(0, min(1, alpha x + beta))}. */
        HARD_SIGMOID(2),
        /** {@code alpha x + beta}. */
        AFFINE(2),
        /** {@code x >= 0 ? x : alpha x}. */
        LEAKY_RELU(1),
        /** {@code x >= alpha ? x : 0}. */
        THRESHOLDED_RELU(1),
        /** {@code alpha tanh(beta x)}. */
        SCALED_TANH(2),
        /** {@code x >= 0 ? x : alpha (exp(x) - 1)}. */
        ELU(1),
        /** {@code x / (1 + |x|)}. */
        SOFTSIGN(0),
        /** {@code log(1 + exp(x))}. */
        SOFTPLUS(0);

        private final int numbers;

        Function(int numbers) {
            this.numbers = numbers;
        }

        /**
         * Whether the function has an alpha.
         *
         * @return true if alpha means something
         */
        public boolean hasAlpha() {
            return numbers > 0;
        }

        /**
         * Whether the function has a beta.
         *
         * @return true if beta means something
         */
        public boolean hasBeta() {
            return numbers > 1;
        }
    }

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if alpha or beta is not finite, or given to a function that has none
     */
    public CellActivation {
        check(function, "alpha", function.hasAlpha(), alpha);
        check(function, "beta", function.hasBeta(), beta);
    }

    private static void check(Function function, String what, boolean has, float value) {
        if (!Float.isFinite(value)) {
            throw new IllegalArgumentException(function + ": expected a finite " + what + ", found " + value);
        }
        if (!has && value != 0) {
            throw new IllegalArgumentException(function + ": expected no " + what + ", found " + value);
        }
    }

    /**
     * A function without numbers.
     *
     * @param function one that has neither alpha nor beta
     * @return the activation
     * @throws IllegalArgumentException if the function has numbers
     */
    public static CellActivation of(Function function) {
        if (function.hasAlpha()) {
            throw new IllegalArgumentException(function + ": expected alpha" + (function.hasBeta() ? " and beta" : "")
                    + ", found none; there is no default");
        }
        return new CellActivation(function, 0, 0);
    }

    /**
     * The activation in a few words, for people.
     *
     * @return for instance {@code HARD_SIGMOID(0.2, 0.5)}
     */
    public String describe() {
        return function + numbers();
    }

    /** For people, in parentheses; empty where there are none. */
    String numbers() {
        return function.hasBeta() ? "(" + alpha + ", " + beta + ")" : function.hasAlpha() ? "(" + alpha + ")" : "";
    }
}
