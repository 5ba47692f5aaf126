package io.github.lanewise.flink;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.jspecify.annotations.Nullable;

/**
 * A sink that keeps what comes in this JVM, where the cluster of a test runs too. After a failure Flink repeats results; a repetition
 * with other bits is kept as a contradiction.
 */
final class Recorder implements Sink<Scored> {
    private static final long serialVersionUID = 1L;
    private static final Map<Long, Scored> SCORED = new ConcurrentHashMap<>();
    private static final ConcurrentLinkedQueue<String> CONTRADICTIONS = new ConcurrentLinkedQueue<>();

    static void clear() {
        SCORED.clear();
        CONTRADICTIONS.clear();
    }

    static int size() {
        return SCORED.size();
    }

    static @Nullable Scored get(int device, int number) {
        return SCORED.get(key(device, number));
    }

    static ConcurrentLinkedQueue<String> contradictions() {
        return CONTRADICTIONS;
    }

    /** How many devices have a result of a version of the model. */
    static long devicesWith(long version) {
        return SCORED.values().stream()
                .filter(scored -> scored.version() == version)
                .map(Scored::device)
                .distinct()
                .count();
    }

    /** Waits for a test's condition; a minute means that it will never hold. */
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > TimeUnit.MINUTES.toNanos(1)) {
                throw new AssertionError("waited a minute for " + what + "; " + size() + " results so far");
            }
            Thread.sleep(5);
        }
    }

    private static long key(int device, int number) {
        return ((long) device << Integer.SIZE) | number;
    }

    @Override
    public SinkWriter<Scored> createWriter(WriterInitContext context) {
        return new SinkWriter<>() {
            @Override
            public void write(Scored scored, Context writing) {
                Scored before = SCORED.putIfAbsent(key(scored.device(), scored.number()), scored);
                if (before != null && !before.equals(scored)) {
                    CONTRADICTIONS.add(before + " and " + scored);
                }
            }

            @Override
            public void flush(boolean endOfInput) {}

            @Override
            public void close() {}
        };
    }
}
