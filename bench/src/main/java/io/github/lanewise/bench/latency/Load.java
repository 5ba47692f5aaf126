package io.github.lanewise.bench.latency;

import io.github.lanewise.bench.comparison.Workload;
import java.util.ArrayList;
import java.util.List;

/**
 * What an engine has to do: steps of one stream that arrive at a rate, while something else goes on.
 *
 * @param input features
 * @param hidden units
 * @param perSecond arrivals
 * @param beside what another thread does
 */
record Load(int input, int hidden, int perSecond, Beside beside) {
    /** The rates, in arrivals a second: a control loop's, and the samples of sound. */
    static final List<Integer> RATES = List.of(1_000, 48_000);

    private static final int[][] SHAPES = {{8, 32}, {40, 64}, {128, 128}};

    /** What the JVM's flags are compared at: the rate at which a tail is known soonest. */
    static final List<Load> OF_FLAGS =
            List.of(new Load(40, 64, 48_000, Beside.ALONE), new Load(40, 64, 48_000, Beside.ALLOCATING));

    /** In the order of the page. */
    static List<Load> all() {
        List<Load> all = new ArrayList<>();
        for (int rate : RATES) {
            for (int[] shape : SHAPES) {
                for (Beside beside : Beside.values()) {
                    all.add(new Load(shape[0], shape[1], rate, beside));
                }
            }
        }
        return all;
    }

    /**
     * The load of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Load of(String name) {
        return all().stream()
                .filter(load -> load.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("load: expected one of "
                        + all().stream().map(Load::name).toList() + ", found '" + name + "'"));
    }

    /** For instance {@code 40x64-48kHz-allocating}. */
    String name() {
        return shape() + "-" + rate() + "-" + beside.word();
    }

    /** For instance {@code 40x64}. */
    String shape() {
        return input + "x" + hidden;
    }

    /** For instance {@code 48kHz}. */
    String rate() {
        return perSecond / 1000 + "kHz";
    }

    Workload workload() {
        return Workload.step(input, hidden);
    }
}
