package io.github.lanewise.bench.comparison;

import io.github.lanewise.bench.Noise;
import io.github.lanewise.spec.Precision;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures one workload in a process of its own, so that no shape disturbs another's compiled code. Prints a line for each
 * {@link Finding}, {@link WrongAnswer} and {@link Absence}, and one for the noise. Whose answers are wrong is not timed; where
 * the engine's are, nobody is.
 */
public final class WorkloadProcess {
    private static final long WARM_UP = 1_500_000_000L;
    private static final int ROUNDS = 31;
    private static final int QUICK_ROUNDS = 7;

    private WorkloadProcess() {}

    /**
     * Measures.
     *
     * @param args the workload's name; how many rounds: full or quick
     */
    public static void main(String[] args) {
        String name = args[0];
        boolean quick = args[1].equals("quick");
        // Workers would inherit the one core.
        if (!name.startsWith(Workloads.ON_TWO_CORES)
                && !Pinning.pin(Runtime.getRuntime().availableProcessors() - 1)) {
            System.out.println(new Absence("pinning", "the system does not pin threads to cores").toLine());
        }
        try {
            measure(name, quick).toLines().forEach(System.out::println);
        } catch (UncheckedIOException | IllegalArgumentException e) {
            System.err.println("comparison: " + e.getMessage());
            System.exit(1);
        }
        // Engines leave threads behind.
        System.exit(0);
    }

    private static Findings measure(String name, boolean quick) {
        List<Contender> contenders = name.startsWith(Workloads.ON_TWO_CORES)
                ? Contenders.onTwoCores()
                : name.startsWith(Workloads.IN_PRECISIONS) ? Contenders.ofPrecisions() : Contenders.all();
        return measure(name, Workloads.of(name), contenders, quick);
    }

    /**
     * Judges contenders, then times those whose answers are right, in turns.
     *
     * @param name the workload's
     * @param workload what everybody computes
     * @param all the first one is the engine
     * @param quick fewer rounds
     * @return what was found out
     */
    public static Findings measure(String name, Workload workload, List<Contender> all, boolean quick) {
        Judges judges = new Judges(name, workload, all.getFirst());
        List<Absence> absences = new ArrayList<>();
        List<WrongAnswer> wrong = new ArrayList<>();
        Map<String, Runner> right = new LinkedHashMap<>();
        Map<String, Double> errors = new HashMap<>();
        for (Contender contender : all) {
            if (contender.supports(workload)) {
                try {
                    Runner runner = contender.prepare(workload);
                    Optional<WrongAnswer> answer = judges.judge(contender, runner);
                    if (answer.isEmpty()) {
                        right.put(contender.name(), runner);
                        errors.put(contender.name(), judges.error(runner));
                    } else {
                        wrong.add(answer.get());
                        runner.close();
                    }
                } catch (UnavailableException e) {
                    absences.add(new Absence(contender.name(), String.valueOf(e.getMessage())));
                }
            }
        }
        Map<String, Double> noise = new LinkedHashMap<>();
        List<Finding> findings = List.of();
        if (right.containsKey(all.getFirst().name())) {
            double before = Noise.measure();
            findings = time(name, workload, right, quick);
            findings.replaceAll(finding -> finding.withError(errors.getOrDefault(finding.contender(), Double.NaN)));
            noise.put(name, Math.max(before, Noise.measure()));
        }
        right.values().forEach(Runner::close);
        return new Findings(findings, absences, wrong, noise);
    }

    private static List<Finding> time(String name, Workload workload, Map<String, Runner> runners, boolean quick) {
        Slices slices = new Slices(workload);
        runners.forEach(slices::add);
        boolean step = workload.kind() == Workload.Kind.STEP;
        boolean elsewhere = name.startsWith(Workloads.ON_TWO_CORES) || name.startsWith(Workloads.IN_PRECISIONS);
        slices.add(step ? Bound.READ : Bound.FMA, step ? Bound.read(workload) : Bound.fma(workload));
        if (step && name.startsWith(Workloads.IN_PRECISIONS)) {
            for (Precision precision : Contenders.REDUCED) {
                slices.add(Bound.read(precision), Bound.read(workload.withPrecision(precision)));
            }
        }
        List<Finding> findings = slices.measure(name, quick ? QUICK_ROUNDS : ROUNDS, quick ? WARM_UP / 3 : WARM_UP);
        if (workload.isStream() && workload.batch() == 1 && !quick && !elsewhere) {
            findings.replaceAll(finding -> {
                Runner runner = runners.get(finding.contender());
                return runner == null ? finding : withPercentiles(finding, workload, runner);
            });
        }
        return findings;
    }

    private static Finding withPercentiles(Finding finding, Workload workload, Runner runner) {
        // Where a step takes long the tail is the machine's, and 200,000 of them take long.
        return finding.time().median() > 50
                ? finding
                : new Finding(
                        finding.workload(),
                        finding.contender(),
                        finding.time(),
                        finding.ratio(),
                        finding.bytes(),
                        finding.error(),
                        SingleCalls.measure(workload, runner));
    }
}
