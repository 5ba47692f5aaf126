package io.github.lanewise.bench.voices;

import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.State;

/** Lanewise: one model, and a state for each stream. */
final class EngineDetectors implements VoiceDetectors {
    private final Model model;
    private final Session session;
    private final State[] states;

    /** Closes the model in the end. */
    EngineDetectors(Model model, int streams) {
        this.model = model;
        session = model.newSession();
        states = model.newStates(streams).toArray(new State[0]);
    }

    @Override
    public void step(float[] x, int first, int count, float[] y) {
        if (count == 1) {
            session.step(x, states[first], y);
        } else {
            session.step(x, 0, states, first, count, y, 0);
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
