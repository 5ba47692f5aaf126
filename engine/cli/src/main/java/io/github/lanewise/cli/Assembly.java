package io.github.lanewise.cli;

import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.Tensor;
import org.jspecify.annotations.Nullable;

/** Puts the results of single sequences together, as one run over all of them would give them. */
final class Assembly {
    private final Results results;
    private final Sequences sequences;
    private final boolean everyStep;
    private final int outputSteps;

    Assembly(Engine engine, Sequences sequences) {
        this.results = engine.runner().newOutput(sequences);
        this.sequences = sequences;
        this.everyStep = engine.model().spec().head() == Head.EVERY_STEP;
        this.outputSteps = engine.model().spec().outputRows(sequences.steps());
    }

    /** The results of one sequence, without a batch or in a batch of one; the output may end at its length. */
    void put(int row, Results part) {
        Tensor output = results.output();
        int size = output.size(output.rank() - 1);
        float[] rows = part.output().data();
        for (int i = 0; i < rows.length / size; i++) {
            int at = everyStep ? sequences.at(i, row, outputSteps) : row;
            System.arraycopy(rows, i * size, output.data(), at * size, size);
        }
        putStates(row, part.hN(), results.hN());
        putStates(row, part.cN(), results.cN());
    }

    private void putStates(int row, @Nullable Tensor from, @Nullable Tensor to) {
        if (from == null || to == null) {
            return;
        }
        int size = to.size(to.rank() - 1);
        for (int layer = 0; layer < to.size(0); layer++) {
            System.arraycopy(from.data(), layer * size, to.data(), (layer * sequences.batch() + row) * size, size);
        }
    }

    Results results() {
        return results;
    }
}
