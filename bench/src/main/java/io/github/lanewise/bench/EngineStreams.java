package io.github.lanewise.bench;

import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.State;
import java.util.Arrays;

/** The engine as a {@link Stepper} of many streams: rows and outputs of all streams lie one after the other. */
public final class EngineStreams implements Stepper {
    private final Session session;
    private final State[] states;
    private final int inputSize;
    private final int outputSize;
    private final boolean together;

    private EngineStreams(Model model, int streams, boolean together) {
        session = model.newSession();
        states = new State[streams];
        Arrays.setAll(states, stream -> model.newState());
        inputSize = model.inputSize();
        outputSize = model.outputSize();
        this.together = together;
    }

    /**
     * All streams take their steps in one call.
     *
     * @param model can step
     * @param streams how many
     * @return streams at their beginning
     * @throws IllegalStateException if the model cannot step
     */
    public static EngineStreams together(Model model, int streams) {
        return new EngineStreams(model, streams, true);
    }

    /**
     * Each stream takes its step in a call of its own, one after the other.
     *
     * @param model can step
     * @param streams how many
     * @return streams at their beginning
     * @throws IllegalStateException if the model cannot step
     */
    public static EngineStreams oneByOne(Model model, int streams) {
        return new EngineStreams(model, streams, false);
    }

    @Override
    public void reset() {
        for (State state : states) {
            state.reset();
        }
    }

    @Override
    public void step(float[] x, float[] y) {
        if (together) {
            session.step(x, states, y);
            return;
        }
        for (int stream = 0; stream < states.length; stream++) {
            session.step(x, stream * inputSize, states[stream], y, stream * outputSize);
        }
    }
}
