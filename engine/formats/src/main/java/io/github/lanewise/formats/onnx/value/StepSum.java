package io.github.lanewise.formats.onnx.value;

import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.shape.Dim;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step of an unrolled recurrence before its activation, as far as it has been added up: U h + b' + (W x + b).
 *
 * @param state h: the hidden state of the step before, or the initial one; null where the first step's U h + b' is stored
 * @param matrix U transposed, (units, units), or that stored sum
 * @param bias b', or null
 * @param input W x + b of the step, or null
 * @param dims its extents, (sequences, units) the last of them
 * @param nodes that made it
 */
public record StepSum(
        @Nullable Value state,
        RealConstant matrix,
        @Nullable RealConstant bias,
        @Nullable TimeStep input,
        List<Dim> dims,
        List<String> nodes)
        implements PartialLayer {
    public StepSum {
        dims = List.copyOf(dims);
        nodes = List.copyOf(nodes);
    }

    /** U h, or U h + b' of the first step. */
    public static StepSum of(@Nullable Value state, RealConstant matrix, List<Dim> dims, List<String> nodes) {
        List<Dim> ofUnits = new ArrayList<>(dims);
        ofUnits.set(dims.size() - 1, Dim.of(matrix.size(matrix.rank() - 1)));
        return new StepSum(state, matrix, null, null, ofUnits, nodes);
    }

    public StepSum withBias(RealConstant newBias, OnnxNode node) {
        return new StepSum(state, matrix, newBias, input, dims, with(node));
    }

    public StepSum withInput(TimeStep newInput, OnnxNode node) {
        List<Dim> newDims = new ArrayList<>(dims);
        newDims.set(dims.size() - 2, AxisPart.extent(newInput.batch()));
        while (newDims.size() < newInput.axes().size()) {
            newDims.addFirst(Dim.ONE);
        }
        return new StepSum(state, matrix, bias, newInput, newDims, with(node));
    }

    /** The nodes and one more. */
    public List<String> with(OnnxNode node) {
        List<String> more = new ArrayList<>(nodes);
        more.add(node.title());
        return more;
    }

    public int units() {
        return matrix.size(matrix.rank() - 1);
    }

    @Override
    public String describe() {
        String of = state == null ? "a constant" : state.describe();
        return "a step of a recurrence before its activation, of " + of
                + (input == null ? "" : " and " + input.describe());
    }
}
