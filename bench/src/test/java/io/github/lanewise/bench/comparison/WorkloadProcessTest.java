package io.github.lanewise.bench.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.bench.DisagreementException;
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
