package io.github.lanewise.bench.latency;

import io.github.lanewise.bench.Tail;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one process found out. Travels as a line of text.
 *
 * @param load what arrived
 * @param engine its name and version
 * @param flags the JVM's; empty for its defaults
 * @param outcome whether the rate was kept up; null if nothing was timed
 * @param tail the latencies; null if nothing was timed
 * @param collections of the garbage collector while it was timed
 * @param taken the share of the time in which the thread could have run and others had its core; NaN if not known
 * @param noise of the machine, see {@link io.github.lanewise.bench.Noise}
 * @param isOurs whether the engine is Lanewise
 * @param problem why nothing was timed: a wrong answer, or that the engine is not there; empty if it was timed
 * @param isWrong whether the problem is a wrong answer
 */
record LatencyFinding(
        Load load,
        String engine,
        String flags,
        OpenLoop.@Nullable Outcome outcome,
        @Nullable Tail tail,
        long collections,
        double taken,
        double noise,
        boolean isOurs,
        String problem,
        boolean isWrong) {
    private static final String MARK = "latency";

    static LatencyFinding problem(Load load, String engine, boolean isOurs, String problem, boolean isWrong) {
        return new LatencyFinding(load, engine, "", null, null, 0, 0, 0, isOurs, problem, isWrong);
    }

    /** The same, measured with flags of the JVM. */
    LatencyFinding with(String jvmFlags) {
        return new LatencyFinding(
                load, engine, jvmFlags, outcome, tail, collections, taken, noise, isOurs, problem, isWrong);
    }

    /** Whether it was timed and the rate was kept up, so that there is a tail to speak of. */
    boolean isSustained() {
        return outcome != null && outcome.isSustained();
    }

    /** The flags are not in it: who started the process knows them. */
    String toLine() {
        List<String> cells = new ArrayList<>(List.of(
                MARK,
                load.name(),
                engine,
                Boolean.toString(isOurs),
                problem.replaceAll("\\s+", " "),
                Boolean.toString(isWrong)));
        OpenLoop.Outcome how = outcome;
        Tail latencies = tail;
        if (how != null && latencies != null) {
            cells.addAll(List.of(
                    Integer.toString(how.arrivals().count()),
                    Integer.toString(how.served()),
                    Integer.toString(how.late()),
                    Long.toString(how.nanos()),
                    Long.toString(collections),
                    Double.toString(taken),
                    Double.toString(noise)));
            latencies.values().forEach(value -> cells.add(Double.toString(value)));
        }
        return String.join("\t", cells);
    }

    /** Null if the line is something else, for instance what an engine's native code prints. */
    static @Nullable LatencyFinding ofLine(String line) {
        String[] cells = line.split("\t", -1);
        if (!cells[0].equals(MARK)) {
            return null;
        }
        Load load = Load.of(cells[1]);
        boolean isOurs = Boolean.parseBoolean(cells[3]);
        if (cells.length == 6) {
            return problem(load, cells[2], isOurs, cells[4], Boolean.parseBoolean(cells[5]));
        }
        OpenLoop.Outcome outcome = new OpenLoop.Outcome(
                new Arrivals(load.perSecond(), Integer.parseInt(cells[6])),
                Integer.parseInt(cells[7]),
                Integer.parseInt(cells[8]),
                Long.parseLong(cells[9]));
        double[] values = new double[5];
        for (int i = 0; i < values.length; i++) {
            values[i] = Double.parseDouble(cells[13 + i]);
        }
        Tail tail = new Tail(values[0], values[1], values[2], values[3], values[4]);
        return new LatencyFinding(
                load,
                cells[2],
                "",
                outcome,
                tail,
                Long.parseLong(cells[10]),
                Double.parseDouble(cells[11]),
                Double.parseDouble(cells[12]),
                isOurs,
                "",
                false);
    }
}
