package io.github.lanewise.cli.trace;

import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * How much of each input row is left in a layer's hidden state at one step: the Frobenius norm of the Jacobian matrix of
 * h_t with respect to x_s, for every s. x is what the stack reads, h is both directions' where there are two.
 *
 * <p>Vectors go backwards through the recorded gates, in double precision. A vector for each element of h_t gives the norm
 * itself. Where those would be too many, vectors of random signs give an estimate: the mean of their squared lengths is that of
 * the squared norm.
 *
 * @param layer number of the layer whose hidden state it is about, from 0
 * @param step t, from 0
 * @param norms for every step s
 * @param vectors how many vectors went backwards
 * @param exact whether the norms are more than estimates
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Sensitivity(int layer, int step, double[] norms, int vectors, boolean exact) {
    /** Products of a weight and a number that a curve may take: some ten seconds. */
    static final long MOST_PRODUCTS = 20_000_000_000L;

    /** Of an estimate, whatever it takes. */
    static final int FEWEST_VECTORS = 8;

    /** Vectors that go together, so that each weight is read once for all of them. */
    private static final int TOGETHER = 8;

    private static final long SEED = 1;

    /**
     * Why a stack's sensitivities cannot be computed.
     *
     * @param stack the stack
     * @return for people; null if they can be
     */
    public static @Nullable String reasonAgainst(RecurrentSpec stack) {
        if (stack.hasPeepholes()) {
            return stack.describe() + " has peepholes";
        }
        for (CellOptions options : stack.options()) {
            CellOptions plain = CellOptions.of(stack.kind()).withLinearBeforeReset(options.linearBeforeReset());
            if (!options.equals(plain)) {
                return stack.describe() + " has other equations than PyTorch's";
            }
        }
        return null;
    }

    /**
     * Computes a curve.
     *
     * @param stack all layers and directions of a stack, as {@link Recording#stacks} has them
     * @param layer number of the layer whose hidden state is asked about, from 0
     * @param step t, from 0
     * @return for every step s the norm, and how it was computed
     * @throws IllegalArgumentException if there is no such layer or step, or {@link #reasonAgainst} has a reason
     */
    public static Sensitivity of(List<LayerTrace> stack, int layer, int step) {
        return of(stack, layer, step, MOST_PRODUCTS);
    }

    static Sensitivity of(List<LayerTrace> stack, int layer, int step, long mostProducts) {
        RecurrentSpec spec = stack.getFirst().stack();
        int steps = stack.getFirst().steps();
        String reason = reasonAgainst(spec);
        if (reason != null) {
            throw new IllegalArgumentException("sensitivity: expected PyTorch's cells, found that " + reason);
        }
        if (layer < 0 || layer >= spec.numLayers() || step < 0 || step >= steps) {
            throw new IllegalArgumentException("sensitivity: expected a layer below " + spec.numLayers()
                    + " and a step below " + steps + ", found " + layer + " and " + step);
        }
        int size = spec.outputSize();
        double affordable = (double) mostProducts / productsOfAVector(stack, layer);
        boolean exact = size <= Math.max(FEWEST_VECTORS, affordable);
        int vectors = exact ? size : (int) Math.max(FEWEST_VECTORS, affordable);
        double[] norms = new double[steps];
        SplittableRandom random = new SplittableRandom(SEED);
        int together = together(spec, steps);
        for (int from = 0; from < vectors; from += together) {
            int count = Math.min(together, vectors - from);
            double[] gradients = new double[steps * count * size];
            for (int vector = 0; vector < count; vector++) {
                int at = (step * count + vector) * size;
                for (int unit = 0; unit < size; unit++) {
                    gradients[at + unit] = exact ? (unit == from + vector ? 1 : 0) : random.nextBoolean() ? 1 : -1;
                }
            }
            join(backwards(stack, layer, gradients, count), norms);
        }
        for (int s = 0; s < steps && !exact; s++) {
            norms[s] /= Math.sqrt(vectors);
        }
        return new Sensitivity(layer, step, norms, vectors, exact);
    }

    /** As many vectors as have room in an array for all steps. */
    private static int together(RecurrentSpec spec, int steps) {
        long floats = (long) steps * Math.max(spec.inputSize(), spec.outputSize());
        return Math.clamp((Integer.MAX_VALUE - TOGETHER) / floats, 1, TOGETHER);
    }

    private static double productsOfAVector(List<LayerTrace> stack, int layer) {
        double products = 0;
        for (LayerTrace trace : stack) {
            if (trace.layer() <= layer) {
                Tensor weightIh = trace.weights().weightIh();
                Tensor weightHh = trace.weights().weightHh();
                products += (double) trace.steps() * (weightIh.data().length + weightHh.data().length);
            }
        }
        return products;
    }

    /** From gradients of a layer's output to those of the stack's input: (steps, vectors, features). */
    private static double[] backwards(List<LayerTrace> stack, int layer, double[] outputs, int vectors) {
        double[] gradients = outputs;
        int steps = stack.getFirst().steps();
        for (int at = layer; at >= 0; at--) {
            int number = at;
            List<LayerTrace> directions =
                    stack.stream().filter(trace -> trace.layer() == number).toList();
            double[] inputs = new double[steps * vectors * directions.getFirst().inputSize()];
            for (LayerTrace direction : directions) {
                CellGradient.of(direction, vectors).through(gradients, inputs);
            }
            gradients = inputs;
        }
        return gradients;
    }

    /** Norms of each step's gradients, joined with those before. Squares alone would underflow from 1e-162 down. */
    private static void join(double[] gradients, double[] norms) {
        int each = gradients.length / norms.length;
        for (int s = 0; s < norms.length; s++) {
            double most = 0;
            for (int i = s * each; i < (s + 1) * each; i++) {
                most = Math.max(most, Math.abs(gradients[i]));
            }
            if (most != 0) { // NaN counts
                double squares = 0;
                for (int i = s * each; i < (s + 1) * each; i++) {
                    squares += (gradients[i] / most) * (gradients[i] / most);
                }
                norms[s] = Math.hypot(norms[s], most * Math.sqrt(squares));
            }
        }
    }

    /**
     * How it was computed, for people.
     *
     * @return one line
     */
    public String describe() {
        return exact
                ? "exact, from " + vectors + " vectors"
                : String.format(
                        Locale.ROOT,
                        "estimated from %d vectors of random signs (seed %d), standard error at most %.0f %%",
                        vectors,
                        SEED,
                        100 / Math.sqrt(2.0 * vectors));
    }
}
