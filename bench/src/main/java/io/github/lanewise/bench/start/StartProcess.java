package io.github.lanewise.bench.start;

import io.github.lanewise.bench.DisagreementException;
import io.github.lanewise.bench.Noise;
import io.github.lanewise.bench.company.Companies;
import io.github.lanewise.bench.company.Company;
import io.github.lanewise.bench.company.ExpectedOutputs;
import io.github.lanewise.bench.company.StepClock;
import io.github.lanewise.bench.comparison.Contender;
import io.github.lanewise.bench.comparison.Judge;
import io.github.lanewise.bench.comparison.Lookup;
import io.github.lanewise.bench.comparison.Runner;
import io.github.lanewise.bench.comparison.UnavailableException;
import io.github.lanewise.bench.comparison.Workload;
import io.github.lanewise.bench.comparison.WorkloadInput;
import io.github.lanewise.bench.comparison.WrongAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes steps from the beginning of its time to its peak. Prints the line of a {@link StartFinding}. The first outputs are the
 * timed ones and are judged once everything was timed, those of the code that was compiled by then besides; a wrong answer's
 * times are not told.
 */
public final class StartProcess {
    private static final double LONGEST = 10;
    private static final int INPUTS = 8;

    private StartProcess() {}

    /**
     * Measures.
     *
     * @param args shape, company, engine and number of cores of the row; the file with the {@link ExpectedOutputs}; the engine's
     *     own file of the model, or nothing; what the clock said when the process was started, in milliseconds
     */
    public static void main(String[] args) {
        long main = System.nanoTime();
        double toMain = (System.currentTimeMillis() - Long.parseLong(args[6])) / 1e3;
        StartRow row = new StartRow(args[0], args[1], args[2], Integer.parseInt(args[3]));
        try {
            long start = main - (long) (toMain * 1e9);
            if (!row.company().equals(Companies.ALONE)) {
                keep(row);
                start = System.nanoTime();
            }
            Contender contender = Lookup.of(row.engine());
            Workload workload = row.workload();
            if (!args[5].isEmpty()) {
                workload = workload.withGraph(Path.of(args[5]));
            }
            System.out.println(measure(row, contender, workload, start, toMain, Path.of(args[4]))
                    .toLine());
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            System.err.println("start: " + e.getMessage());
            System.exit(1);
        }
        // Engines and third-party code may leave threads behind.
        System.exit(0);
    }

    private static void keep(StartRow row) throws IOException {
        Company company = Companies.of(row.company());
        double sum = company.keep(company.rounds());
        if (Double.isNaN(sum)) {
            throw new IllegalStateException(row.name() + ": expected a number from the company, found " + sum);
        }
    }

    /**
     * Measures.
     *
     * @param start when the process's time began, by {@link System#nanoTime}
     * @param expected the scalar backend's outputs, read once everything was timed
     */
    static StartFinding measure(
            StartRow row, Contender contender, Workload workload, long start, double toMain, Path expected)
            throws IOException {
        StepTimes times = new StepTimes(start);
        long prepare = System.nanoTime();
        try (Runner runner = contender.start(workload)) {
            TimedRunner timed = new TimedRunner(runner, times);
            long ready = System.nanoTime();
            FirstOutputs first = FirstOutputs.of(workload, timed);
            StepClock.Peak peak = new StepClock(workload, timed, start).measure();
            goOnToTotal(workload, timed, times, start);
            String wrong = wrong(row, contender, workload, first, runner, expected);
            if (wrong != null) {
                return StartFinding.problem(row, contender.name(), wrong, true);
            }
            StepRange firstStep = times.complete().getFirst();
            double output = firstStep.worstSecond();
            StartFinding.Times found = new StartFinding.Times(
                    toMain,
                    output,
                    (ready - prepare) / 1e9 + firstStep.worst() / 1e6,
                    peak.seconds(),
                    times.secondsToTotal(),
                    peak.micros(),
                    Noise.measure());
            return new StartFinding(row, contender.name(), found, times.complete(), "", false);
        } catch (UnavailableException e) {
            return StartFinding.problem(row, contender.name(), String.valueOf(e.getMessage()), false);
        }
    }

    /** Those that have their peak before. */
    private static void goOnToTotal(Workload workload, Runner runner, StepTimes times, long start) {
        float[][] inputs = new float[INPUTS][];
        for (int i = 0; i < INPUTS; i++) {
            inputs[i] = WorkloadInput.of(workload, i);
        }
        float[] output = new float[workload.outputFloats()];
        while (times.count() < StepTimes.TOTAL && System.nanoTime() - start < LONGEST * 1e9) {
            runner.run(inputs[(int) (times.count() % INPUTS)], output);
        }
    }

    /** What is wrong with the first outputs, or with those of the code as it is now; null if nothing is. */
    private static @Nullable String wrong(
            StartRow row, Contender contender, Workload workload, FirstOutputs first, Runner now, Path expected)
            throws IOException {
        ExpectedOutputs bits = contender.isEngine() ? ExpectedOutputs.read(workload, expected) : null;
        Judge judge = new Judge(row.name(), workload);
        for (Runner runner : new Runner[] {first, now}) {
            String what = row.name() + (runner == first ? ", from the first step" : ", after the steps were timed");
            try {
                if (bits != null) {
                    bits.requireFrom(what, runner);
                }
            } catch (DisagreementException e) {
                return e.getMessage();
            }
            Optional<WrongAnswer> answer = judge.judge(contender, runner);
            if (answer.isPresent()) {
                return answer.get().describe();
            }
        }
        return null;
    }
}
