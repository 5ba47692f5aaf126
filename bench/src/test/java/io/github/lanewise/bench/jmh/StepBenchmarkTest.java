package io.github.lanewise.bench.jmh;

import static io.github.lanewise.bench.jmh.Disagreement.assertDisagrees;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.bench.EngineStepper;
import io.github.lanewise.bench.Stepper;
import io.github.lanewise.bench.textbook.TextbookLstm;
import io.github.lanewise.spec.ModelSpec;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepBenchmarkTest {
    private static final Shape SHAPE = new Shape(5, 8);

    @ParameterizedTest
    @EnumSource
    void steps(Implementation implementation) {
        StepBenchmark benchmark = new StepBenchmark();
        benchmark.shape = "3x7";
        benchmark.implementation = implementation;
        benchmark.setUp();
        float[] first = benchmark.step().clone();
        float[] second = benchmark.step().clone();
        assertEquals(7, second.length);
        assertFalse(Arrays.equals(first, second), "the state is carried on");
    }

    @Test
    void aWrongBitInTheVectorCodeFailsTheSetUp() {
        Stepper wrong = wrongAt(17, engine(), Math::nextUp);
        assertDisagrees(
                "vector against scalar, LSTM 5x8, step 17, output 3: expected ",
                () -> StepAgreement.require(SHAPE, textbook(), engine(), wrong));
    }

    @Test
    void aWrongTextbookFailsTheSetUp() {
        Stepper wrong = wrongAt(99, textbook(), y -> y + 1e-4f);
        assertDisagrees(
                "textbook against scalar, LSTM 5x8, step 99, output 3: expected ",
                () -> StepAgreement.require(SHAPE, wrong, engine(), engine()));
    }

    private static Stepper textbook() {
        return new TextbookLstm(SHAPE.lstm());
    }

    private static Stepper engine() {
        return new EngineStepper(Model.of(ModelSpec.ofStack(SHAPE.lstm(), false), Backend.SCALAR));
    }

    /** A stepper that is wrong about output 3 of one step. */
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
                    y[3] = wrong.apply(y[3]);
                }
            }
        };
    }
}
