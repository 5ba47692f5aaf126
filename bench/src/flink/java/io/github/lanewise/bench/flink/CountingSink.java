package io.github.lanewise.bench.flink;

import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Counts the results of all jobs of this JVM, those that come again included. */
final class CountingSink implements Sink<Float> {
    private static final long serialVersionUID = 1L;
    private static final LongAdder COUNT = new LongAdder();

    static long count() {
        return COUNT.sum();
    }

    @Override
    public SinkWriter<Float> createWriter(WriterInitContext context) {
        return new SinkWriter<>() {
            @Override
            public void write(Float result, Context writing) {
                COUNT.increment();
            }

            @Override
            public void flush(boolean endOfInput) {}

            @Override
            public void close() {}
        };
    }
}
