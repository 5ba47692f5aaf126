package io.github.lanewise.bench.company;

import io.github.lanewise.Backend;
import io.github.lanewise.bench.DisagreementException;
import io.github.lanewise.bench.Noise;
import io.github.lanewise.bench.comparison.EngineContender;
import io.github.lanewise.bench.comparison.Runner;
import io.github.lanewise.bench.comparison.Workload;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Keeps some company, then measures one workload. Prints the line of a {@link ProcessFinding}. Outputs are compared before
 * anything is timed, and once more by the code that was timed; a wrong answer's speed is not told.
 *
 * <p>The thread is not pinned to a core: that takes a native call, and native calls leave traces in the JDK's profiles, so
 * that no process would be alone.
 */
public final class CompanyProcess {
    private CompanyProcess() {}

    /**
     * Measures.
     *
     * @param args the workload's name; the company's; the file with the {@link ExpectedOutputs}
     */
    public static void main(String[] args) {
        Row row = new Row(args[0], args[1]);
        try {
            Company company = Companies.of(row.company());
            double sum = company.keep(company.rounds());
            if (Double.isNaN(sum)) {
                throw new IllegalStateException(row.name() + ": expected a number from the company, found " + sum);
            }
            Workload workload = Row.workload(row.workload());
            ExpectedOutputs expected = ExpectedOutputs.read(workload, Path.of(args[2]));
            Runner runner = new EngineContender("Lanewise", Backend.AUTO, 1).prepare(workload);
            System.out.println(measure(row, workload, expected, runner).toLine());
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            System.err.println("company: " + e.getMessage());
            System.exit(1);
        }
        // Third-party code may leave threads behind.
        System.exit(0);
    }

    static ProcessFinding measure(Row row, Workload workload, ExpectedOutputs expected, Runner runner) {
        try (runner) {
            long start = System.nanoTime();
            expected.requireFrom(row.name() + ", before the steps were timed", runner);
            StepClock.Peak peak = new StepClock(workload, runner, start).measure();
            expected.requireFrom(row.name() + ", after the steps were timed", runner);
            return new ProcessFinding(row, peak.micros(), peak.seconds(), Noise.measure(), peak.busyMicros(), null);
        } catch (DisagreementException e) {
            return ProcessFinding.wrong(row, String.valueOf(e.getMessage()));
        }
    }
}
