package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.fold.InitialStates;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.fold.Provenance;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.AxisPart;
import io.github.lanewise.formats.onnx.value.LayerChain;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.RecurrentNode;
import io.github.lanewise.formats.onnx.value.Rows;
import io.github.lanewise.formats.onnx.value.StepSum;
import io.github.lanewise.formats.onnx.value.TimeStep;
import io.github.lanewise.formats.onnx.value.UnrolledState;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An RNN that an exporter has written out step by step: h_t = activation(W x_t + b + U h_(t-1) + b'). It grows by a step at a
 * time and becomes a recurrent layer as soon as something else needs its rows or its final state; then it has as many steps
 * as its rows have.
 */
public final class Unrolled {
    private final NodeContext first;
    private final CellKind kind;
    private final TimeStep input;
    private final @Nullable InitialStates initial;
    private final @Nullable RealConstant seed;
    private final List<String> nodes;
    private final String name;
    private final List<AxisPart> units;
    // Matrices that have been compared: a file may name the same one in another way at every step.
    private final Set<RealConstant> same = Collections.newSetFromMap(new IdentityHashMap<>());
    private @Nullable RealConstant matrix;
    private @Nullable RealConstant bias;
    private NodeContext last;
    private int steps;
    private @Nullable Rows rows;
    private @Nullable RecurrentNode node;

    /**
     * The first step.
     *
     * @param o its activation
     * @param folding names the layer
     * @param kind with which activation
     * @param sum what is activated, with its input
     * @param initial where the recurrence begins; null where the sum has a stored constant instead
     */
    Unrolled(NodeContext o, Folding folding, CellKind kind, StepSum sum, @Nullable InitialStates initial) {
        first = o;
        this.kind = kind;
        this.input = Objects.requireNonNull(sum.input());
        this.initial = initial;
        seed = initial == null ? sum.matrix() : null;
        matrix = initial == null ? null : sum.matrix();
        bias = sum.bias();
        name = folding.layerName("rnn");
        units = AxisPart.axis(AxisPart.whole(name + ".units", Dim.of(sum.units())));
        nodes = new ArrayList<>(folding.origins().of(input.chain()));
        nodes.addAll(sum.with(o.node()));
        last = o;
        steps = 1;
    }

    boolean isReversed() {
        return input.reversed();
    }

    public int steps() {
        return steps;
    }

    public List<AxisPart> units() {
        return units;
    }

    public List<AxisPart> batch() {
        return input.batch();
    }

    /** Whether a matrix may be U: it is, or the first step has none. */
    boolean multipliesWith(RealConstant other) {
        int size = unitCount();
        if (!other.hasShape(size, size)) {
            return false;
        }
        if (matrix == null || matrix == other || same.contains(other)) {
            return true;
        }
        boolean equal = Arrays.equals(matrix.data(), other.data());
        if (equal) {
            same.add(other);
        }
        return equal;
    }

    private int unitCount() {
        return units.isEmpty() ? 1 : (int) units.getFirst().size().factor();
    }

    /** Takes one more step, whose sum begins with the last hidden state. */
    void grow(NodeContext o, CellKind otherKind, UnrolledState before, StepSum sum) throws FormatException {
        TimeStep next = Objects.requireNonNull(sum.input());
        if (node != null) {
            throw o.refused("no more steps behind the one whose state is used as the final one", before.describe());
        }
        if (before.step() != steps - 1) {
            throw o.refused("one step after another", "another one behind " + before.describe());
        }
        if (!next.isOfTheSameRows(input) || next.index() != steps) {
            throw o.refused("time step " + steps + " of " + input.chain().describe(), next.describe());
        }
        if (otherKind != kind) {
            throw o.refused("the activation of the first step, operator " + first.operator(), o.operator());
        }
        if (!multipliesWith(sum.matrix())) {
            throw o.refused("the matrix of the steps before", sum.matrix().describe() + " of other values");
        }
        if (seed != null && matrix == null) {
            requireZeroState(o, sum.bias());
        } else if (!equal(bias, sum.bias())) {
            throw o.refused("the bias of the steps before", "another one, or none");
        }
        // The first step's may have been a layer's, which do not say which constants of the file they are.
        matrix = sum.matrix();
        bias = sum.bias();
        same.add(matrix);
        last = o;
        steps++;
    }

    private static boolean equal(@Nullable RealConstant one, @Nullable RealConstant other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        return Arrays.equals(one.data(), other.data());
    }

    /** The stored sum of the first step has to be the bias: then the state before it is 0. */
    private void requireZeroState(NodeContext o, @Nullable RealConstant otherBias) throws FormatException {
        float[] stored = Objects.requireNonNull(seed).data();
        int size = unitCount();
        for (int i = 0; i < stored.length; i++) {
            float expected = otherBias == null ? 0 : otherBias.data()[i % size];
            if (stored[i] != expected) {
                throw o.refused(
                        "a constant in the first step that is the bias of this one, as of zeros before",
                        Objects.requireNonNull(seed).describe() + " of other values");
            }
        }
    }

    /** The recurrent layer's rows; null where it is none that has as many steps as its input. */
    @Nullable
    Rows rows(Folding folding) {
        if (rows != null || matrix == null || !folding.runsAlong(input.time(), batch())) {
            return rows;
        }
        Dim extent = extent(folding);
        if (!extent.is(steps) && !folding.sizes().learn(extent, Dim.of(steps))) {
            return null;
        }
        RecurrentSpec layer = layer(folding.origins(), matrix);
        RecurrentNode made = new RecurrentNode(
                first.node().where(),
                List.of(input.reversed()),
                AxisPart.extent(batch()),
                unitCount(),
                initial == null ? Collections.singletonList(null) : initial.sources(),
                List.of(),
                null);
        LayerChain chain = Objects.requireNonNull(input.chain().before()).then(layer, List.of(made));
        folding.origins().folded(chain, titles());
        rows = new Rows(chain, List.of(input.time(), batch(), units), units, Head.EVERY_STEP, -1);
        folding.runAlong(input.time(), batch());
        folding.addOutput(made, rows);
        node = made;
        return rows;
    }

    /** The nodes of the first step, and up to where there are more. */
    private List<String> titles() {
        List<String> titles = new ArrayList<>(nodes);
        if (steps > 1) {
            titles.add(steps - 1 + " more steps to " + last.node().title());
        }
        return titles;
    }

    /** How many steps its input has. */
    Dim extent(Folding folding) {
        return folding.sizes().known(AxisPart.extent(input.time()));
    }

    /** The recurrent layer's node; null where it is none. */
    @Nullable
    public RecurrentNode finished(Folding folding) {
        return rows(folding) == null ? null : node;
    }

    private RecurrentSpec layer(Provenance origins, RealConstant transposed) {
        LinearSpec linear = (LinearSpec) Objects.requireNonNull(input.chain().layer());
        Tensor weight = ((RealConstant) transposed.transposed(new int[] {1, 0})).tensor();
        origins.made(weight, transposed.names(), "transposed");
        boolean hasBias = linear.bias() != null || bias != null;
        int size = unitCount();
        Tensor biasIh = linear.bias() == null && hasBias ? Tensor.zeros(size) : linear.bias();
        Tensor biasHh = hasBias ? Tensor.zeros(size) : null;
        if (bias != null) {
            biasHh = origins.made(bias.tensor(), bias.names(), "");
        }
        return RecurrentSpec.builder(kind, linear.inputSize(), size)
                .name(name)
                .bias(hasBias)
                .build(
                        List.of(new CellWeights(linear.weight(), weight, biasIh, biasHh, null, null)),
                        initial == null ? null : initial.stored(),
                        null);
    }
}
