package io.github.lanewise.bench.comparison;

import io.github.lanewise.Model;
import io.github.lanewise.bench.EngineStreams;
import io.github.lanewise.spec.Precision;

/**
 * The engine, which takes a step of each of many streams in a call for each.
 *
 * @param precision of the weights
 */
record OneByOneContender(Precision precision) implements Contender {
    @Override
    public String name() {
        return Contenders.oneByOneIn(precision);
    }

    @Override
    public boolean isEngine() {
        return true;
    }

    @Override
    public boolean supports(Workload workload) {
        return workload.kind() == Workload.Kind.STREAMS;
    }

    @Override
    public Runner prepare(Workload workload) {
        Model model = Model.of(workload.withPrecision(precision).model());
        model.warmUp();
        return new SteppingRunner(model, EngineStreams.oneByOne(model, workload.batch()));
    }
}
