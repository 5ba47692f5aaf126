package io.github.lanewise.bench.latency;

import io.github.lanewise.bench.Turns;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What one process measures.
 *
 * @param load what arrives
 * @param engine {@link LatencyProcess#ENGINE} or a contender's class
 * @param flags the JVM's, apart from those that every process has
 * @param ofFlags whether it belongs to the comparison of flags
 * @param seconds how long it measures
 */
record Job(Load load, String engine, List<String> flags, boolean ofFlags, double seconds) {
    /** The JVM's defaults first, which the others are compared with. */
    static final List<List<String>> FLAGS = List.of(
            List.of(),
            List.of("-XX:+UseParallelGC"),
            List.of("-XX:+UseSerialGC"),
            List.of("-XX:+UseZGC"),
            List.of("-XX:MaxGCPauseMillis=5"),
            List.of("-Xmx256m"),
            List.of("-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"),
            List.of("-XX:-UsePerfData"));

    /** What the defaults are called in tables. */
    static final String DEFAULTS = "defaults";

    /** Processes for each set of flags: with fewer nothing can be said about how they differ. */
    static final int PROCESSES = 3;

    /** So that one call in ten thousand lies within it at the lower rate. */
    private static final double SLOW_SECONDS = 10;

    private static final double FAST_SECONDS = 4;
    private static final double FLAG_SECONDS = 2;
    private static final double QUICK_SECONDS = 1.2;

    /**
     * All jobs whose names a regular expression finds, in the order in which they run. Engines take turns, and so do flags; the
     * order moves on, so that nobody always follows the same one.
     *
     * @param engines Lanewise first
     * @param quick shorter ones, and one process for each set of flags
     */
    static List<Job> all(List<String> engines, boolean quick, String include) {
        List<Job> jobs = new ArrayList<>();
        int turn = 0;
        for (Load load : Load.all()) {
            double seconds = quick ? QUICK_SECONDS : load.perSecond() <= 1_000 ? SLOW_SECONDS : FAST_SECONDS;
            for (String engine : Turns.rotated(engines, turn++)) {
                jobs.add(new Job(load, engine, List.of(), false, seconds));
            }
        }
        for (int process = 0; process < (quick ? 1 : PROCESSES); process++) {
            for (Load load : Load.OF_FLAGS) {
                for (List<String> flags : Turns.rotated(FLAGS, turn++)) {
                    jobs.add(new Job(load, engines.getFirst(), flags, true, quick ? QUICK_SECONDS : FLAG_SECONDS));
                }
            }
        }
        Pattern pattern = Pattern.compile(include);
        return jobs.stream().filter(job -> pattern.matcher(job.name()).find()).toList();
    }

    /** For {@code --include} and progress. */
    String name() {
        String who = engine.substring(engine.lastIndexOf('.') + 1);
        return ofFlags ? "flags-" + load.name() + "-" + flagText() : load.name() + "-" + who;
    }

    String flagText() {
        return text(flags);
    }

    /** Flags as on a command line. */
    static String text(List<String> flags) {
        return flags.isEmpty() ? DEFAULTS : String.join(" ", flags);
    }
}
