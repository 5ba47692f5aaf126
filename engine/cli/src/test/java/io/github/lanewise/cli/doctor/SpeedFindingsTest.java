package io.github.lanewise.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Judging times that are made up. */
class SpeedFindingsTest {
    /** Half of the turns within 5 % of the median. */
    private static Turns.Times quiet(double nanos) {
        return new Turns.Times(List.of(1.1 * nanos, 0.95 * nanos, nanos, 1.05 * nanos, 0.9 * nanos));
    }

    private static Turns.Times noisy(double nanos) {
        return new Turns.Times(List.of(nanos, 0.5 * nanos, 0.9 * nanos, 2 * nanos, 3 * nanos));
    }

    private static Workload workload(int units, long products) {
        ModelSpec spec = ModelSpec.ofStack(
                RecurrentSpec.builder(CellKind.LSTM, units, units).buildUntrained(new SplittableRandom(1)), false);
        return new Workload(spec, 4 * products, products);
    }

    private static Finding judge(long products, Turns.Times vector, Turns.Times scalar, Turns.Times reading) {
        return new SpeedFindings.Measured(workload(2, products), 1.25, vector, scalar, reading, 0).judge();
    }

    @Test
    void fastEnough() {
        Finding finding = judge(200_000, quiet(3_000), quiet(24_000), quiet(2_500));
        assertEquals(Finding.Status.OK, finding.status());
        assertEquals("", finding.change());
        assertEquals(
                "LSTM(2, 2): warm in 1.3 s; step 3.00 µs ±5 %, 8.0 times as fast as scalar code; reading its weights takes 2.50 µs",
                finding.text());
        assertEquals(3.0, finding.figures().getOrDefault("vector_us", -1.0), 1e-9);
        assertEquals(24.0, finding.figures().getOrDefault("scalar_us", -1.0), 1e-9);
    }

    @Test
    void slowerThanScalarCode() {
        Finding finding = judge(200_000, quiet(30_000), quiet(24_000), quiet(25_000));
        assertEquals(Finding.Status.PROBLEM, finding.status());
        assertTrue(finding.change().startsWith("vector code is slower than scalar code; "), finding::toString);
    }

    @Test
    void slowerThanReading() {
        Finding finding = judge(200_000, quiet(8_000), quiet(24_000), quiet(2_000));
        assertEquals(Finding.Status.PROBLEM, finding.status());
        assertTrue(
                finding.change().startsWith("a step takes more than 3 times as long as reading its weights; "),
                finding::toString);
        // Where weights lie in the first cache, reading is not what takes the time.
        assertEquals(
                Finding.Status.OK,
                judge(20_000, quiet(8_000), quiet(24_000), quiet(2_000)).status());
    }

    @Test
    void aNoisyMachineIsNoProblem() {
        Finding finding = judge(200_000, noisy(30_000), quiet(24_000), quiet(25_000));
        // The median says slower, the quickest turn does not.
        assertEquals(Finding.Status.NOTE, finding.status());
        assertEquals("the machine has other work; run it again when it has less", finding.change());
        finding = judge(200_000, noisy(80_000), quiet(24_000), quiet(25_000));
        assertEquals(Finding.Status.NOTE, finding.status());
        assertEquals(
                "vector code is slower than scalar code; see flags and limits above; the machine has other work; run it again"
                        + " when it has less",
                finding.change());
    }

    @Test
    void aSmallModelIsNoProblem() {
        Finding finding = judge(100, quiet(30), quiet(20), quiet(10));
        assertEquals(Finding.Status.NOTE, finding.status());
        assertTrue(finding.change().endsWith("so small a model gains little from vectors"), finding::toString);
    }

    @Test
    void turnsCountCallsNotTurns() {
        int[] calls = new int[2];
        List<Turns.Times> times = Turns.of(Duration.ZERO, Duration.ZERO, () -> calls[0]++, () -> calls[1]++);
        // One call to warm up, and one a turn; the fewest turns although there is no time.
        assertEquals(6, calls[0]);
        assertEquals(6, calls[1]);
        assertEquals(2, times.size());
        assertEquals(5, times.getFirst().nanos().size());
    }

    @Test
    void theReadLoopReadsEveryByte() {
        assertEquals(1, new ReadLoop(4096).times());
        assertEquals(2, new ReadLoop(128L << 20).times());
        ReadLoop loop = new ReadLoop(4096);
        loop.read();
        assertEquals(0, loop.sink());
    }
}
