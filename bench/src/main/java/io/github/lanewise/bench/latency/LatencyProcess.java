package io.github.lanewise.bench.latency;

import io.github.lanewise.Backend;
import io.github.lanewise.bench.Noise;
import io.github.lanewise.bench.Tail;
import io.github.lanewise.bench.comparison.Contender;
import io.github.lanewise.bench.comparison.Judge;
import io.github.lanewise.bench.comparison.Lookup;
import io.github.lanewise.bench.comparison.Pinning;
import io.github.lanewise.bench.comparison.Runner;
import io.github.lanewise.bench.comparison.UnavailableException;
import io.github.lanewise.bench.comparison.Workload;
import io.github.lanewise.bench.comparison.WorkloadInput;
import io.github.lanewise.bench.comparison.WrongAnswer;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.HdrHistogram.Histogram;

/**
 * Measures one engine under one load. Prints the line of a {@link LatencyFinding}. The outputs are compared before anything is
 * timed, and once more by the code that was timed; a wrong answer's latency is not told.
 */
public final class LatencyProcess {
    /** Lanewise itself. */
    static final String ENGINE = Lookup.word(Backend.AUTO);

    /** So that no two steps in a row see the same input. A power of two. */
    private static final int INPUTS = 8;

    private LatencyProcess() {}

    /**
     * Measures.
     *
     * @param args the load's name; the engine, a word for {@link Lookup}; seconds to warm up; seconds to measure
     */
    public static void main(String[] args) {
        try {
            Load load = Load.of(args[0]);
            Pinning.pin(Pinning.processors() - 1);
            LatencyFinding finding =
                    measure(load, Lookup.of(args[1]), Double.parseDouble(args[2]), Double.parseDouble(args[3]));
            System.out.println(finding.toLine());
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println("latency: " + e.getMessage());
            System.exit(1);
        }
        // Engines may leave threads behind.
        System.exit(0);
    }

    static LatencyFinding measure(Load load, Contender contender, double warmUpSeconds, double seconds) {
        Workload workload = load.workload();
        Judge judge = new Judge(load.name(), workload);
        try (Runner runner = contender.prepare(workload)) {
            Optional<WrongAnswer> wrong = judge.judge(contender, runner);
            if (wrong.isPresent()) {
                return wrong(load, contender, wrong.get());
            }
            LatencyFinding finding = time(load, contender, runner, warmUpSeconds, seconds);
            wrong = judge.judge(contender, runner);
            return wrong.isPresent() ? wrong(load, contender, wrong.get()) : finding;
        } catch (UnavailableException e) {
            return LatencyFinding.problem(
                    load, contender.name(), contender.isEngine(), String.valueOf(e.getMessage()), false);
        }
    }

    private static LatencyFinding wrong(Load load, Contender contender, WrongAnswer wrong) {
        return LatencyFinding.problem(load, contender.name(), contender.isEngine(), wrong.describe(), true);
    }

    private static LatencyFinding time(
            Load load, Contender contender, Runner runner, double warmUpSeconds, double seconds) {
        double before = Noise.measure();
        IntConsumer call = calls(load.workload(), runner);
        Histogram latencies = Tail.histogram();
        OpenLoop.Outcome outcome;
        long collections;
        double waited;
        try (Neighbour neighbour = load.beside().neighbour()) {
            if (neighbour != null) {
                neighbour.start();
            }
            WarmUp.run(runner, call, load.perSecond(), warmUpSeconds);
            collections = collections();
            waited = RunQueue.waitedNanos();
            outcome = OpenLoop.run(Arrivals.during(load.perSecond(), seconds), System::nanoTime, call, latencies);
            waited = RunQueue.waitedNanos() - waited;
            collections = collections() - collections;
        }
        return new LatencyFinding(
                load,
                contender.name(),
                "",
                outcome,
                Tail.of(latencies),
                collections,
                waited / outcome.nanos(),
                Math.max(before, Noise.measure()),
                contender.isEngine(),
                "",
                false);
    }

    /** Steps of the stream by the number of their arrival. */
    private static IntConsumer calls(Workload workload, Runner runner) {
        float[][] inputs = new float[INPUTS][];
        for (int i = 0; i < INPUTS; i++) {
            inputs[i] = WorkloadInput.of(workload, i);
        }
        float[] output = new float[workload.outputFloats()];
        return arrival -> runner.run(inputs[arrival & (INPUTS - 1)], output);
    }

    /** So far. A collector with concurrent cycles counts its pauses besides, which are parts of the cycles. */
    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(bean -> !bean.getName().endsWith(" Pauses"))
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }
}
