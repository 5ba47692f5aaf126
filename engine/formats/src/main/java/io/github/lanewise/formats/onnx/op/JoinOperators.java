package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.fold.InitialStates;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.AxisPart;
import io.github.lanewise.formats.onnx.value.Constant;
import io.github.lanewise.formats.onnx.value.FinalStates;
import io.github.lanewise.formats.onnx.value.IntegerConstant;
import io.github.lanewise.formats.onnx.value.LayerChain;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.RecurrentNode;
import io.github.lanewise.formats.onnx.value.RepeatedConstant;
import io.github.lanewise.formats.onnx.value.Rows;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.formats.onnx.value.ValueExtents;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.MergeSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Concat of constants, of states, and of the two directions of a recurrent layer; also the sum or product of the two. */
final class JoinOperators {
    private JoinOperators() {}

    static Value concat(NodeContext o, Folding folding) throws FormatException {
        List<Value> values = o.all();
        if (values.isEmpty()) {
            throw o.refused("inputs", "none");
        }
        int rank = ValueExtents.rank(values.getFirst());
        int axis = o.axis("axis", 0, rank);
        Value first = values.getFirst();
        if (values.size() == 1) {
            return first;
        }
        if (values.stream().allMatch(IntegerConstant.class::isInstance)
                || values.stream().allMatch(RealConstant.class::isInstance)) {
            return constants(o, values, axis);
        }
        if (values.stream().allMatch(RepeatedConstant.class::isInstance)) {
            return repeated(o, values, axis);
        }
        if (values.stream()
                .allMatch(value -> value instanceof FinalStates states && fits(states, (FinalStates) first, axis))) {
            return FinalStates.joined(
                    values.stream().map(FinalStates.class::cast).toList(), axis);
        }
        if (values.size() == 2) {
            Rows forward = folding.asRows(first);
            Rows reverse = folding.asRows(values.get(1));
            if (forward != null && reverse != null && axis == rank - 1) {
                Rows joined = directions(folding, forward, reverse);
                if (joined != null) {
                    return joined;
                }
            }
        }
        throw o.refused(
                "constants, states of layers, or both directions of one recurrent layer along its features",
                values.stream().map(Value::describe).limit(3).toList().toString());
    }

    /** The two directions of a recurrent layer, added or multiplied element by element; null where the operands are others. */
    static @Nullable Rows merged(NodeContext o, Folding folding) throws FormatException {
        Rows one = o.value(0) instanceof Constant ? null : folding.asRows(o.value(0));
        Rows other = o.value(1) instanceof Constant ? null : folding.asRows(o.value(1));
        if (one == null
                || other == null
                || one.axes().isEmpty()
                || !Set.of("Add", "Mul").contains(o.operator())) {
            return null;
        }
        Rows inOrder = directions(folding, one, other);
        Rows joined = inOrder == null ? directions(folding, other, one) : inOrder;
        int size = joined == null ? -1 : LayerOperators.sizeOf(joined, folding);
        if (joined == null || size < 2) {
            return null;
        }
        MergeSpec.Mode mode = o.operator().equals("Add") ? MergeSpec.Mode.SUM : MergeSpec.Mode.PRODUCT;
        LayerChain chain = joined.chain().then(new MergeSpec(mode, size / 2));
        List<AxisPart> features =
                AxisPart.axis(AxisPart.whole(folding.layerName("merge") + ".features", Dim.of(size / 2)));
        List<List<AxisPart>> axes =
                AxisPart.replaced(joined.axes(), joined.axes().size() - 1, features);
        return new Rows(chain, axes, features, joined.head(), -1);
    }

    private static Constant constants(NodeContext o, List<Value> values, int axis) throws FormatException {
        List<Constant> constants = values.stream().map(Constant.class::cast).toList();
        for (Constant constant : constants) {
            int[] shape = constant.shape();
            if (shape.length == constants.getFirst().rank()) {
                shape[axis] = constants.getFirst().size(axis);
            }
            if (!constants.getFirst().hasShape(shape)) {
                throw o.refused("shapes that differ in axis " + axis + " only", constant.describe());
            }
        }
        return Constant.joined(constants, axis);
    }

    private static RepeatedConstant repeated(NodeContext o, List<Value> values, int axis) throws FormatException {
        RepeatedConstant first = (RepeatedConstant) values.getFirst();
        Dim extent = Dim.of(0);
        for (Value value : values) {
            RepeatedConstant part = (RepeatedConstant) value;
            boolean same = part.base().count() == 1
                    && first.base().count() == 1
                    && part.base().data()[0] == first.base().data()[0]
                    && part.dims().size() == first.dims().size();
            Dim sum = same ? extent.plus(part.dims().get(axis)) : null;
            if (sum == null) {
                throw o.refused("the same number repeated", part.describe());
            }
            extent = sum;
        }
        List<Dim> dims = new ArrayList<>(first.dims());
        dims.set(axis, extent);
        return RepeatedConstant.filled(first.base().data()[0], dims);
    }

    private static boolean fits(FinalStates states, FinalStates first, int axis) {
        if (states.axes().size() != first.axes().size() || !states.isArrayAxis(axis)) {
            return false;
        }
        for (int i = 0; i < states.axes().size(); i++) {
            if (i != axis && !states.axes().get(i).equals(first.axes().get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The last step of a forward layer is its final hidden state, where no lengths say otherwise. */
    private static Rows asFinal(Rows rows) {
        List<RecurrentNode> nodes = rows.chain().nodes();
        boolean last = rows.head() == Head.LAST_STEP
                && nodes.size() == 1
                && nodes.getFirst().directions() == 1
                && !nodes.getFirst().isReverse()
                && nodes.getFirst().lengths() == null;
        return last ? new Rows(rows.chain(), rows.axes(), rows.features(), Head.FINAL_HIDDEN, rows.direction()) : rows;
    }

    private static @Nullable Rows directions(Folding folding, Rows first, Rows reverse) {
        Rows forward = reverse.head() == Head.FINAL_HIDDEN ? asFinal(first) : first;
        if (forward.head() != reverse.head()
                || forward.axes().size() != reverse.axes().size()) {
            return null;
        }
        List<List<AxisPart>> before =
                AxisPart.without(forward.axes(), forward.axes().size() - 1);
        if (!before.equals(AxisPart.without(reverse.axes(), reverse.axes().size() - 1))) {
            return null;
        }
        if (forward.chain() == reverse.chain()) {
            boolean inOrder = forward.direction() == 0 && reverse.direction() == 1;
            return inOrder ? joined(forward, forward.chain(), forward.features()) : null;
        }
        LayerChain chain = bidirectional(folding, forward.chain(), reverse.chain());
        if (chain == null || !forward.endsWithFeatures() || !reverse.endsWithFeatures()) {
            return null;
        }
        AxisPart direction =
                AxisPart.whole(Objects.requireNonNull(chain.layer()).name() + ".direction", Dim.of(2));
        List<AxisPart> features = new ArrayList<>(List.of(direction));
        features.addAll(forward.features());
        return joined(forward, chain, features);
    }

    private static Rows joined(Rows forward, LayerChain chain, List<AxisPart> features) {
        List<List<AxisPart>> axes =
                AxisPart.replaced(forward.axes(), forward.axes().size() - 1, features);
        return new Rows(chain, axes, features, forward.head(), -1);
    }

    /** One layer of two nodes that read the same rows, one forward and one reverse; null where they are no such two. */
    private static @Nullable LayerChain bidirectional(Folding folding, LayerChain forward, LayerChain reverse) {
        if (!forward.isBeside(reverse)
                || forward.nodes().size() != 1
                || reverse.nodes().size() != 1) {
            return null;
        }
        RecurrentNode one = forward.nodes().getFirst();
        RecurrentNode other = reverse.nodes().getFirst();
        LayerSpec left = Objects.requireNonNull(forward.layer());
        LayerSpec right = Objects.requireNonNull(reverse.layer());
        if (one.isReverse()
                || !other.isReverse()
                || one.directions() != 1
                || !Objects.equals(one.lengths(), other.lengths())
                || !(left instanceof RecurrentSpec a && right instanceof RecurrentSpec b)
                || a.kind() != b.kind()
                || a.hiddenSize() != b.hiddenSize()
                || a.hasPeepholes() != b.hasPeepholes()) {
            return null;
        }
        return folding.joined(
                one,
                other,
                () -> Objects.requireNonNull(forward.before()).then(bidirectional(a, b), List.of(one, other)));
    }

    private static RecurrentSpec bidirectional(RecurrentSpec forward, RecurrentSpec reverse) {
        boolean bias = forward.bias() || reverse.bias();
        return RecurrentSpec.builder(forward.kind(), forward.inputSize(), forward.hiddenSize())
                .name(forward.name())
                .bidirectional(true)
                .bias(bias)
                .options(forward.options().getFirst(), reverse.options().getFirst())
                .build(
                        List.of(biased(forward, bias), biased(reverse, bias)),
                        InitialStates.joined(forward.initialHidden(), reverse.initialHidden(), 2, forward.hiddenSize()),
                        InitialStates.joined(forward.initialCell(), reverse.initialCell(), 2, forward.hiddenSize()));
    }

    /** The weights of one direction, with a bias of zeros where only the other direction has one. */
    private static CellWeights biased(RecurrentSpec stack, boolean bias) {
        CellWeights weights = stack.weights().getFirst();
        if (!bias || stack.bias()) {
            return weights;
        }
        int rows = weights.weightIh().size(0);
        return new CellWeights(
                weights.weightIh(),
                weights.weightHh(),
                Tensor.zeros(rows),
                Tensor.zeros(rows),
                null,
                weights.peepholes());
    }
}
