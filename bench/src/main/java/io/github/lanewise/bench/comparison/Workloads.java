package io.github.lanewise.bench.comparison;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The workloads of the comparison by name. */
final class Workloads {
    /** Time steps of a sequence. */
    static final int STEPS = 100;

    /** Input and hidden sizes, from 2 KiB of weights to 32 MiB. */
    static final List<int[]> SHAPES = List.of(
            new int[] {5, 8},
            new int[] {1, 32},
            new int[] {40, 64},
            new int[] {128, 128},
            new int[] {256, 256},
            new int[] {512, 512},
            new int[] {1024, 1024});

    /** Sizes of a batch for the throughput chart. */
    static final List<Integer> BATCHES = List.of(1, 2, 4, 8, 16, 32, 64);

    /** Begins the names of workloads that are measured on two cores. */
    static final String ON_TWO_CORES = "two-cores-";

    /** Begins the names of workloads that the engine computes with weights in each precision. */
    static final String IN_PRECISIONS = "precisions-";

    /** Shapes whose steps cost what reading their weights costs. */
    static final List<int[]> PRECISION_SHAPES = SHAPES.subList(3, 7);

    /** Silero VAD's published ONNX file, which is not the project's; without it there is no such workload. */
    static final String SILERO = System.getProperty(Workloads.SILERO_PROPERTY, "");

    /** The name of the property with the path. */
    static final String SILERO_PROPERTY = "silero";

    private static final Map<String, Supplier<Workload>> BY_NAME = byName();

    private Workloads() {}

    private static Map<String, Supplier<Workload>> byName() {
        Map<String, Supplier<Workload>> workloads = new LinkedHashMap<>();
        for (int[] shape : SHAPES) {
            workloads.put(step(shape), () -> Workload.step(shape[0], shape[1]));
        }
        for (int[] shape : SHAPES) {
            workloads.put(sequence(shape), () -> Workload.sequence(shape[0], shape[1], 1, false, STEPS));
        }
        workloads.put(bidirectional(), () -> Workload.sequence(256, 256, 2, true, STEPS));
        for (int[] shape : SHAPES.subList(3, 7)) {
            workloads.put(ON_TWO_CORES + step(shape), () -> Workload.step(shape[0], shape[1]));
        }
        workloads.put(ON_TWO_CORES + bidirectional(), () -> Workload.sequence(256, 256, 2, true, STEPS));
        for (int[] shape : SHAPES.subList(3, 6)) {
            workloads.put(batch(shape, 32), () -> Workload.batch(shape[0], shape[1], STEPS, 32));
        }
        for (int batch : BATCHES) {
            workloads.putIfAbsent(batch(SHAPES.get(3), batch), () -> Workload.batch(128, 128, STEPS, batch));
        }
        for (int[] shape : PRECISION_SHAPES) {
            workloads.put(IN_PRECISIONS + step(shape), () -> Workload.step(shape[0], shape[1]));
        }
        workloads.put(IN_PRECISIONS + deepStep(), () -> Workload.step(1000, 1000, 4));
        for (int[] shape : PRECISION_SHAPES) {
            workloads.put(
                    IN_PRECISIONS + sequence(shape), () -> Workload.sequence(shape[0], shape[1], 1, false, STEPS));
        }
        for (int[] shape : PRECISION_SHAPES) {
            workloads.put(IN_PRECISIONS + batch(shape, 32), () -> Workload.batch(shape[0], shape[1], STEPS, 32));
        }
        if (!SILERO.isEmpty()) {
            workloads.put(chunk(), () -> silero(Path.of(SILERO)));
        }
        return workloads;
    }

    private static Workload silero(Path graph) {
        try {
            return Workload.chunk(graph);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String chunk() {
        return "silero-chunk";
    }

    static String step(int[] shape) {
        return "step-" + shape[0] + "x" + shape[1];
    }

    /** Four layers whose weights no cache keeps. */
    static String deepStep() {
        return "step-4x1000x1000";
    }

    static String sequence(int[] shape) {
        return "sequence-" + shape[0] + "x" + shape[1];
    }

    static String bidirectional() {
        return "bidirectional-256x256";
    }

    static String batch(int[] shape, int batch) {
        return "batch" + batch + "-" + shape[0] + "x" + shape[1];
    }

    static List<String> names() {
        return new ArrayList<>(BY_NAME.keySet());
    }

    /**
     * Makes a workload.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    static Workload of(String name) {
        Supplier<Workload> workload = BY_NAME.get(name);
        if (workload == null) {
            throw new IllegalArgumentException("workload: expected one of " + names() + ", found '" + name + "'");
        }
        return workload.get();
    }
}
