package io.github.lanewise.bench;

import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.State;

/** The engine as a {@link Stepper}: a model with a session and a state. */
public final class EngineStepper implements Stepper {
    private final Session session;
    private final State state;

    /**
     * A stream of a model.
     *
     * @param model can step
     * @throws IllegalStateException if the model cannot step
     */
    public EngineStepper(Model model) {
        session = model.newSession();
        state = model.newState();
    }

    @Override
    public void reset() {
        state.reset();
    }

    @Override
    public void step(float[] x, float[] y) {
        session.step(x, state, y);
    }
}
