package io.github.lanewise;

import io.github.lanewise.memory.Rows;
import io.github.lanewise.network.Network;
import io.github.lanewise.network.RecurrentStage;
import io.github.lanewise.network.TemporalConv1dStage;
import io.github.lanewise.spec.CellKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a stream's state is made of: the vectors of each recurrent layer and where they lie. Immutable. */
final class StateLayout {
    private final long fingerprint;
    private final List<Vector> vectors;
    private final List<Vector> saved;
    private final int savedFloats;
    private final float[] initial;

    private StateLayout(long fingerprint, List<Vector> vectors, List<Vector> histories, float[] initial) {
        this.fingerprint = fingerprint;
        this.vectors = List.copyOf(vectors);
        this.initial = initial;
        List<Vector> all = new ArrayList<>(vectors);
        all.addAll(histories);
        saved = List.copyOf(all);
        int floats = 0;
        for (Vector vector : all) {
            floats += vector.size();
        }
        savedFloats = floats;
    }

    /**
     * One vector.
     *
     * @param kind of the recurrent layer; null for the history of a convolution
     * @param layer number of the recurrent layer, counted through all stacks; of the convolution for histories
     * @param cell whether it is cell state rather than hidden state
     * @param at where it begins
     * @param size floats
     */
    record Vector(@Nullable CellKind kind, int layer, boolean cell, int at, int size) {
        /** Where it begins in the states of a batch, which lie vector by vector, each as one row a stream. */
        private int inBatch(int row, int batch) {
            return at * batch + row * Rows.stride(size);
        }
    }

    static StateLayout of(Network network, long fingerprint) {
        List<Vector> vectors = new ArrayList<>();
        List<RecurrentStage> layers = network.recurrent();
        for (int i = 0; i < layers.size(); i++) {
            RecurrentStage layer = layers.get(i);
            CellKind kind = layer.cell(0).kind();
            vectors.add(new Vector(
                    kind, i, false, layer.hiddenOffset(0, 1), layer.cell(0).recurrentSize()));
            if (layer.cell(0).cellStride() > 0) {
                vectors.add(new Vector(
                        kind, i, true, layer.cellOffset(0, 1), layer.cell(0).hiddenSize()));
            }
        }
        List<Vector> histories = new ArrayList<>();
        for (int i = 0; i < network.convolutions().size(); i++) {
            TemporalConv1dStage convolution = network.convolutions().get(i);
            for (int step = 0; step < convolution.history(); step++) {
                histories.add(new Vector(null, i, false, convolution.historyOffset(step), convolution.inputSize()));
            }
        }
        float[] initial = new float[network.stateFloats()];
        network.begin(initial, 1);
        return new StateLayout(fingerprint, vectors, histories, initial);
    }

    /** The model's. */
    long fingerprint() {
        return fingerprint;
    }

    /** Whether states of this layout have the same vectors in the same places as those of another one. */
    boolean isLike(StateLayout other) {
        return saved.equals(other.saved);
    }

    /** One state at the beginning of a stream; nobody writes to it. */
    float[] initial() {
        return initial;
    }

    /**
     * Everything that is saved, in order: hidden state and, for LSTM, cell state of each layer in the order in which the
     * layers run, then the rows that convolutions along time reach back to, in the order in which they run, the earliest
     * first.
     */
    List<Vector> saved() {
        return saved;
    }

    /** Copies the state of a stream into a row of the states of a batch. */
    void toBatch(float[] state, float[] states, int row, int batch) {
        for (int i = 0; i < saved.size(); i++) {
            Vector vector = saved.get(i);
            System.arraycopy(state, vector.at(), states, vector.inBatch(row, batch), vector.size());
        }
    }

    /** Copies a row of the states of a batch into the state of a stream. */
    void fromBatch(float[] states, int row, int batch, float[] state) {
        for (int i = 0; i < saved.size(); i++) {
            Vector vector = saved.get(i);
            System.arraycopy(states, vector.inBatch(row, batch), state, vector.at(), vector.size());
        }
    }

    /** Floats of all vectors, padding excluded. */
    int savedFloats() {
        return savedFloats;
    }

    Vector vector(int layer, boolean cell) {
        for (int i = 0; i < vectors.size(); i++) {
            Vector vector = vectors.get(i);
            if (vector.layer() == layer && vector.cell() == cell) {
                return vector;
            }
        }
        String layers = vectors.isEmpty()
                ? "of which the model has none"
                : "from 0 to " + vectors.getLast().layer();
        throw new IllegalArgumentException("expected a recurrent layer with " + (cell ? "cell" : "hidden") + " state, "
                + layers + ", found layer " + layer);
    }
}
