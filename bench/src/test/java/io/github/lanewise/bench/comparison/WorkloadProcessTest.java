package io.github.lanewise.bench.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.spec.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody is timed whose outputs are wrong. */
class WorkloadProcessTest {
    private static final Workload STEP = Workload.step(5, 8);
    private static final String STRANGER = "somebody else's";

    @Test
    void theEngineAndTheTextbookAgreeAndAreTimed() {
        List<Contender> contenders = List.of(engine(), new TextbookContender());
        Findings measured = WorkloadProcess.measure("step-5x8", STEP, contenders, true);
        assertEquals(List.of(), measured.wrong());
        assertEquals(Set.of("step-5x8"), measured.noise().keySet());
        List<Finding> findings = measured.all();
        assertEquals(
                List.of(Contenders.ENGINE, Contenders.TEXTBOOK, Bound.READ),
                findings.stream().map(Finding::contender).toList());
        assertTrue(findings.stream().allMatch(finding -> finding.time().median() > 0));
        assertEquals(1, findings.getFirst().ratio().median());
    }

    /** The rest goes on. */
    @Test
    void aContenderThatIsOffIsListedAndNotTimed() {
        Contender off = new AlteredTextbook(STRANGER, y -> y[3] += 0.18f);
        Findings measured =
                WorkloadProcess.measure("step-5x8", STEP, List.of(engine(), off, new TextbookContender()), true);
        assertEquals(
                List.of(Contenders.ENGINE, Contenders.TEXTBOOK, Bound.READ),
                measured.all().stream().map(Finding::contender).toList());
        WrongAnswer wrong = measured.wrong().getFirst();
        assertEquals(1, measured.wrong().size());
        assertEquals(STRANGER, wrong.contender());
        assertEquals(3, wrong.output());
        assertEquals(0.18, wrong.difference(), 1e-5);
        assertEquals(wrong.expected() + 0.18, wrong.found(), 1e-5);
        assertFalse(wrong.ours());
    }

    /** The judge is the textbook in double precision: the engine is no better than others. */
    @Test
    void whereTheEngineIsWrongNobodyIsTimed() {
        Contender engine = new AlteredTextbook(Contenders.ENGINE, y -> y[0] += 2e-4f);
        Findings measured = WorkloadProcess.measure("step-5x8", STEP, List.of(engine, new TextbookContender()), true);
        assertEquals(List.of(), measured.all());
        assertEquals(1, measured.wrong().size());
        assertTrue(measured.wrong().getFirst().ours());
    }

    /** A bit is enough. */
    @Test
    void theEnginesVariantsHaveToGiveTheSameBits() {
        Contender variant = new AlteredTextbook("Lanewise, a variant", y -> y[1] = Math.nextUp(y[1]));
        Findings measured = WorkloadProcess.measure("step-5x8", STEP, List.of(engine(), variant), true);
        WrongAnswer wrong = measured.wrong().getFirst();
        assertTrue(wrong.ours());
        assertTrue(wrong.remark().startsWith("not the bits of Lanewise with one thread: expected "), wrong.remark());
        assertTrue(measured.find("step-5x8", "Lanewise, a variant").isEmpty());
        assertTrue(measured.find("step-5x8", Contenders.ENGINE).isPresent());
    }

    /** In float32 its outputs are the textbook's; what is rounded is further off, and within what rounding explains. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theEngineIsJudgedAndTimedInEachPrecision(boolean step) {
        Workload workload = step ? STEP : Workload.sequence(5, 8, 2, true, 7);
        Findings measured = WorkloadProcess.measure("precisions-small", workload, Contenders.ofPrecisions(), true);
        assertEquals(List.of(), measured.wrong());
        double float32 = error(measured, Precision.FP32);
        double bf16 = error(measured, Precision.BF16);
        double int8 = error(measured, Precision.INT8);
        assertTrue(float32 < 1e-6, "fp32: " + float32);
        assertTrue(bf16 > float32 && bf16 < 0.01, "bf16: " + bf16);
        assertTrue(int8 > float32 && int8 < 0.02, "int8: " + int8);
        double int4 = error(measured, Precision.INT4);
        assertTrue(int4 > float32 && int4 < 0.2, "int4: " + int4);
    }

    private static double error(Findings findings, Precision precision) {
        return findings.find("precisions-small", Contenders.engineIn(precision))
                .orElseThrow()
                .error();
    }

    @Test
    void weightsOfFewerBitsAreFewerBytes() {
        assertEquals(4 * 8 * 13 * 4, STEP.weightBytes());
        assertEquals(4 * 8 * 13 * 2, STEP.withPrecision(Precision.BF16).weightBytes());
        assertEquals(4 * 8 * 13, STEP.withPrecision(Precision.INT8).weightBytes());
        assertEquals(4 * 8 * 13 * 9 / 16, STEP.withPrecision(Precision.INT4).weightBytes());
    }

    /** Its weights would have passed for those of float32. */
    @ParameterizedTest
    @EnumSource(names = {"BF16", "INT8", "INT4"})
    void theEngineInAPrecisionHasToRoundItsWeights(Precision precision) {
        Contender unrounded = new InPrecision(new EngineContender("Lanewise, unrounded", Backend.SCALAR, 1), precision);
        WrongAnswer wrong = judge(unrounded).orElseThrow();
        assertTrue(wrong.ours());
        assertEquals("Lanewise, unrounded", wrong.contender());
    }

    /** Another engine may round its inputs too, but not compute something else. */
    @ParameterizedTest
    @CsvSource({"0.03, INT8, true", "0.08, INT8, false", "0.03, FP32, false"})
    void anotherEnginesWeightsOfFewerBitsHaveAWiderBound(float off, Precision precision, boolean right) {
        Contender other = new InPrecision(new AlteredTextbook(STRANGER, y -> y[0] += off), precision);
        assertEquals(right, judge(other).isEmpty());
    }

    private static Optional<WrongAnswer> judge(Contender contender) {
        Contender engine = new EngineContender(Contenders.ENGINE, Backend.SCALAR, 1); // nothing to warm
        return new Judges("step-5x8", STEP, engine).judge(contender, contender.prepare(STEP));
    }

    /** Another contender that says that its weights are in some precision. */
    private record InPrecision(Contender contender, Precision precision) implements Contender {
        @Override
        public String name() {
            return contender.name();
        }

        @Override
        public boolean isEngine() {
            return contender.isEngine();
        }

        @Override
        public boolean supports(Workload workload) {
            return contender.supports(workload);
        }

        @Override
        public Runner prepare(Workload workload) {
            return contender.prepare(workload);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void noNumberIsFurthestOff(float value) {
        Contender off = new AlteredTextbook(STRANGER, y -> {
            y[0] += 0.5f;
            y[2] = value;
        });
        WrongAnswer wrong = WorkloadProcess.measure("step-5x8", STEP, List.of(engine(), off), true)
                .wrong()
                .getFirst();
        assertEquals(2, wrong.output());
        assertEquals(Double.POSITIVE_INFINITY, wrong.difference());
        assertEquals(value, wrong.found());
    }

    @ParameterizedTest
    @CsvSource({
        "PyTorch 2.7.1 through DJL 0.35.1, 8, true",
        "PyTorch 2.7.1 through DJL 0.35.1, 48, true",
        "PyTorch 2.7.1 through DJL 0.35.1, 49, false",
        "PyTorch 2.7.1 through DJL 0.35.1, 64, false",
        "PyTorch 2.9.0 through DJL 0.40.0, 8, false",
        "oneDNN 3.8.1, 8, false"
    })
    void aKnownFaultIsToldWhereItApplies(String contender, int hiddenSize, boolean known) {
        Contender off = new AlteredTextbook(contender, y -> y[0] += 0.18f);
        Workload workload = Workload.step(5, hiddenSize);
        Optional<WrongAnswer> wrong =
                new Judge("step", workload).judge(off, off.prepare(workload), engine().prepare(workload));
        assertEquals(known, wrong.orElseThrow().remark().contains("brgemm:avx512_core"));
        assertEquals(known, wrong.orElseThrow().remark().contains("ONEDNN_MAX_CPU_ISA=AVX2"));
    }

    /** The readers' own fixture has the form of the published file. */
    @Test
    void aChunkIsARowOfAStreamThroughConvolutions() throws IOException {
        Path graph = Path.of(
                System.getProperty("basedir", ""),
                "../engine/formats/src/test/resources/onnx/frames_at_two_rates.onnx");
        Workload chunk = Workload.chunk(graph);
        assertTrue(chunk.isStream());
        assertEquals(576, chunk.inputFloats());
        assertEquals(1, chunk.outputFloats());
        // Convolutions of 5, 3, 2 and 1 positions, an LSTM of 3 inputs and 4 units, a linear layer.
        double products = 5 * 320 + 3 * 90 + 2 * 72 + 36 + 16 * 3 + 16 * 4 + 4;
        assertEquals(2 * products, chunk.flops());
        assertFalse(new TextbookContender().supports(chunk));
        List<Finding> findings = WorkloadProcess.measure(Workloads.chunk(), chunk, List.of(engine()), true)
                .all();
        assertEquals(
                List.of(Contenders.ENGINE, Bound.FMA),
                findings.stream().map(Finding::contender).toList());
        Path other = graph.resolveSibling("rnn_leaky_relu.onnx");
        assertThrows(IllegalArgumentException.class, () -> Workload.chunk(other));
    }

    private static Contender engine() {
        return new EngineContender(Contenders.ENGINE, Backend.AUTO, 1);
    }

    /** The textbook's answers, altered; of the engine's name or of its family it says that it is the engine. */
    private record AlteredTextbook(String name, Consumer<float[]> alteration) implements Contender {
        @Override
        public boolean isEngine() {
            return name.startsWith(Contenders.ENGINE);
        }

        @Override
        public boolean supports(Workload workload) {
            return true;
        }

        @Override
        public Runner prepare(Workload workload) {
            Runner textbook = new TextbookContender().prepare(workload);
            return new Runner() {
                @Override
                public void run(float[] x, float[] y) {
                    textbook.run(x, y);
                    alteration.accept(y);
                }

                @Override
                public void reset() {
                    textbook.reset();
                }

                @Override
                public void close() {
                    textbook.close();
                }
            };
        }
    }
}
