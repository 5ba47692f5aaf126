package io.github.lanewise.bench.comparison;

import io.github.lanewise.spec.Precision;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The judges of one workload. Other engines are judged by the textbook with the workload's own weights. The engine is judged by
 * the textbook with the weights that its precision makes of them, and its bits are those of one thread: in bf16 of float32 with
 * rounded weights, in int8 and int4, which have orders of operations of their own, of the same precision.
 */
final class Judges {
    private final String name;
    private final Workload workload;
    private final Contender engine;
    private final Map<Precision, Judge> byPrecision = new EnumMap<>(Precision.class);

    /** For a workload and the engine in float32, with one thread. */
    Judges(String name, Workload workload, Contender engine) {
        this.name = name;
        this.workload = workload;
        this.engine = engine;
    }

    /** Runs a contender and resets it; returns what is wrong, if anything is. */
    Optional<WrongAnswer> judge(Contender contender, Runner runner) {
        if (!contender.isEngine()) {
            return of(Precision.FP32).judge(contender, runner);
        }
        Precision precision = contender.precision();
        Workload own = workload.withPrecision(precision);
        try (Runner oneThread = engine.prepare(precision == Precision.BF16 ? own.rounded() : own)) {
            return of(precision).judge(contender, runner, oneThread);
        }
    }

    /** How far the outputs are from the textbook's with the workload's own weights, absolute, at most. */
    double error(Runner runner) {
        return of(Precision.FP32).error(runner);
    }

    private Judge of(Precision precision) {
        return byPrecision.computeIfAbsent(precision, p -> new Judge(name, workload.withPrecision(p)));
    }
}
