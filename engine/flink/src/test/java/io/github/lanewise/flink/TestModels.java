package io.github.lanewise.flink;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.State;
import io.github.lanewise.SwapMode;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Models and events, and what devices get that are scored alone. */
final class TestModels {
    static final int INPUTS = 3;

    private TestModels() {}

    static ModelSpec spec(long seed) {
        return spec(seed, CellKind.LSTM, 5);
    }

    static ModelSpec spec(long seed, CellKind kind, int units) {
        RecurrentSpec stack =
                RecurrentSpec.builder(kind, INPUTS, units).numLayers(2).buildUntrained(new SplittableRandom(seed));
        return ModelSpec.ofStack(stack, false);
    }

    /** The model of a version, whose weights are of that seed. */
    static ModelUpdate update(long version, SwapMode mode) throws IOException {
        return ModelUpdate.of(version, spec(version), mode);
    }

    static Reading reading(int device, int number) {
        SplittableRandom random = new SplittableRandom(device * 1_000_003L + number);
        float[] values = new float[INPUTS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-2, 2);
        }
        return new Reading(device, number, values);
    }

    static KeyedScoring.Builder<Reading, Scored> scoring(long version) throws IOException {
        return KeyedScoring.builder(Reading.class, Scored.class)
                .model(update(version, SwapMode.CARRY_OVER))
                .row(Reading::values)
                .result(Scored::of);
    }

    /** Every device with a state of its own, one step after the other. */
    static final class Alone {
        private final Map<Integer, State> states = new HashMap<>();
        private long version;
        private Session session;

        Alone(long version) {
            this.version = version;
            session = session(version);
        }

        private static Session session(long version) {
            return Model.of(spec(version), Backend.SCALAR).newSession();
        }

        Scored score(Reading reading) {
            State state = states.computeIfAbsent(
                    reading.device(), _ -> session.model().newState());
            float[] output = new float[session.model().outputSize()];
            session.step(reading.values(), state, output);
            return Scored.of(reading, output, version);
        }

        void forget(int device) {
            states.remove(device);
        }

        void change(long next, SwapMode mode) {
            version = next;
            session = session(next);
            if (mode == SwapMode.RESTART) {
                states.clear();
            }
            states.replaceAll((_, state) -> session.model().carryOver(state));
        }
    }
}
