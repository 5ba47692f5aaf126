package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The rule of {@code --precision auto}, on costs that are given, and on a model's own. */
class PrecisionChoiceTest {
    private static final ModelSpec SPEC = SmallModels.classifier();

    /** An output that is off by the sum of what its layers cost. */
    private static PrecisionChoice.Chosen choose(double tolerance, Map<Precision, float[]> costs)
            throws IOException, CommandException {
        return PrecisionChoice.of(SPEC, tolerance, spec -> {
            float sum = 0;
            for (int layer : List.of(0, 1)) {
                Precision precision = spec.precision(layer);
                sum += precision == Precision.FP32 ? 0 : Objects.requireNonNull(costs.get(precision))[layer];
            }
            return Tensor.of(new float[] {1, 1 + sum}, 1, 2);
        });
    }

    private static final Map<Precision, float[]> COSTS =
            Map.of(Precision.INT8, new float[] {0.25f, 0.5f}, Precision.BF16, new float[] {0.125f, 0.375f});

    @Test
    void int8WhereThatIsGoodEnough() throws IOException, CommandException {
        PrecisionChoice.Chosen chosen = choose(0.75, COSTS);
        assertEquals("int8", Precisions.describe(chosen.spec()));
        assertEquals(0.75, chosen.difference());
        assertEquals(1, chosen.trials());
        assertEquals(
                "precision auto: int8; the output differs from fp32 by at most 7.50e-01, tolerance 7.50e-01; 1 trial",
                chosen.describe());
    }

    /** The second layer goes to bf16, and as it still costs more than the first in int8, to fp32. */
    @Test
    void theLayerThatCostsMostGoesFirst() throws IOException, CommandException {
        PrecisionChoice.Chosen chosen = choose(0.7, COSTS);
        assertEquals("gru int8, fc bf16", Precisions.describe(chosen.spec()));
        assertEquals(0.625, chosen.difference());
        // Both in int8, each alone in int8, and both with the second in bf16.
        assertEquals(4, chosen.trials());

        chosen = choose(0.6, COSTS);
        assertEquals("gru int8, fc fp32", Precisions.describe(chosen.spec()));
        assertEquals(0.25, chosen.difference());
        // The second alone in bf16; then the first alone in int8, which was tried before.
        assertEquals(5, chosen.trials());

        chosen = choose(0.2, COSTS);
        assertEquals("gru bf16, fc fp32", Precisions.describe(chosen.spec()));
        assertEquals(0.125, chosen.difference());
    }

    @Test
    void fp32WhereNothingElseIsGoodEnough() throws IOException, CommandException {
        PrecisionChoice.Chosen chosen = choose(0, COSTS);
        assertEquals("fp32", Precisions.describe(chosen.spec()));
        assertEquals(0, chosen.difference());
        float nan = Float.NaN;
        Map<Precision, float[]> broken =
                Map.of(Precision.INT8, new float[] {0, nan}, Precision.BF16, new float[] {0, 0});
        assertEquals("gru int8, fc bf16", Precisions.describe(choose(0, broken).spec()));
    }

    @Test
    void ofTwoThatCostTheSameTheFirstGoes() throws IOException, CommandException {
        Map<Precision, float[]> same =
                Map.of(Precision.INT8, new float[] {0.5f, 0.5f}, Precision.BF16, new float[] {0, 0});
        assertEquals("gru bf16, fc int8", Precisions.describe(choose(0.6, same).spec()));
    }

    @Test
    void aLayerWhoseWeightsInt8DoesNotTakeBeginsInFp32() throws IOException, CommandException {
        ModelSpec spec = SmallModels.classifier();
        Objects.requireNonNull(spec.tensors().get("fc.weight")).data()[0] = Float.NEGATIVE_INFINITY;
        PrecisionChoice.Chosen chosen = PrecisionChoice.of(spec, 1, tried -> Tensor.zeros(1));
        assertEquals("gru int8, fc fp32", Precisions.describe(chosen.spec()));
    }

    /** Whatever the precision of the file: the difference is that from fp32. */
    @Test
    void aModelKeepsTheTolerance() throws IOException, CommandException {
        Sequences sequences = new SeededInputs(SPEC, 7).ordinary();
        PrecisionTrial trial =
                spec -> ModelRunner.of(spec, Backend.SCALAR).run(sequences).output();
        float[] exact = trial.output(SPEC).data();
        double before = Double.POSITIVE_INFINITY;
        for (double tolerance : new double[] {1, 3e-4, 0}) {
            PrecisionChoice.Chosen chosen = PrecisionChoice.of(SPEC.withPrecision(Precision.BF16), tolerance, trial);
            double difference =
                    Deviation.of(exact, trial.output(chosen.spec()).data()).max();
            assertEquals(difference, chosen.difference());
            assertTrue(difference <= tolerance, chosen::describe);
            assertTrue(difference < before, chosen::describe);
            before = difference;
        }
    }
}
