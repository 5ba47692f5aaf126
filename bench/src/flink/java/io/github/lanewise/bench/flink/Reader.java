package io.github.lanewise.bench.flink;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * The sink of the example: keeps each result under its sheet and row, in this JVM. Flink repeats results after a failure, and one that
 * comes again takes its own place, as in a table with a primary key.
 */
final class Reader implements Sink<ReadRow> {
    private static final long serialVersionUID = 1L;
    private static final ConcurrentMap<Long, ReadRow> READ = new ConcurrentHashMap<>();
    private static final LongAdder REPEATED = new LongAdder();
    private static final LongAdder CHANGED = new LongAdder();

    /** What was read, by {@link #key}. */
    static ConcurrentMap<Long, ReadRow> read() {
        return READ;
    }

    /** Results that came again. */
    static long repeated() {
        return REPEATED.sum();
    }

    /** Those of them that had other bits. */
    static long changed() {
        return CHANGED.sum();
    }

    static long key(int sheet, int row) {
        return ((long) sheet << Integer.SIZE) | row;
    }

    @Override
    public SinkWriter<ReadRow> createWriter(WriterInitContext context) {
        return new SinkWriter<>() {
            @Override
            public void write(ReadRow result, Context writing) {
                ReadRow before = READ.put(key(result.sheet(), result.row()), result);
                if (before != null) {
                    REPEATED.increment();
                    if (!Arrays.equals(before.logProbabilities(), result.logProbabilities())) {
                        CHANGED.increment();
                    }
                }
            }

            @Override
            public void flush(boolean endOfInput) {}

            @Override
            public void close() {}
        };
    }
}
