package io.github.lanewise.bench.jmh;

import static io.github.lanewise.bench.jmh.Disagreement.assertDisagrees;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.bench.EngineStreams;
import io.github.lanewise.bench.Stepper;
import io.github.lanewise.spec.ModelSpec;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class StreamsBenchmarkTest {
    private static final Shape SHAPE = new Shape(5, 8);
    private static final int STREAMS = 3;

    @Test
    void bothWaysStepAllStreams() {
        StreamsBenchmark benchmark = new StreamsBenchmark();
        benchmark.shape = "3x7";
        benchmark.streams = STREAMS;
        benchmark.setUp();
        float[] oneByOne = benchmark.oneByOne().clone();
        assertEquals(STREAMS * 7, oneByOne.length);
        assertFalse(Arrays.equals(oneByOne, benchmark.oneByOne()), "the states are carried on");
        benchmark.setUp();
        assertArrayEquals(oneByOne, benchmark.together());
        assertFalse(Arrays.equals(oneByOne, benchmark.together()), "the states are carried on");
    }

    @Test
    void aWrongBitInOneStreamFailsTheSetUp() {
        Stepper wrong = wrongAt(17, together(), Math::nextUp);
        assertDisagrees(
                "together against one by one, 3 streams, LSTM 5x8, step 17, output 13: expected ",
                () -> StreamsAgreement.require(SHAPE, STREAMS, oneByOne(), wrong));
    }

    @Test
    void whatBothGetWrongFailsTheSetUp() {
        Stepper oneByOne = wrongAt(4, oneByOne(), y -> y + 1e-4f);
        Stepper together = wrongAt(4, together(), y -> y + 1e-4f);
        assertDisagrees(
                "one by one against textbook, stream 1 of 3 streams, LSTM 5x8, step 4, output 5: expected ",
                () -> StreamsAgreement.require(SHAPE, STREAMS, oneByOne, together));
    }

    private static Stepper oneByOne() {
        return EngineStreams.oneByOne(model(), STREAMS);
    }

    private static Stepper together() {
        return EngineStreams.together(model(), STREAMS);
    }

    private static Model model() {
        return Model.of(ModelSpec.ofStack(SHAPE.lstm(), false), Backend.SCALAR);
    }

    /** Wrong about output 5 of the second stream at one step. */
    private static Stepper wrongAt(int wrongStep, Stepper right, UnaryOperator<Float> wrong) {
        return new Stepper() {
            private int step;

            @Override
            public void reset() {
                right.reset();
            }

            @Override
            public void step(float[] x, float[] y) {
                right.step(x, y);
                if (step++ == wrongStep) {
                    y[13] = wrong.apply(y[13]);
                }
            }
        };
    }
}
