package io.github.lanewise.cli.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the units of a layer and direction did over a sequence: how long they remember, which gates hardly ever move, and which
 * units hardly do anything. Units are numbered from 0.
 */
final class UnitMemory {
    /** A gate beyond these is as good as open or shut. */
    static final float OPEN = 0.99f;

    static final float SHUT = 0.01f;

    /** The share of the steps that is nearly always. */
    static final double NEARLY_ALWAYS = 0.95;

    /** A hidden state that never moves further is dead. */
    static final float DEAD = 0.01f;

    private final LayerTrace trace;

    UnitMemory(LayerTrace trace) {
        this.trace = trace;
    }

    /** The gate that says how much of the past a unit keeps; null for an RNN, which has none. */
    @Nullable
    Signal keeping() {
        return switch (trace.kind()) {
            case LSTM -> Signal.FORGET_GATE;
            case GRU -> Signal.UPDATE_GATE;
            case RNN_TANH, RNN_RELU -> null;
        };
    }

    /**
     * Steps after which half of what a unit remembers is gone: ln 0.5 over the mean of ln f (of ln z for a GRU).
     *
     * @return of each unit; infinite where it forgets nothing; empty for an RNN
     */
    double[] halfLives() {
        Signal keeping = keeping();
        if (keeping == null) {
            return new double[0];
        }
        double[] halfLives = new double[trace.size(keeping)];
        for (int unit = 0; unit < halfLives.length; unit++) {
            double logs = 0;
            for (int step = 0; step < trace.steps(); step++) {
                logs += Math.log(trace.at(keeping, step, unit));
            }
            double mean = logs / trace.steps();
            halfLives[unit] = mean >= 0 ? Double.POSITIVE_INFINITY : Math.log(0.5) / mean;
        }
        return halfLives;
    }

    /** The middle one of the units' half-lives, of an even number the lower one; NaN for an RNN. */
    double medianHalfLife() {
        double[] sorted = halfLives();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[(sorted.length - 1) / 2];
    }

    /** Units whose gate is above {@link #OPEN} nearly always. */
    List<Integer> open(Signal gate) {
        return nearlyAlways(gate, OPEN, Float.POSITIVE_INFINITY);
    }

    /** Units whose gate is below {@link #SHUT} nearly always. */
    List<Integer> shut(Signal gate) {
        return nearlyAlways(gate, Float.NEGATIVE_INFINITY, SHUT);
    }

    private List<Integer> nearlyAlways(Signal gate, float above, float below) {
        List<Integer> units = new ArrayList<>();
        for (int unit = 0; unit < trace.size(gate); unit++) {
            int count = 0;
            for (int step = 0; step < trace.steps(); step++) {
                float value = trace.at(gate, step, unit);
                count += value > above && value < below ? 1 : 0;
            }
            if (count >= NEARLY_ALWAYS * trace.steps()) {
                units.add(unit);
            }
        }
        return Collections.unmodifiableList(units);
    }

    /** The gates that can be open and shut. */
    List<Signal> gates() {
        return trace.signals().stream().filter(Signal::isFraction).toList();
    }

    /** Units whose gates, one of them or more, are open or shut nearly always; without repetition. */
    List<Integer> saturated() {
        return gates().stream()
                .flatMap(gate -> Stream.concat(open(gate).stream(), shut(gate).stream()))
                .distinct()
                .sorted()
                .toList();
    }

    /** Units whose hidden state stays within {@link #DEAD}; none where a single step shows no movement. */
    List<Integer> dead() {
        List<Integer> units = new ArrayList<>();
        for (int unit = 0; trace.steps() > 1 && unit < trace.size(Signal.HIDDEN_STATE); unit++) {
            float least = Float.POSITIVE_INFINITY;
            float greatest = Float.NEGATIVE_INFINITY;
            for (int step = 0; step < trace.steps(); step++) {
                float h = trace.at(Signal.HIDDEN_STATE, step, unit);
                least = Math.min(least, h);
                greatest = Math.max(greatest, h);
            }
            if (greatest - least < DEAD) {
                units.add(unit);
            }
        }
        return Collections.unmodifiableList(units);
    }
}
