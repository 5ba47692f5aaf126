package io.github.lanewise.bench.company;

import io.github.lanewise.Backend;
import io.github.lanewise.spec.CellKind;
import java.util.List;

/** The engine itself, with vectors of another width than it prefers here. */
final class OtherWidth implements Company {
    /** The widest that computes in another way. */
    static Backend other(Backend preferred, List<Backend> available) {
        return available.reversed().stream()
                .filter(backend -> !backend.describe().equals(preferred.describe()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("expected a second backend beside " + preferred.describe()
                        + ", found none; start the JVM with --add-modules=jdk.incubator.vector"));
    }

    @Override
    public String name() {
        return "other-width";
    }

    @Override
    public String description() {
        return "an LSTM of the engine, steps and batches, with vectors of another width";
    }

    @Override
    public int rounds() {
        return 50_000;
    }

    @Override
    public double keep(int rounds) {
        return keep(other(Backend.AUTO, Backend.available()), rounds);
    }

    static double keep(Backend backend, int rounds) {
        return EngineRounds.steps(CellKind.LSTM, 5, 8, backend, rounds)
                + EngineRounds.steps(CellKind.LSTM, 20, 48, backend, rounds)
                + EngineRounds.batches(CellKind.LSTM, 20, 48, backend, rounds);
    }
}
