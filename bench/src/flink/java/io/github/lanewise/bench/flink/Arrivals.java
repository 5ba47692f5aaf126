package io.github.lanewise.bench.flink;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * The sink of the planning run: in this JVM, how many results have come, how late the latest ones were, and the longest time without any.
 * One job at a time.
 */
final class Arrivals implements Sink<Long> {
    private static final long serialVersionUID = 1L;
    private static final LongAdder COUNT = new LongAdder();
    private static final LongAccumulator LATEST = new LongAccumulator(Math::max, 0);
    private static final LongAccumulator LONGEST_GAP = new LongAccumulator(Math::max, 0);
    private static volatile long last = System.nanoTime();

    private final Timetable timetable;

    Arrivals(Timetable timetable) {
        this.timetable = timetable;
    }

    static long count() {
        return COUNT.sum();
    }

    /** Nanoseconds by which the latest result was behind its event's time, of those since the last call. */
    static long takeLateness() {
        return LATEST.getThenReset();
    }

    /** The longest time without a result since the last call. */
    static long takeLongestGap() {
        return LONGEST_GAP.getThenReset();
    }

    @Override
    public SinkWriter<Long> createWriter(WriterInitContext context) {
        return new SinkWriter<>() {
            @Override
            public void write(Long number, Context writing) {
                COUNT.increment();
                long now = System.nanoTime();
                LONGEST_GAP.accumulate(now - last);
                last = now;
                LATEST.accumulate(now - timetable.due(number));
            }

            @Override
            public void flush(boolean endOfInput) {}

            @Override
            public void close() {}
        };
    }
}
