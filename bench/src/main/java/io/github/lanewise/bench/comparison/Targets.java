package io.github.lanewise.bench.comparison;

import io.github.lanewise.spec.Precision;
import java.util.ArrayList;
import java.util.List;

/** What the engine aims at, in ratios from one run on one machine. */
final class Targets {
    private static final String ONE_DNN = "oneDNN";
    private static final String ONNX_RUNTIME = "ONNX Runtime";
    private static final String C = "C by hand";

    private static final double[] STEP_ONE_DNN = {25, 14, 3.5, 2, 1.3, 1.1, 1};
    private static final double[] SEQUENCE = {3, 2.5, 1.5, 1.2, 1.1, 1.05, 1};

    /** A step in float32 over one in bf16, at the shapes of the workloads about precisions. */
    private static final double[] BF16 = {1.5, 1.9, 1.9, 2.5};

    /** A step in float32 over one in int8, at the largest of them. */
    private static final double INT8_OF_LARGEST = 3.5;

    /** p99.9 over p50 of a step where the machine lets C by hand have no less. */
    private static final double TAIL = 1.5;

    /** The first shape that only reads: (40, 64). */
    private static final int FIRST_READING = 2;

    private Targets() {}

    /** In the order of the page. */
    static List<Target> all() {
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < Workloads.SHAPES.size(); i++) {
            targets.add(step("step against oneDNN", i, ONE_DNN, STEP_ONE_DNN[i]));
        }
        for (int i = 0; i < Workloads.SHAPES.size(); i++) {
            targets.add(step("step against C by hand", i, C, i < FIRST_READING ? 1 : 0.95));
        }
        for (int i = FIRST_READING; i < Workloads.SHAPES.size(); i++) {
            targets.add(step("step against reading the weights", i, Bound.READ, 0.9));
        }
        for (int i = FIRST_READING; i < Workloads.SHAPES.size(); i++) {
            targets.add(step("step against textbook Java", i, Contenders.TEXTBOOK, 10));
        }
        for (int i = 0; i < Workloads.SHAPES.size(); i++) {
            int[] shape = Workloads.SHAPES.get(i);
            targets.add(new Target(
                    "sequence of 100 against the better native engine",
                    shape(shape),
                    Workloads.sequence(shape),
                    List.of(ONE_DNN, ONNX_RUNTIME),
                    SEQUENCE[i]));
        }
        targets.add(new Target(
                "two bidirectional layers, 100 steps",
                "256x256",
                Workloads.bidirectional(),
                List.of(ONE_DNN, ONNX_RUNTIME),
                1.15));
        for (int[] shape : Workloads.SHAPES.subList(3, 6)) {
            targets.add(new Target(
                    "batch of 32, 100 steps, against oneDNN",
                    shape(shape),
                    Workloads.batch(shape, 32),
                    List.of(ONE_DNN),
                    1));
        }
        for (int[] shape : Workloads.SHAPES.subList(4, 6)) {
            targets.add(new Target(
                    "batch of 32 against the fma units' peak",
                    shape(shape),
                    Workloads.batch(shape, 32),
                    List.of(Bound.FMA),
                    0.85));
        }
        addTwoThreads(targets);
        addPrecisions(targets);
        return targets;
    }

    private static void addPrecisions(List<Target> targets) {
        for (int i = 0; i < Workloads.PRECISION_SHAPES.size(); i++) {
            targets.add(step(Precision.BF16, Workloads.PRECISION_SHAPES.get(i), Precision.FP32, BF16[i]));
        }
        for (int[] shape : Workloads.PRECISION_SHAPES) {
            targets.add(step(Precision.INT8, shape, Precision.BF16, 1));
        }
        targets.add(step(Precision.INT8, Workloads.PRECISION_SHAPES.getLast(), Precision.FP32, INT8_OF_LARGEST));
    }

    /** A step in one precision against one in another. */
    private static Target step(Precision faster, int[] shape, Precision other, double least) {
        return new Target(
                "step in " + faster.text() + " against " + other.text(),
                shape(shape),
                Workloads.IN_PRECISIONS + Workloads.step(shape),
                List.of(Contenders.engineIn(other)),
                least,
                Contenders.engineIn(faster));
    }

    private static void addTwoThreads(List<Target> targets) {
        double[] twoThreads = {1.4, 1.8, 1.8, 1.8};
        for (int i = 0; i < twoThreads.length; i++) {
            int[] shape = Workloads.SHAPES.get(i + 3);
            targets.add(new Target(
                    "step with two threads against one",
                    shape(shape),
                    Workloads.ON_TWO_CORES + Workloads.step(shape),
                    List.of(Contenders.ENGINE),
                    twoThreads[i],
                    Contenders.TWO_THREADS));
        }
        targets.add(new Target(
                "two bidirectional layers with two threads, 100 steps, against one thread of the better native engine",
                "256x256",
                Workloads.ON_TWO_CORES + Workloads.bidirectional(),
                List.of(ONE_DNN, ONNX_RUNTIME),
                2,
                Contenders.TWO_THREADS));
    }

    /**
     * What a step's p99.9 over its p50 may be: as much as C by hand's in the same run, or 1.5 where C's is less or was not
     * measured.
     *
     * @param workload its name
     */
    static double mostTail(Findings findings, String workload) {
        return findings.find(workload, C)
                .map(Finding::percentiles)
                .map(percentiles -> Math.max(TAIL, percentiles.tail()))
                .orElse(TAIL);
    }

    private static Target step(String subject, int shape, String other, double least) {
        int[] sizes = Workloads.SHAPES.get(shape);
        return new Target(subject, shape(sizes), Workloads.step(sizes), List.of(other), least);
    }

    private static String shape(int[] shape) {
        return shape[0] + "x" + shape[1];
    }
}
