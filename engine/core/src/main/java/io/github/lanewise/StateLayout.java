package io.github.lanewise;

import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.network.Network;
import io.github.lanewise.network.RecurrentStage;
import io.github.lanewise.network.TemporalConv1dStage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a stream's state is made of: the vectors of each recurrent layer and where they lie.
 *
 * @param fingerprint of the model
 * @param floats that one state takes in memory
 * @param vectors hidden state and, for LSTM, cell state of each layer, in the order in which the layers run
 * @param histories rows that convolutions along time reach back to, in the order in which they run, the earliest first
 * @param initial one state at the beginning of a stream
 */
record StateLayout(long fingerprint, long floats, List<Vector> vectors, List<Vector> histories, AlignedFloats initial) {
    /**
     * One vector.
     *
     * @param layer number of the recurrent layer, counted through all stacks; of the convolution for histories
     * @param cell whether it is cell state rather than hidden state
     * @param at where it begins
     * @param size floats
     */
    record Vector(int layer, boolean cell, long at, int size) {}

    static StateLayout of(Network network, long fingerprint) {
        List<Vector> vectors = new ArrayList<>();
        List<RecurrentStage> layers = network.recurrent();
        for (int i = 0; i < layers.size(); i++) {
            RecurrentStage layer = layers.get(i);
            vectors.add(new Vector(i, false, layer.hAt(0, 1), layer.cell(0).recurrentSize()));
            if (layer.cell(0).cellStride() > 0) {
                vectors.add(new Vector(i, true, layer.cAt(0, 1), layer.cell(0).hiddenSize()));
            }
        }
        List<Vector> histories = new ArrayList<>();
        for (int i = 0; i < network.convolutions().size(); i++) {
            TemporalConv1dStage convolution = network.convolutions().get(i);
            for (int step = 0; step < convolution.history(); step++) {
                histories.add(new Vector(i, false, convolution.historyAt(step), convolution.inputSize()));
            }
        }
        AlignedFloats initial = AlignedFloats.allocate(network.stateFloats());
        network.begin(initial, 1);
        return new StateLayout(
                fingerprint, network.stateFloats(), List.copyOf(vectors), List.copyOf(histories), initial);
    }

    AlignedFloats allocate(int states) {
        return AlignedFloats.allocate(Math.multiplyExact(floats, (long) states));
    }

    /** Everything that is saved, in order. */
    List<Vector> saved() {
        return Stream.concat(vectors.stream(), histories.stream()).toList();
    }

    /** Floats of all vectors, padding excluded. */
    int savedFloats() {
        return saved().stream().mapToInt(Vector::size).sum();
    }

    Vector vector(int layer, boolean cell) {
        for (int i = 0; i < vectors.size(); i++) {
            Vector vector = vectors.get(i);
            if (vector.layer() == layer && vector.cell() == cell) {
                return vector;
            }
        }
        throw new IllegalArgumentException("expected a recurrent layer with " + (cell ? "cell" : "hidden")
                + " state, from 0 to " + vectors.getLast().layer() + ", found layer " + layer);
    }
}
