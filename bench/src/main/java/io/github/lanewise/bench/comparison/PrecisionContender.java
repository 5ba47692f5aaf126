package io.github.lanewise.bench.comparison;

import io.github.lanewise.Backend;
import io.github.lanewise.spec.Precision;

/**
 * The engine with its weights in another precision than the workload's.
 *
 * @param precision of the weights
 */
record PrecisionContender(Precision precision) implements Contender {
    @Override
    public String name() {
        return Contenders.engineIn(precision);
    }

    @Override
    public boolean isEngine() {
        return true;
    }

    @Override
    public boolean supports(Workload workload) {
        return true;
    }

    @Override
    public Runner prepare(Workload workload) {
        return new EngineContender(name(), Backend.AUTO, 1).prepare(workload.withPrecision(precision));
    }
}
