package io.github.lanewise.cli.doctor;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.State;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.util.SplittableRandom;

/**
 * A model to be timed.
 *
 * @param spec the model
 * @param weightBytes that a step reads
 * @param products of a weight and a number in a step
 */
public record Workload(ModelSpec spec, long weightBytes, long products) {
    private static final int SEQUENCE = 32;

    /** Rows of random numbers, or a token that every embedding knows. */
    private float[] rows(int count) {
        SplittableRandom random = new SplittableRandom(1);
        float[] rows = new float[count * spec.inputSize()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = spec.layers().getFirst() instanceof EmbeddingSpec embedding
                    ? embedding.firstToken()
                    : (float) (2 * random.nextDouble() - 1);
        }
        return rows;
    }

    /** Whether a call reads all weights for one row. */
    boolean steps() {
        return spec.wholeSequenceReason() == null;
    }

    /**
     * What one call does, for people.
     *
     * @return {@code step}, or what takes its place where a model cannot step
     */
    public String call() {
        return steps() ? "step" : "sequence of " + SEQUENCE + " rows";
    }

    /**
     * One step, or a short sequence of a model that cannot step.
     *
     * @param backend what computes
     * @return takes it
     */
    public Runnable on(Backend backend) {
        return on(Model.of(spec, backend));
    }

    Runnable on(Model model) {
        Session session = model.newSession();
        if (!model.canStep()) {
            Tensor sequence = Tensor.of(rows(SEQUENCE), SEQUENCE, spec.inputSize());
            return () -> session.run(sequence);
        }
        State state = model.newState();
        float[] row = rows(1);
        float[] answer = new float[model.outputSize()];
        return () -> session.step(row, state, answer);
    }
}
