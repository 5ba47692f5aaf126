package io.github.lanewise.bench.company;

import io.github.lanewise.Backend;
import io.github.lanewise.spec.CellKind;

/** Four other models of the engine. */
final class OtherModels implements Company {
    @Override
    public String name() {
        return "other-models";
    }

    @Override
    public String description() {
        return "four other models of the engine: steps of an LSTM, a GRU and an RNN, and batches of an LSTM";
    }

    @Override
    public int rounds() {
        return 50_000;
    }

    @Override
    public double keep(int rounds) {
        return keep(Backend.AUTO, rounds);
    }

    static double keep(Backend backend, int rounds) {
        return EngineRounds.steps(CellKind.LSTM, 7, 20, backend, rounds)
                + EngineRounds.steps(CellKind.GRU, 12, 40, backend, rounds)
                + EngineRounds.steps(CellKind.RNN_TANH, 3, 24, backend, rounds)
                + EngineRounds.batches(CellKind.LSTM, 20, 48, backend, rounds);
    }
}
