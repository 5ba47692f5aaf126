package io.github.lanewise.bench.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes on beside the measured thread really does. */
class NeighbourTest {
    @Test
    void aPartAllocatesAboutAMegabyte() {
        Allocation allocation = new Allocation();
        long bytes = allocation.part();
        assertEquals(1_024.0 * 1_280, (double) bytes, 50_000);
        for (int i = 0; i < 100; i++) {
            assertTrue(allocation.part() > 1_000_000);
        }
    }

    /** Each time round every line counts once more: 17 lines, of which 2^17 writes go round 7710 times and 2 lines more. */
    @Test
    void everyLineOfTheMemoryIsWritten() {
        Eviction eviction = new Eviction(17 * 64);
        assertEquals(17, eviction.lines());
        long rounds = 131_072 / 17;
        long more = 131_072 % 17;
        assertEquals(17 * rounds * (rounds + 1) / 2 + more * (rounds + 1), eviction.part());
    }

    @ParameterizedTest
    @CsvSource({
        "32768K, 67108864",
        "'32M\n', 67108864",
        "96M, 201326592",
        "1024M, 1073741824",
        "unknown, 67108864",
        "'', 67108864"
    })
    void twiceTheThirdCache(String size, long bytes) {
        assertEquals(bytes, Eviction.bytes(size));
    }

    @Test
    void aThreadWorksUntilItIsToldToEnd() throws InterruptedException {
        CountDownLatch twice = new CountDownLatch(2);
        try (Neighbour neighbour = new Neighbour(() -> {
            twice.countDown();
            return 3;
        })) {
            neighbour.start();
            twice.await();
            assertTrue(neighbour.sum() >= 3);
        }
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("neighbour")));
    }

    @Test
    void aloneIsWithoutAThread() {
        assertNull(Beside.ALONE.neighbour());
        assertNotNull(Beside.ALLOCATING.neighbour());
    }
}
