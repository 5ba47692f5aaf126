package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing is allocated either in a process that uses memory segments of other kinds and vectors of other widths. The JDK's
 * profiles of both are shared by the whole process. How long a step takes there is for a benchmark; {@link ArchitectureTest}
 * holds what makes it immune to other segments.
 */
class BadCompanyTest {
    private static final int ACCESSES = 300_000;
    private static final int STEPS = 20_000;
    private static final int CALLS = 50;
    private static final int QUIET_ROUNDS = 40;
    private static final int MOST_ROUNDS = 2_000;

    /** Vectors and single floats in heap arrays and in a confined arena, and all widths, often enough to be compiled. */
    @BeforeAll
    static void keepBadCompany() {
        use(MemorySegment.ofArray(new float[1024]));
        use(MemorySegment.ofArray(new byte[4096]));
        try (Arena arena = Arena.ofConfined()) {
            use(arena.allocate(4096));
        }
        for (Backend backend : Backend.available()) {
            if (backend != Backend.SCALAR) {
                steps(backend);
            }
        }
    }

    /** An LSTM of one width: every operation on vectors that the engine knows in steps. */
    private static void steps(Backend backend) {
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 5, 20).buildUntrained(new SplittableRandom(4));
        Model model = Model.of(ModelSpec.ofStack(stack, false), backend);
        Session session = model.newSession();
        State state = model.newState();
        float[] x = new float[5];
        float[] y = new float[20];
        for (int i = 0; i < STEPS; i++) {
            session.step(x, state, y);
        }
        assertTrue(y[0] > -1 && y[0] < 1);
    }

    private static void use(MemorySegment segment) {
        VectorSpecies<Float> species = FloatVector.SPECIES_PREFERRED;
        for (int i = 0; i < ACCESSES; i++) {
            segment.set(ValueLayout.JAVA_FLOAT_UNALIGNED, (i % 256) * 4L, i);
            long from = (i % 8L) * species.vectorByteSize();
            long to = (3L * i % 8L) * species.vectorByteSize();
            FloatVector.fromMemorySegment(species, segment, from, ByteOrder.nativeOrder())
                    .intoMemorySegment(segment, to, ByteOrder.nativeOrder());
        }
        assertTrue(segment.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0) >= 0);
    }

    @ParameterizedTest
    @EnumSource(CellKind.class)
    void aStepAllocatesNothing(CellKind kind) {
        Session session = model(kind).newSession();
        State state = session.model().newState();
        float[] x = new float[40];
        float[] y = new float[64];
        assertNothingAllocated(kind + " step", () -> session.step(x, state, y));
    }

    @ParameterizedTest
    @EnumSource(CellKind.class)
    void aBatchAllocatesNothing(CellKind kind) {
        Session session = model(kind).newSession();
        Tensor input = Tensor.zeros(5, 7, 40);
        Tensor output = Tensor.zeros(5, 7, 64);
        assertNothingAllocated(kind + " batch", () -> session.run(input, RunOptions.none(), output));
    }

    private static Model model(CellKind kind) {
        RecurrentSpec stack = RecurrentSpec.builder(kind, 40, 64).buildUntrained(new SplittableRandom(3));
        return Model.of(ModelSpec.ofStack(stack, false));
    }

    private static void assertNothingAllocated(String what, Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = 0;
        int quiet = 0;
        for (int round = 0; quiet < QUIET_ROUNDS && round < MOST_ROUNDS; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            bytes = threads.getCurrentThreadAllocatedBytes() - before;
            quiet = bytes == 0 ? quiet + 1 : 0;
        }
        System.out.println(what + " in bad company: " + bytes + " bytes in " + CALLS + " calls");
        assertTrue(quiet == QUIET_ROUNDS, what + ": " + bytes + " bytes in the last " + CALLS + " calls");
    }
}
