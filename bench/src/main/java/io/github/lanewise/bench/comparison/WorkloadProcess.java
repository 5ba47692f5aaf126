package io.github.lanewise.bench.comparison;

import io.github.lanewise.bench.DisagreementException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures one workload in a process of its own, so that no shape disturbs another's compiled code. Prints a line for each
 * {@link Finding} and {@link Absence}. Exit code 1 if a contender disagrees with the engine: then nothing is timed.
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
            measure(name, quick).forEach(finding -> System.out.println(finding.toLine()));
        } catch (DisagreementException | UncheckedIOException | IllegalArgumentException e) {
            System.err.println("comparison: " + e.getMessage());
            System.exit(1);
        }
        // Engines leave threads behind.
        System.exit(0);
    }

    private static List<Finding> measure(String name, boolean quick) {
        List<Contender> contenders =
                name.startsWith(Workloads.ON_TWO_CORES) ? Contenders.onTwoCores() : Contenders.all();
        return measure(name, Workloads.of(name), contenders, quick);
    }

    /** The first contender is the engine. */
    static List<Finding> measure(String name, Workload workload, List<Contender> all, boolean quick) {
        List<Contender> contenders = new ArrayList<>();
        List<Runner> runners = new ArrayList<>();
        for (Contender contender : all) {
            if (contender.supports(workload)) {
                try {
                    runners.add(contender.prepare(workload));
                    contenders.add(contender);
                } catch (UnavailableException e) {
                    System.out.println(new Absence(contender.name(), String.valueOf(e.getMessage())).toLine());
                }
            }
        }
        Runner reference = contenders.getFirst().prepare(workload);
        Slices slices = new Slices(workload);
        for (int i = 0; i < runners.size(); i++) {
            Contender contender = contenders.get(i);
            ComparisonAgreement.require(
                    workload, contender.name(), reference, runners.get(i), contender instanceof EngineContender);
            slices.add(contender.name(), runners.get(i));
        }
        boolean step = workload.kind() == Workload.Kind.STEP;
        boolean onTwoCores = name.startsWith(Workloads.ON_TWO_CORES);
        slices.add(step ? Bound.READ : Bound.FMA, step ? Bound.read(workload) : Bound.fma(workload));
        List<Finding> findings = slices.measure(name, quick ? QUICK_ROUNDS : ROUNDS, quick ? WARM_UP / 3 : WARM_UP);
        if (workload.isStream() && !quick && !onTwoCores) {
            for (int i = 0; i < runners.size(); i++) {
                findings.set(i, withPercentiles(findings.get(i), workload, runners.get(i)));
            }
        }
        runners.forEach(Runner::close);
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
                        SingleCalls.measure(workload, runner));
    }
}
