package io.github.lanewise.cli.trace;

import java.util.Locale;

/** A layer and direction in three figures, for people. */
public final class TraceSummary {
    private final UnitMemory memory;

    /**
     * A summary.
     *
     * @param trace the layer and direction
     */
    public TraceSummary(LayerTrace trace) {
        memory = new UnitMemory(trace);
    }

    /**
     * The median of the units' half-lives.
     *
     * @return steps; a dash for an RNN, which has no gate that keeps
     */
    public String medianHalfLife() {
        if (memory.keeping() == null) {
            return "-";
        }
        double median = memory.medianHalfLife();
        return Double.isInfinite(median) ? "without end" : String.format(Locale.ROOT, "%.3g", median);
    }

    /**
     * How many units have a gate that is open or shut nearly always.
     *
     * @return a count; a dash for an RNN, which has no gates
     */
    public String saturated() {
        return memory.gates().isEmpty()
                ? "-"
                : Integer.toString(memory.saturated().size());
    }

    /**
     * How many units hardly move.
     *
     * @return a count
     */
    public String dead() {
        return Integer.toString(memory.dead().size());
    }
}
