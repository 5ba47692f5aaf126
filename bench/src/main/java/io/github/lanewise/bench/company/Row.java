package io.github.lanewise.bench.company;

import io.github.lanewise.bench.comparison.Contenders;
import io.github.lanewise.bench.comparison.Workload;
import io.github.lanewise.spec.Precision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A row of the table: a workload in the processes that keep one company.
 *
 * @param workload its name
 * @param company its name
 */
record Row(String workload, String company) {
    /** Time steps of a batch's call. */
    static final int BATCH_STEPS = 20;

    private static final Map<String, Supplier<Workload>> WORKLOADS = workloads();

    private static Map<String, Supplier<Workload>> workloads() {
        Map<String, Supplier<Workload>> workloads = new LinkedHashMap<>();
        workloads.put("step-5x8", () -> Workload.step(5, 8));
        workloads.put("step-1x32", () -> Workload.step(1, 32));
        workloads.put("step-40x64", () -> Workload.step(40, 64));
        workloads.put("step-128x128", () -> Workload.step(128, 128));
        workloads.put("step-512x512", () -> Workload.step(512, 512));
        workloads.put("batch32-256x256", () -> Workload.batch(256, 256, BATCH_STEPS, 32));
        for (Precision precision : Contenders.REDUCED) {
            String end = "-" + precision.text();
            workloads.put("step-128x128" + end, () -> Workload.step(128, 128).withPrecision(precision));
            workloads.put("step-512x512" + end, () -> Workload.step(512, 512).withPrecision(precision));
            workloads.put(
                    "batch32-256x256" + end,
                    () -> Workload.batch(256, 256, BATCH_STEPS, 32).withPrecision(precision));
        }
        return workloads;
    }

    /** The workloads' names, in the order of the table. */
    static List<String> workloadNames() {
        return List.copyOf(WORKLOADS.keySet());
    }

    /**
     * Makes a workload.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    static Workload workload(String name) {
        Supplier<Workload> workload = WORKLOADS.get(name);
        if (workload == null) {
            throw new IllegalArgumentException(
                    "workload: expected one of " + workloadNames() + ", found '" + name + "'");
        }
        return workload.get();
    }

    /** For {@code --include} and messages. */
    String name() {
        return workload + "-" + company;
    }

    boolean isAlone() {
        return company.equals(Alone.NAME);
    }

    /**
     * The rows whose names a regular expression finds. A workload's row without company comes with its others, which are
     * compared with it.
     *
     * @param companies all, alone first
     */
    static List<Row> find(String include, List<Company> companies) {
        Pattern pattern = Pattern.compile(include);
        List<Row> found = new ArrayList<>();
        for (String workload : WORKLOADS.keySet()) {
            List<Row> rows = companies.stream()
                    .map(company -> new Row(workload, company.name()))
                    .toList();
            if (rows.stream().anyMatch(row -> pattern.matcher(row.name()).find())) {
                rows.stream()
                        .filter(row ->
                                row.isAlone() || pattern.matcher(row.name()).find())
                        .forEach(found::add);
            }
        }
        return found;
    }
}
