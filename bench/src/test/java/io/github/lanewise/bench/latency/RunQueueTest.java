package io.github.lanewise.bench.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunQueueTest {
    @ParameterizedTest
    @CsvSource({"'1234567 890 12\n', 890", "1234567 0 12, 0", "'', NaN", "a b c, NaN", "1 2, NaN", "1 2 3 4, NaN"})
    void theSecondNumberIsTheWaiting(String schedstat, double nanos) {
        assertEquals(nanos, RunQueue.waitedNanos(schedstat));
    }
}
