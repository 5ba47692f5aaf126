package io.github.lanewise.spec;

import io.github.lanewise.spec.CellActivation.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the cells of one direction of a stack depart from PyTorch's, in ONNX's terms. Begin with {@link #of}, which departs
 * in nothing. Immutable; two with the same options are equal.
 */
public final class CellOptions {
    /** The clip that bounds nothing. */
    public static final float NO_CLIP = Float.POSITIVE_INFINITY;

    private static final CellActivation SIGMOID = CellActivation.of(Function.SIGMOID);
    private static final CellActivation TANH = CellActivation.of(Function.TANH);

    /** One each, so that {@link #areOf} seldom compares activations: that takes 10 ms the first time in a process. */
    private static final CellOptions LSTM = plain(SIGMOID, TANH, TANH);

    private static final CellOptions GRU = plain(SIGMOID, TANH);
    private static final CellOptions RNN_TANH = plain(TANH);
    private static final CellOptions RNN_RELU = plain(CellActivation.of(Function.RELU));

    private final List<CellActivation> activations;
    private final float clip;
    private final boolean inputForget;
    private final boolean linearBeforeReset;

    private CellOptions(List<CellActivation> activations, float clip, boolean inputForget, boolean linearBeforeReset) {
        if (!(clip >= 0)) {
            throw new IllegalArgumentException("clip: expected at least 0, found " + clip);
        }
        this.activations = List.copyOf(activations);
        this.clip = clip;
        this.inputForget = inputForget;
        this.linearBeforeReset = linearBeforeReset;
    }

    /**
     * PyTorch's cell.
     *
     * @param kind the cell
     * @return options that depart in nothing
     */
    public static CellOptions of(CellKind kind) {
        return switch (kind) {
            case LSTM -> LSTM;
            case GRU -> GRU;
            case RNN_TANH -> RNN_TANH;
            case RNN_RELU -> RNN_RELU;
        };
    }

    private static CellOptions plain(CellActivation... activations) {
        return new CellOptions(List.of(activations), NO_CLIP, false, true);
    }

    /**
     * The activations of the cell.
     *
     * @return for LSTM f (of the gates i, f, o), g (of the cell gate) and h (of the cell state on its way out); for GRU f (of
     *     the gates r, z) and g (of the new gate); for RNN f
     */
    public List<CellActivation> activations() {
        return activations;
    }

    /**
     * The bound of the sums that enter the activations of gates: -clip ... clip. The cell state on its way to h is not bounded.
     *
     * @return at least 0; {@link #NO_CLIP} for none
     */
    public float clip() {
        return clip;
    }

    /**
     * For LSTM: whether the forget gate is coupled to the input gate, {@code f = 1 - i}. The forget gate's weights then mean
     * nothing.
     *
     * @return false for PyTorch's cell
     */
    public boolean inputForget() {
        return inputForget;
    }

    /**
     * For GRU: where the reset gate acts.
     *
     * @return true, as in PyTorch, for {@code r * (W_hn h + b_hn)}; false, as in ONNX by default and in Keras with
     *     reset_after=False, for {@code W_hn (r * h) + b_hn}; true for other cells
     */
    public boolean linearBeforeReset() {
        return linearBeforeReset;
    }

    /**
     * Other activations.
     *
     * @param value as many as the cell has, in the order of {@link #activations}
     * @return these options with them
     */
    public CellOptions withActivations(CellActivation... value) {
        return new CellOptions(List.of(value), clip, inputForget, linearBeforeReset);
    }

    /**
     * Another clip.
     *
     * @param value at least 0, {@link #NO_CLIP} for none
     * @return these options with it
     * @throws IllegalArgumentException if the clip is negative or NaN
     */
    public CellOptions withClip(float value) {
        return new CellOptions(activations, value, inputForget, linearBeforeReset);
    }

    /**
     * With or without the LSTM's coupled gates.
     *
     * @param value true for {@code f = 1 - i}
     * @return these options with it
     */
    public CellOptions withInputForget(boolean value) {
        return new CellOptions(activations, clip, value, linearBeforeReset);
    }

    /**
     * Where the GRU's reset gate acts.
     *
     * @param value true for PyTorch's {@code r * (W_hn h + b_hn)}, false for {@code W_hn (r * h) + b_hn}
     * @return these options with it
     */
    public CellOptions withLinearBeforeReset(boolean value) {
        return new CellOptions(activations, clip, inputForget, value);
    }

    /**
     * Whether these are PyTorch's equations.
     *
     * @param kind the cell
     * @return true if they depart in nothing
     */
    public boolean areOf(CellKind kind) {
        return equals(of(kind));
    }

    void check(CellKind kind) {
        int expected = of(kind).activations.size();
        if (activations.size() != expected) {
            throw new IllegalArgumentException(
                    kind + ": expected " + expected + " activations, found " + activations.size());
        }
        if (inputForget && kind != CellKind.LSTM) {
            throw new IllegalArgumentException(
                    kind + ": expected no input_forget, found one; only LSTM has these gates");
        }
        if (!linearBeforeReset && kind != CellKind.GRU) {
            throw new IllegalArgumentException(
                    kind + ": expected linear_before_reset, found none; only GRU has a reset gate");
        }
    }

    /**
     * What departs from PyTorch's cell, for people.
     *
     * @param kind the cell
     * @return for instance {@code activations HARD_SIGMOID(0.2, 0.5) TANH TANH, clip 3.0}; empty if nothing does
     */
    public String describe(CellKind kind) {
        List<String> parts = new ArrayList<>();
        if (!activations.equals(of(kind).activations)) {
            List<String> names =
                    activations.stream().map(CellActivation::describe).toList();
            parts.add("activations " + String.join(" ", names));
        }
        if (clip != NO_CLIP) {
            parts.add("clip " + clip);
        }
        if (inputForget) {
            parts.add("input_forget");
        }
        if (!linearBeforeReset) {
            parts.add("reset before the recurrent product");
        }
        return String.join(", ", parts);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof CellOptions o
                && activations.equals(o.activations)
                && Float.compare(clip, o.clip) == 0
                && inputForget == o.inputForget
                && linearBeforeReset == o.linearBeforeReset;
    }

    @Override
    public int hashCode() {
        return Objects.hash(activations, clip, inputForget, linearBeforeReset);
    }
}
