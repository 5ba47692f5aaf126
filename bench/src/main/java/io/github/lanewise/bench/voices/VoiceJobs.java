package io.github.lanewise.bench.voices;

import io.github.lanewise.bench.MemoryFinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** What processes measure with the voice detector, by name. */
public final class VoiceJobs {
    /** Time and memory of many streams. */
    public static final String STREAMS = "voices";

    /** Memory of a session of another engine. */
    public static final String SESSIONS = "voice-sessions";

    /** Streams of the process. */
    static final int COUNT = 10_000;

    /** Streams of a call. */
    static final List<Integer> TOGETHER = List.of(1, 16, 64, 256);

    private static final int ROUNDS = 7;
    private static final int QUICK_ROUNDS = 3;

    private VoiceJobs() {}

    /**
     * In the order in which they run.
     *
     * @return names
     */
    public static List<String> all() {
        return List.of(STREAMS, SESSIONS);
    }

    /**
     * Whether a job is one of these.
     *
     * @param job any name
     * @return true for a name of {@link #all}
     */
    public static boolean isOne(String job) {
        return all().contains(job);
    }

    /** What the times of so many streams a call go by among the findings. */
    static String ofTimes(int together) {
        return STREAMS + together;
    }

    /**
     * Measures.
     *
     * @param job one of {@link #all}
     * @param graph the voice detector's ONNX file
     * @param quick fewer rounds
     * @return lines of {@link MemoryFinding} and {@link io.github.lanewise.bench.comparison.Findings}
     */
    public static List<String> measure(String job, Path graph, boolean quick) {
        VoiceModel model;
        try {
            model = VoiceModel.read(graph);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return job.equals(SESSIONS)
                ? VoiceSessions.measure(model)
                : VoiceClock.measure(model, COUNT, quick ? QUICK_ROUNDS : ROUNDS);
    }
}
