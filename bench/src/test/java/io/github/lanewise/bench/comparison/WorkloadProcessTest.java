package io.github.lanewise.bench.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.bench.DisagreementException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nobody is timed whose outputs are wrong. */
class WorkloadProcessTest {
    private static final Workload STEP = Workload.step(5, 8);

    @Test
    void theEngineAndTheTextbookAgreeAndAreTimed() {
        List<Contender> contenders = List.of(engine(), new TextbookContender());
        List<Finding> findings = WorkloadProcess.measure("step-5x8", STEP, contenders, true);
        assertEquals(
                List.of(Contenders.ENGINE, Contenders.TEXTBOOK, Bound.READ),
                findings.stream().map(Finding::contender).toList());
        assertTrue(findings.stream().allMatch(finding -> finding.time().median() > 0));
        assertEquals(1, findings.getFirst().ratio().median());
    }

    @Test
    void aContenderThatIsOffIsRefused() {
        DisagreementException refusal = assertThrows(
                DisagreementException.class,
                () -> WorkloadProcess.measure("step-5x8", STEP, List.of(engine(), new OffByALittle()), true));
        assertTrue(String.valueOf(refusal.getMessage()).startsWith("off by a little, STEP of 5x8, call 0"));
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
        List<Finding> findings = WorkloadProcess.measure(Workloads.chunk(), chunk, List.of(engine()), true);
        assertEquals(
                List.of(Contenders.ENGINE, Bound.FMA),
                findings.stream().map(Finding::contender).toList());
        Path other = graph.resolveSibling("rnn_leaky_relu.onnx");
        assertThrows(IllegalArgumentException.class, () -> Workload.chunk(other));
    }

    private static Contender engine() {
        return new EngineContender(Contenders.ENGINE, Backend.AUTO, 1);
    }

    /** The textbook's answers and 2e-4. */
    private record OffByALittle() implements Contender {
        @Override
        public String name() {
            return "off by a little";
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
                    y[0] += 2e-4f;
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
