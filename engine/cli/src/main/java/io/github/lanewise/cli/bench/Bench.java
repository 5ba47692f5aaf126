package io.github.lanewise.cli.bench;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.WarmUp;
import io.github.lanewise.spec.ModelSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Measures workloads one after the other, in about the time that it is given. */
public final class Bench {
    /** A second is what it takes; a busy machine may need more. */
    private static final Duration MOST_WARM_UP = Duration.ofSeconds(20);

    /** A row is measured for so long, even where its time has passed when it is warm. */
    private static final long LEAST_NANOS = 200_000_000;

    private static final int ROWS = 64;
    private static final double NANOS_PER_SECOND = 1e9;

    private final List<Workload> workloads;
    private final long budget;
    private final Progress progress;
    private final long clock = Clock.cost();
    private final boolean canRead;
    private int done;

    /**
     * A run.
     *
     * @param workloads the rows, at least one
     * @param seconds for all of them together
     * @param progress is told how far it has come
     */
    public Bench(List<Workload> workloads, double seconds, Progress progress) {
        this.workloads = List.copyOf(workloads);
        this.budget = Math.round(seconds * NANOS_PER_SECOND);
        this.progress = progress;
        canRead = Backend.available().size() > 1 && ReadLoop.warmUp();
    }

    /**
     * What a reading of the clock takes. It is taken off each step that is timed by itself.
     *
     * @return in ns
     */
    public long clockNanos() {
        return clock;
    }

    /**
     * Measures.
     *
     * @return a result for each workload
     * @throws WrongAnswerException if vector code and scalar code give different bits
     * @throws IllegalStateException if a model cannot step
     */
    public List<Result> run() throws WrongAnswerException {
        List<Result> results = new ArrayList<>();
        long end = System.nanoTime() + budget;
        for (Workload workload : workloads) {
            long now = System.nanoTime();
            long share = Math.max(0, (end - now) / (workloads.size() - done));
            results.add(measure(workload, now, now + share));
            done++;
        }
        return results;
    }

    private Result measure(Workload workload, long begin, long deadline) throws WrongAnswerException {
        say(workload, "warming up", 0);
        double noise = Noise.measure();
        ModelSpec spec = workload.model().get();
        try (Model model = Model.of(spec);
                Model scalar = Model.of(spec, Backend.SCALAR)) {
            WarmUp warmUp = model.warmUp(MOST_WARM_UP);
            StepCost cost = StepCost.of(spec);
            requireAgreement(workload, cost, model, scalar);
            Turns turns = turns(workload, cost, model, scalar);
            turns.warmUp();
            turns.run(
                    Math.max(deadline, System.nanoTime() + LEAST_NANOS),
                    () -> say(
                            workload,
                            "measuring",
                            (double) (System.nanoTime() - begin) / Math.max(1, deadline - begin)));
            boolean warm = warmUp.outcome() == WarmUp.Outcome.WARM;
            return new Result(workload, spec.describe(), warmUp.message(), warm, cost, turns.times(), noise);
        }
    }

    private static void requireAgreement(Workload workload, StepCost cost, Model model, Model scalar)
            throws WrongAnswerException {
        if (workload.window() == 0) {
            Agreement.requireSteps(workload.name(), cost.flops(), model, scalar);
        } else {
            Agreement.requireWindow(workload.name(), workload.window(), cost.flops(), model, scalar);
        }
    }

    /** A window's answer is a step of its oldest state; so scalar code steps. */
    private Turns turns(Workload workload, StepCost cost, Model model, Model scalar) {
        float[] rows = InputRows.of(model.spec(), ROWS);
        TimedCalls engine = workload.window() == 0
                ? new Steps(model, rows)
                : new WindowAnswers(model, workload.window(), rows, clock);
        @Nullable Contender read = canRead ? new ReadLoop(cost.weightBytes()) : null;
        return new Turns(engine, new Steps(scalar, rows), read, clock);
    }

    private void say(Workload workload, String what, double shareOfRow) {
        progress.at((done + Math.min(1, shareOfRow)) / workloads.size(), workload.name() + ": " + what);
    }
}
