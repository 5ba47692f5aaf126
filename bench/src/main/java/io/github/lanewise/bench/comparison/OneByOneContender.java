package io.github.lanewise.bench.comparison;

import io.github.lanewise.Model;
import io.github.lanewise.bench.EngineStreams;

/** The engine, which takes a step of each of many streams in a call for each. */
record OneByOneContender() implements Contender {
    @Override
    public String name() {
        return Contenders.ONE_BY_ONE;
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
        Model model = Model.of(workload.model());
        model.warmUp();
        return new SteppingRunner(model, EngineStreams.oneByOne(model, workload.batch()));
    }
}
