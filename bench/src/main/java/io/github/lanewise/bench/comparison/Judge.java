package io.github.lanewise.bench.comparison;

import io.github.lanewise.bench.Agreement;
import io.github.lanewise.bench.textbook.DoubleModel;
import io.github.lanewise.spec.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares everybody's outputs with the textbook's in double precision, over a stream of 50 steps, fewer of
 * many streams, or two calls, before anything is timed. The engine is judged like the others; its variants have to give the same bits besides.
 */
public final class Judge {
    /** How far an output may be from the textbook's, absolute; a hidden state lies between -1 and 1. */
    static final double TOLERANCE = 1e-4;

    /**
     * The same for another engine with weights of less than 32 bits, which may round its inputs to 8 bits too. What it computes
     * then is another model; the bound only tells that from a wrong one.
     */
    static final double QUANTIZED_TOLERANCE = 0.05;

    private static final int STREAM = 50;
    private static final int LEAST_OF_MANY = 3;

    private final String name;
    private final Workload workload;
    private final List<double[]> answers = new ArrayList<>();

    /**
     * Computes the textbook's answers.
     *
     * @param name the workload's
     * @param workload what everybody computes
     */
    public Judge(String name, Workload workload) {
        this.name = name;
        this.workload = workload;
        DoubleModel textbook = new DoubleModel(workload.model());
        int calls = workload.isStream() ? Math.max(LEAST_OF_MANY, STREAM / workload.batch()) : 2;
        for (int call = 0; call < calls; call++) {
            if (!workload.isStream()) {
                textbook.reset();
            }
            answers.add(textbook.run(WorkloadInput.of(workload, call), workload.batch()));
        }
    }

    /**
     * Runs a contender of which no variant is there to compare with, and resets it.
     *
     * @param contender whose answers are judged
     * @param runner its own, ready
     * @return what is wrong, if anything is
     */
    public Optional<WrongAnswer> judge(Contender contender, Runner runner) {
        return Optional.ofNullable(furthest(contender, runner));
    }

    /**
     * Runs a contender and resets it.
     *
     * @param engine the engine, ready and at the beginning; reset behind it
     * @return what is wrong, if anything is
     */
    Optional<WrongAnswer> judge(Contender contender, Runner runner, Runner engine) {
        WrongAnswer wrong = furthest(contender, runner);
        if (wrong == null && contender.isEngine()) {
            wrong = firstOtherBits(contender, runner, engine);
        }
        return Optional.ofNullable(wrong);
    }

    /** The output that is furthest from the textbook's, if it is too far. */
    private @Nullable WrongAnswer furthest(Contender contender, Runner runner) {
        WrongAnswer worst = null;
        double largest =
                contender.isEngine() || contender.precision() == Precision.FP32 ? TOLERANCE : QUANTIZED_TOLERANCE;
        runner.reset();
        for (int call = 0; call < answers.size(); call++) {
            double[] expected = answers.get(call);
            float[] found = run(runner, call);
            for (int i = 0; i < found.length; i++) {
                double difference = Math.abs(expected[i] - found[i]);
                if (Double.isNaN(difference)) {
                    difference = Double.POSITIVE_INFINITY;
                }
                if (difference > largest) {
                    largest = difference;
                    String remark = KnownFaults.of(contender.name(), workload);
                    worst = wrong(contender, call, i, difference, expected[i], found[i], remark);
                }
            }
        }
        runner.reset();
        return worst;
    }

    /** The largest difference from the textbook's outputs, absolute. Resets the runner before and behind. */
    double error(Runner runner) {
        double largest = 0;
        runner.reset();
        for (int call = 0; call < answers.size(); call++) {
            double[] expected = answers.get(call);
            float[] found = run(runner, call);
            for (int i = 0; i < found.length; i++) {
                largest = Math.max(largest, Math.abs(expected[i] - found[i]));
            }
        }
        runner.reset();
        return largest;
    }

    private @Nullable WrongAnswer firstOtherBits(Contender contender, Runner runner, Runner engine) {
        WrongAnswer first = null;
        engine.reset();
        for (int call = 0; call < answers.size() && first == null; call++) {
            float[] expected = run(engine, call);
            float[] found = run(runner, call);
            int at = Agreement.firstDifference(expected, found);
            if (at >= 0) {
                double difference = Math.abs((double) expected[at] - found[at]);
                String remark = "not the bits of " + Contenders.ENGINE + " with one thread: expected "
                        + Agreement.bits(expected[at]) + ", found " + Agreement.bits(found[at]);
                first = wrong(contender, call, at, difference, expected[at], found[at], remark);
            }
        }
        engine.reset();
        runner.reset();
        return first;
    }

    /** What is not written stays NaN. */
    private float[] run(Runner runner, int call) {
        float[] y = new float[workload.outputFloats()];
        Arrays.fill(y, Float.NaN);
        runner.run(WorkloadInput.of(workload, call), y);
        return y;
    }

    private WrongAnswer wrong(
            Contender contender, int call, int output, double difference, double expected, double found, String why) {
        return new WrongAnswer(
                name, contender.name(), contender.isEngine(), difference, expected, found, call, output, why);
    }
}
