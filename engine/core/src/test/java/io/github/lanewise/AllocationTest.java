package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The second law: after warm-up, nothing is allocated. */
class AllocationTest {
    private static final int CALLS = 500;

    /** Until the compiler has done its work, vectors are objects; on a busy machine that takes a while, never this long. */
    private static final int MOST_ROUNDS = 1_000;

    /** In a row, since a later compilation can bring back what an earlier one had removed. */
    private static final int QUIET_ROUNDS = 40;

    static Stream<SteadyCalls.Call> calls() {
        return Stream.of(
                        SteadyCalls.on(Backend.AUTO, 19),
                        SteadyCalls.onTeams(Backend.AUTO),
                        List.of(SteadyCalls.onTeamByDirections(Backend.AUTO)))
                .flatMap(List::stream);
    }

    /** In this JVM, whatever has run in it before. */
    @ParameterizedTest
    @MethodSource("calls")
    void compiledVectorCodeAllocatesNothing(SteadyCalls.Call call) {
        assertNothingAllocated(call.name(), call.run());
    }

    /** The scalar backend has no vectors, so there is nothing that a compiler would have to remove. */
    @Test
    void theCodeItselfAllocatesNothing() throws Exception {
        String printed = ChildJvm.run(InterpretedAllocation.class, "-Xint");
        assertTrue(printed.matches("measured [1-9]\\d+ calls\\R"), printed);
    }

    private static void assertNothingAllocated(String what, Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = 0;
        int round = 0;
        int quietRounds = 0;
        while (quietRounds < QUIET_ROUNDS && round < MOST_ROUNDS) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            bytes = threads.getCurrentThreadAllocatedBytes() - before;
            quietRounds = bytes == 0 ? quietRounds + 1 : 0;
            round++;
        }
        System.out.println(what + ": " + bytes + " bytes in " + CALLS + " calls, and so in the " + quietRounds
                + " rounds of as many that ended after " + round * CALLS);
        assertEquals(QUIET_ROUNDS, quietRounds, what + ": " + bytes + " bytes in the last " + CALLS + " calls");
    }
}
