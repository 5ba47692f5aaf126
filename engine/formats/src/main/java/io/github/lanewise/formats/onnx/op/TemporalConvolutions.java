package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.AxisPart;
import io.github.lanewise.formats.onnx.value.InputView;
import io.github.lanewise.formats.onnx.value.LayerChain;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.Rows;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.Padding;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.spec.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Conv over (batch, features, time): a convolution along time, as long as the sequence stays as long as it is. */
final class TemporalConvolutions {
    private static final int CHANNELS = 1;
    private static final int TIME = 2;

    private TemporalConvolutions() {}

    /** Rows whose features are the channels and whose last axis is something else; null for others. */
    static @Nullable Rows rows(Value value) {
        return switch (value) {
            case InputView view
            when view.isWhole()
                    && view.axes().size() == 3
                    && !view.axes().get(CHANNELS).isEmpty() ->
                new Rows(LayerChain.of(view), view.axes(), view.axes().get(CHANNELS), Head.EVERY_STEP, -1);
            case Rows rows
            when rows.axes().size() == 3
                    && rows.direction() < 0
                    && rows.head() == Head.EVERY_STEP
                    && !rows.features().isEmpty()
                    && rows.axes().get(CHANNELS).equals(rows.features())
                    && !rows.axes().get(TIME).isEmpty() -> rows;
            default -> null;
        };
    }

    static Rows conv(NodeContext o, Folding folding, Rows rows) throws FormatException {
        int channels = folding.extent(rows.features()).asInt();
        if (channels < 1) {
            throw o.refusedInput(0, "rows of a known number of channels", rows);
        }
        RealConstant weight = ConvolutionOperators.weight(o, folding, channels);
        int stride = ConvolutionOperators.stride(o);
        int dilation = ConvolutionOperators.dilation(o);
        int span = Math.multiplyExact(weight.size(2) - 1, dilation);
        if (stride != 1) {
            throw o.refused("attribute strides of [1] along time", Integer.toString(stride));
        }
        // Padding that keeps the length does not depend on it.
        Padding padding = ConvolutionOperators.ownPadding(o, span + 1, span + 1, 1);
        if (padding.before() + padding.after() != span) {
            throw o.refused(
                    "pads that keep a sequence's length, " + span + " together",
                    padding.before() + " and " + padding.after());
        }
        @Nullable Tensor bias = ConvolutionOperators.bias(o, folding, weight.size(0));
        String name = folding.layerName("conv");
        Tensor kernels = folding.origins().made(weight.tensor(), weight.names(), "");
        try {
            TemporalConv1dSpec layer = TemporalConv1dSpec.builder(name, kernels)
                    .bias(bias)
                    .dilation(dilation)
                    .lookAhead(padding.after())
                    .build();
            List<AxisPart> features = AxisPart.axis(AxisPart.whole(name + ".channels", Dim.of(weight.size(0))));
            List<List<AxisPart>> axes = AxisPart.replaced(rows.axes(), CHANNELS, features);
            return new Rows(rows.chain().then(layer), axes, features, rows.head(), -1);
        } catch (IllegalArgumentException e) {
            throw o.refused("a convolution along time", String.valueOf(e.getMessage()));
        }
    }
}
