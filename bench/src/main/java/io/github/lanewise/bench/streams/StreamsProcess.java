package io.github.lanewise.bench.streams;

import io.github.lanewise.bench.comparison.Contender;
import io.github.lanewise.bench.comparison.Contenders;
import io.github.lanewise.bench.comparison.Pinning;
import io.github.lanewise.bench.comparison.Workload;
import io.github.lanewise.bench.comparison.WorkloadProcess;
import io.github.lanewise.bench.voices.VoiceJobs;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures one job in a process of its own. Prints lines of {@link WindowFinding}, {@link RatesFinding}, {@link
 * io.github.lanewise.bench.MemoryFinding} and {@link io.github.lanewise.bench.comparison.Findings}.
 */
public final class StreamsProcess {
    /** So that ten answers lie beyond p99. */
    private static final int ANSWERS = 1_000;

    private static final int QUICK_ANSWERS = 100;
    private static final double SECONDS = 8;
    private static final double QUICK_SECONDS = 1;

    /** That the steps of very many streams are counted. */
    private static final int COUNTED_SECONDS = 20;

    private static final int QUICK_COUNTED_SECONDS = 5;

    private StreamsProcess() {}

    /**
     * Measures.
     *
     * @param args the job's name; how long: full or quick; the path of a voice detector, empty for none
     */
    public static void main(String[] args) {
        Pinning.pin(Pinning.processors() - 1);
        try {
            measure(args[0], args[1].equals("quick"), args[2]).forEach(System.out::println);
        } catch (IllegalArgumentException | UncheckedIOException e) {
            System.err.println("streams: " + e.getMessage());
            System.exit(1);
        }
        // Engines leave threads behind.
        System.exit(0);
    }

    private static List<String> measure(String job, boolean quick, String silero) {
        if (VoiceJobs.isOne(job)) {
            return VoiceJobs.measure(job, Path.of(silero), quick);
        }
        if (job.equals(Jobs.STATES)) {
            return StatesClock.measure(StatesClock.COUNT, quick ? QUICK_COUNTED_SECONDS : COUNTED_SECONDS);
        }
        if (Jobs.isWindow(job)) {
            WindowFinding finding = quick
                    ? WindowClock.measure(Jobs.model(job), Jobs.precision(job), QUICK_ANSWERS, QUICK_SECONDS)
                    : WindowClock.measure(Jobs.model(job), Jobs.precision(job), ANSWERS, SECONDS);
            return List.of(finding.toLine());
        }
        Workload workload = Jobs.workload(job);
        return WorkloadProcess.measure(job, workload, contenders(job), quick).toLines();
    }

    private static List<Contender> contenders(String job) {
        if (Jobs.isWhole(job)) {
            return Contenders.all();
        }
        return Jobs.isInPrecisions(job) ? Contenders.ofStreamsInPrecisions() : Contenders.ofStreams();
    }
}
