package io.github.lanewise.bench.company;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.RunOptions;
import io.github.lanewise.Session;
import io.github.lanewise.State;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.SplittableRandom;

/** The engine's other models, at work. */
final class EngineRounds {
    private static final int BATCH_STEPS = 5;
    private static final int BATCH = 8;

    /** How many steps of a stream take about as long as a batch. */
    private static final int STEPS_A_BATCH = 50;

    private EngineRounds() {}

    /**
     * Steps of one stream.
     *
     * @return the sum of the outputs
     */
    static double steps(CellKind kind, int input, int hidden, Backend backend, int rounds) {
        double sum = 0;
        try (Model model = Model.of(spec(kind, input, hidden), backend)) {
            model.warmUp();
            Session session = model.newSession();
            State state = model.newState();
            float[] x = numbers(input);
            float[] y = new float[hidden];
            for (int i = 0; i < rounds; i++) {
                session.step(x, state, y);
                x[i % input] = -y[i % hidden];
                sum += y[0];
            }
        }
        return sum;
    }

    /**
     * Batches of short sequences, one for every 50 rounds.
     *
     * @return the sum of the last outputs
     */
    static double batches(CellKind kind, int input, int hidden, Backend backend, int rounds) {
        double sum = 0;
        try (Model model = Model.of(spec(kind, input, hidden), backend)) {
            model.warmUp();
            Session session = model.newSession();
            Tensor x = Tensor.of(numbers(BATCH_STEPS * BATCH * input), BATCH_STEPS, BATCH, input);
            Tensor y = Tensor.zeros(session.outputShape(x));
            int last = y.data().length - 1;
            for (int i = 0; i < rounds; i += STEPS_A_BATCH) {
                session.run(x, RunOptions.none(), y);
                x.data()[i % x.data().length] = -y.data()[last];
                sum += y.data()[last];
            }
        }
        return sum;
    }

    private static ModelSpec spec(CellKind kind, int input, int hidden) {
        RecurrentSpec stack =
                RecurrentSpec.builder(kind, input, hidden).buildUntrained(new SplittableRandom(input * 31L + hidden));
        return ModelSpec.ofStack(stack, false);
    }

    private static float[] numbers(int count) {
        SplittableRandom random = new SplittableRandom(count);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }
}
