package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.AxisPart;
import io.github.lanewise.formats.onnx.value.Padded;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.Rows;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.formats.onnx.value.ValueExtents;
import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.Padding;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pad and Conv over the positions of a row: convolutions within rows. The graph has channels before positions; a row has
 * them the other way round.
 */
final class ConvolutionOperators {
    private ConvolutionOperators() {}

    static Value pad(NodeContext o, Folding folding) throws FormatException {
        Value value = o.value(0);
        int rank = ValueExtents.rank(value);
        Padding.Mode mode = switch (o.text("mode", "constant")) {
            case "constant" -> Padding.Mode.ZEROS;
            case "reflect" -> Padding.Mode.REFLECT;
            default -> throw o.refused("attribute mode constant or reflect", "'" + o.text("mode", "") + "'");
        };
        if (o.real("value", 0) != 0 || (o.optional(2) != null && !isZero(o.value(2)))) {
            throw o.refused("padding with zeros", "another constant");
        }
        int[][] ends = ends(o, rank);
        int axis = -1;
        for (int i = 0; i < rank; i++) {
            if (ends[i][0] != 0 || ends[i][1] != 0) {
                if (axis >= 0) {
                    throw o.refused("padding of one axis", "of axes " + axis + " and " + i);
                }
                axis = i;
            }
        }
        if (axis < 0) {
            return value;
        }
        Rows rows = folding.rows(o, 0);
        requirePositions(o, folding, rows, axis);
        return new Padded(sized(folding, rows), axis, new Padding(mode, ends[axis][0], ends[axis][1]));
    }

    private static boolean isZero(Value value) {
        return value instanceof RealConstant reals && reals.count() == 1 && reals.data()[0] == 0;
    }

    /** Padding before and behind each axis. */
    private static int[][] ends(NodeContext o, int rank) throws FormatException {
        long[] pads = o.numbers(1, "pads");
        long[] axes = o.optional(3) == null ? null : o.numbers(3);
        int count = axes == null ? rank : axes.length;
        if (pads == null || pads.length != 2 * count) {
            throw o.refused("pads, two for each of " + count + " axes", Arrays.toString(pads));
        }
        int[][] ends = new int[rank][2];
        for (int i = 0; i < count; i++) {
            int[] of = ends[axes == null ? i : o.axis(axes[i], rank)];
            of[0] = length(o, pads[i]);
            of[1] = length(o, pads[count + i]);
        }
        return ends;
    }

    private static int length(NodeContext o, long pad) throws FormatException {
        if (pad < 0 || pad > Integer.MAX_VALUE / 4) {
            throw o.refused("pads of at least 0 positions", Long.toString(pad));
        }
        return (int) pad;
    }

    /** An axis of positions: what a row has first. */
    private static void requirePositions(NodeContext o, Folding folding, Rows rows, int axis) throws FormatException {
        List<AxisPart> positions = rows.axes().get(axis);
        boolean ofRow = !positions.isEmpty()
                && rows.direction() < 0
                && positions.size() <= rows.features().size()
                && positions.equals(rows.features().subList(0, positions.size()));
        if (!ofRow || !folding.extent(positions).isNumber()) {
            throw o.refusedInput(0, "rows whose positions are axis " + axis + ", of a known number", rows);
        }
    }

    /** The same rows with the numbers for named extents of their features. */
    private static Rows sized(Folding folding, Rows rows) {
        List<AxisPart> features = sized(folding, rows, rows.features());
        List<List<AxisPart>> axes = new ArrayList<>();
        for (List<AxisPart> axis : rows.axes()) {
            axes.add(sized(folding, rows, axis));
        }
        return new Rows(rows.chain(), axes, features, rows.head(), rows.direction());
    }

    private static List<AxisPart> sized(Folding folding, Rows rows, List<AxisPart> axis) {
        return axis.stream()
                .map(part -> rows.features().contains(part)
                        ? new AxisPart(part.id(), folding.sizes().known(part.size()), part.from())
                        : part)
                .toList();
    }

    static Rows conv(NodeContext o, Folding folding) throws FormatException {
        Rows sequence = TemporalConvolutions.rows(o.value(0));
        if (sequence != null) {
            return TemporalConvolutions.conv(o, folding, sequence);
        }
        @Nullable Padded padded = o.value(0) instanceof Padded value ? value : null;
        Rows rows = padded == null ? folding.rows(o, 0) : padded.rows();
        if (rows.axes().size() != 3 || (padded != null && padded.axis() != 2)) {
            throw o.refusedInput(0, "rows (batch, channels, positions)", o.value(0));
        }
        List<AxisPart> inRow = new ArrayList<>(rows.axes().get(2));
        inRow.addAll(rows.axes().get(1));
        int positions = folding.extent(rows.axes().get(2)).asInt();
        int channels = folding.extent(rows.axes().get(1)).asInt();
        if (positions < 1 || channels < 1 || !inRow.equals(rows.features()) || rows.direction() >= 0) {
            throw o.refusedInput(0, "rows of a known number of channels and positions, and nothing else", rows);
        }
        RealConstant weight = weight(o, folding, channels);
        int dilation = dilation(o);
        if (dilation != 1) {
            throw o.refused("attribute dilations of [1]", Integer.toString(dilation));
        }
        @Nullable Tensor bias = bias(o, folding, weight.size(0));
        int stride = stride(o);
        Padding padding = padding(o, padded, positions, weight.size(2), stride);
        if (positions == 1 && weight.size(2) == 1 && padding.equals(Padding.NONE)) {
            return linear(folding, rows, weight, bias);
        }
        try {
            String name = folding.layerName("conv");
            Tensor kernels = folding.origins().made(weight.tensor(), weight.names(), "");
            return folded(
                    rows,
                    Conv1dSpec.builder(name, kernels, positions)
                            .bias(bias)
                            .stride(stride)
                            .padding(padding)
                            .build());
        } catch (IllegalArgumentException e) {
            throw o.refused("a convolution", String.valueOf(e.getMessage()));
        }
    }

    /** The weight, (out channels, in channels, kernel size). */
    static RealConstant weight(NodeContext o, Folding folding, int channels) throws FormatException {
        RealConstant weight = folding.constant(o, 1, "a weight");
        long[] kernel = o.integers("kernel_shape");
        if (o.integer("group", 1) != 1) {
            throw o.refused("attribute group of 1", Long.toString(o.integer("group", 1)));
        }
        if (weight.rank() != 3 || weight.count() == 0 || weight.size(1) != channels) {
            throw o.refused("a weight (out channels, " + channels + ", kernel size)", weight.describe());
        }
        if (kernel != null && !Arrays.equals(kernel, new long[] {weight.size(2)})) {
            throw o.refused("attribute kernel_shape of [" + weight.size(2) + "]", Arrays.toString(kernel));
        }
        return weight;
    }

    static @Nullable Tensor bias(NodeContext o, Folding folding, int channels) throws FormatException {
        if (o.optional(2) == null) {
            return null;
        }
        RealConstant given = folding.constant(o, 2, "a bias");
        if (!given.hasShape(channels)) {
            throw o.refused("a bias of " + channels + " channels", given.describe());
        }
        return folding.origins().made(given.tensor(), given.names(), "");
    }

    static int dilation(NodeContext o) throws FormatException {
        return one(o, "dilations");
    }

    static int stride(NodeContext o) throws FormatException {
        return one(o, "strides");
    }

    /** An attribute of one number, 1 where it is left out. */
    private static int one(NodeContext o, String attribute) throws FormatException {
        long[] numbers = o.integers(attribute);
        if (numbers == null) {
            return 1;
        }
        if (numbers.length != 1 || numbers[0] < 1 || numbers[0] > Integer.MAX_VALUE) {
            throw o.refused("attribute " + attribute + " of one number, at least 1", Arrays.toString(numbers));
        }
        return (int) numbers[0];
    }

    private static Padding padding(NodeContext o, @Nullable Padded padded, int positions, int kernel, int stride)
            throws FormatException {
        Padding own =
                ownPadding(o, padded == null ? positions : padded.dims().get(2).asInt(), kernel, stride);
        if (padded == null || own.equals(Padding.NONE)) {
            return padded == null ? own : padded.padding();
        }
        Padding first = padded.padding();
        if (first.mode() != Padding.Mode.ZEROS) {
            throw o.refused("no pads around padding that is reflected", own.before() + " and " + own.after());
        }
        return new Padding(Padding.Mode.ZEROS, first.before() + own.before(), first.after() + own.after());
    }

    /** The padding that the attributes of a Conv say. */
    static Padding ownPadding(NodeContext o, int positions, int kernel, int stride) throws FormatException {
        String automatic = o.text("auto_pad", "NOTSET");
        long[] pads = o.integers("pads");
        return switch (automatic) {
            case "NOTSET" -> pads == null ? Padding.NONE : zeros(o, pads);
            case "VALID" -> Padding.NONE;
            case "SAME_UPPER", "SAME_LOWER" -> {
                long windows = Math.ceilDiv(positions, stride);
                int all = (int) Math.max(0, (windows - 1) * stride + kernel - positions);
                int before = automatic.equals("SAME_UPPER") ? all / 2 : all - all / 2;
                yield new Padding(Padding.Mode.ZEROS, before, all - before);
            }
            default ->
                throw o.refused("attribute auto_pad NOTSET, VALID, SAME_UPPER or SAME_LOWER", "'" + automatic + "'");
        };
    }

    private static Padding zeros(NodeContext o, long[] pads) throws FormatException {
        if (pads.length != 2) {
            throw o.refused("attribute pads of two numbers", Arrays.toString(pads));
        }
        return new Padding(Padding.Mode.ZEROS, length(o, pads[0]), length(o, pads[1]));
    }

    private static Rows folded(Rows rows, Conv1dSpec layer) {
        AxisPart channels = AxisPart.whole(layer.name() + ".channels", Dim.of(layer.outChannels()));
        AxisPart positions = AxisPart.whole(layer.name() + ".positions", Dim.of(layer.outPositions()));
        List<List<AxisPart>> axes = List.of(rows.axes().getFirst(), AxisPart.axis(channels), AxisPart.axis(positions));
        return new Rows(rows.chain().then(layer), axes, AxisPart.axis(positions, channels), rows.head(), -1);
    }

    /** One window of one position is a product with the row, as it is. */
    private static Rows linear(Folding folding, Rows rows, RealConstant weight, @Nullable Tensor bias) {
        Tensor matrix =
                weight.shaped(new int[] {weight.size(0), weight.size(1)}).tensor();
        folding.origins().made(matrix, weight.names(), "");
        LinearSpec layer = new LinearSpec(folding.layerName("linear"), matrix, bias);
        List<AxisPart> features = AxisPart.axis(AxisPart.whole(layer.name() + ".features", Dim.of(weight.size(0))));
        List<List<AxisPart>> axes = List.of(rows.axes().getFirst(), features, List.of());
        return new Rows(rows.chain().then(layer), axes, features, rows.head(), -1);
    }
}
