package io.github.lanewise.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A step that was accepted costs its worker no allocation, once its stream is in memory. */
class WorkerAllocationTest {
    private static final int STREAMS = 50;
    private static final int QUIET_ROUNDS = 10;
    private static final int MOST_ROUNDS = 1_000;

    @Test
    void nothingIsAllocatedByTheWorker() {
        try (StreamExecutor<String> executor = StreamExecutor.<String>builder(TestModels.lstm(1, 5))
                .workers(1)
                .whenFull(WhenFull.BLOCK)
                .start()) {
            List<String> streams = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                streams.add("stream " + i);
            }
            int quiet = 0;
            int round = 0;
            long bytes = 0;
            while (quiet < QUIET_ROUNDS && round < MOST_ROUNDS) {
                long before = WorkerThreads.allocatedBytes();
                submitAll(executor, streams);
                bytes = WorkerThreads.allocatedBytes() - before;
                quiet = bytes == 0 ? quiet + 1 : 0;
                round++;
            }
            System.out.println("the worker allocated " + bytes + " bytes in " + 20 * STREAMS + " steps, and so in the "
                    + quiet + " rounds of as many that ended after " + round);
            assertEquals(QUIET_ROUNDS, quiet, bytes + " bytes in the last round");
        }
    }

    private static void submitAll(StreamExecutor<String> executor, List<String> streams) {
        List<CompletableFuture<StepResult>> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            for (String stream : streams) {
                results.add(executor.submit(stream, new float[] {1, 2, i}));
            }
        }
        results.forEach(CompletableFuture::join);
    }
}
