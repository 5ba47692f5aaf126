package io.github.lanewise.formats.keras.layer;

import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the features of each row between two layers: {@code y[i] = scale[i] x[from[i]] + shift[i]}, where each
 * feature is read once. It goes into the weights of the layer before or behind, or is a linear layer of its own. Products and
 * sums are those of doubles.
 */
final class FeatureMap {
    private final int[] from;
    private final double[] scale;
    private final double[] shift;

    private FeatureMap(int[] from, double[] scale, double[] shift) {
        this.from = from;
        this.scale = scale;
        this.shift = shift;
    }

    /** Scales and shifts features where they are. */
    static FeatureMap affine(double[] scale, double[] shift) {
        int[] from = new int[scale.length];
        Arrays.setAll(from, i -> i);
        return new FeatureMap(from, scale.clone(), shift.clone());
    }

    /** Puts the second half of the features before the first one. */
    static FeatureMap swappedHalves(int features) {
        double[] ones = new double[features];
        Arrays.fill(ones, 1);
        int[] from = new int[features];
        Arrays.setAll(from, i -> (i + features / 2) % features);
        return new FeatureMap(from, ones, new double[features]);
    }

    /** This one and then another. */
    FeatureMap then(FeatureMap next) {
        int[] both = new int[from.length];
        double[] scales = new double[from.length];
        double[] shifts = new double[from.length];
        for (int i = 0; i < from.length; i++) {
            int of = next.from[i];
            both[i] = from[of];
            scales[i] = next.scale[i] * scale[of];
            shifts[i] = next.scale[i] * shift[of] + next.shift[i];
        }
        return new FeatureMap(both, scales, shifts);
    }

    int features() {
        return from.length;
    }

    private boolean shifts() {
        return Arrays.stream(shift).anyMatch(value -> value != 0);
    }

    /** A layer of its own. */
    LinearSpec alone(String name) {
        int features = from.length;
        Tensor weight = Tensor.zeros(features, features);
        for (int i = 0; i < features; i++) {
            weight.data()[i * features + from[i]] = (float) scale[i];
        }
        return new LinearSpec(name, weight, shifts() ? biasBehind(null) : null);
    }

    /** The layer that does this to what the given one writes; null if it has no weights that this goes into. */
    @Nullable
    LayerSpec behind(LayerSpec layer) {
        return switch (layer) {
            case LinearSpec linear -> new LinearSpec(linear.name(), rows(linear.weight()), biasBehind(linear.bias()));
            case TemporalConv1dSpec convolution ->
                TemporalConv1dSpec.builder(convolution.name(), rows(convolution.weight()))
                        .bias(biasBehind(convolution.bias()))
                        .dilation(convolution.dilation())
                        .lookAhead(convolution.lookAhead())
                        .build();
            default -> null;
        };
    }

    /**
     * The layer that does this to what it reads, and then what the given one does; null if it has no weights that this goes
     * into. Beyond a sequence's ends a convolution sees zeros, which this would shift.
     */
    @Nullable
    LayerSpec before(LayerSpec layer) {
        return switch (layer) {
            case LinearSpec linear ->
                new LinearSpec(linear.name(), columns(linear.weight(), 1), biasBefore(linear.weight(), linear.bias()));
            case RecurrentSpec stack -> before(stack);
            case TemporalConv1dSpec convolution
            when convolution.kernelSize() == 1 || !shifts() ->
                TemporalConv1dSpec.builder(convolution.name(), columns(convolution.weight(), convolution.kernelSize()))
                        .bias(biasBefore(convolution.weight(), convolution.bias()))
                        .dilation(convolution.dilation())
                        .lookAhead(convolution.lookAhead())
                        .build();
            default -> null;
        };
    }

    /** A stack of one layer. */
    private RecurrentSpec before(RecurrentSpec stack) {
        List<CellWeights> weights = new ArrayList<>();
        boolean bias = stack.bias() || shifts();
        for (CellWeights cell : stack.weights()) {
            Tensor none = Tensor.zeros(cell.weightIh().size(0));
            Tensor input = biasBefore(cell.weightIh(), cell.biasIh());
            Tensor hidden = cell.biasHh();
            weights.add(new CellWeights(
                    columns(cell.weightIh(), 1),
                    cell.weightHh(),
                    bias && input == null ? none : input,
                    bias && hidden == null ? none : hidden,
                    null,
                    null));
        }
        return RecurrentSpec.builder(stack.kind(), stack.inputSize(), stack.hiddenSize())
                .name(stack.name())
                .bidirectional(stack.bidirectional())
                .reverse(stack.reverse())
                .bias(bias)
                .options(stack.options().toArray(new CellOptions[0]))
                .build(weights, null, null);
    }

    /** The rows of a weight (outputs, ...), of which each is scaled. */
    private Tensor rows(Tensor weight) {
        Tensor to = Tensor.zeros(weight.shape());
        int row = weight.data().length / from.length;
        for (int i = 0; i < from.length; i++) {
            for (int j = 0; j < row; j++) {
                to.data()[i * row + j] = (float) (scale[i] * weight.data()[from[i] * row + j]);
            }
        }
        return to;
    }

    private @Nullable Tensor biasBehind(@Nullable Tensor bias) {
        if (bias == null && !shifts()) {
            return null;
        }
        Tensor to = Tensor.zeros(from.length);
        for (int i = 0; i < from.length; i++) {
            double before = bias == null ? 0 : bias.data()[from[i]];
            to.data()[i] = (float) (scale[i] * before + shift[i]);
        }
        return to;
    }

    /** The columns of a weight (outputs, inputs, taps), of which each is scaled. */
    private Tensor columns(Tensor weight, int taps) {
        Tensor to = Tensor.zeros(weight.shape());
        int row = from.length * taps;
        for (int out = 0; out < weight.size(0); out++) {
            for (int i = 0; i < from.length; i++) {
                for (int tap = 0; tap < taps; tap++) {
                    double value = weight.data()[out * row + i * taps + tap];
                    to.data()[out * row + from[i] * taps + tap] = (float) (scale[i] * value);
                }
            }
        }
        return to;
    }

    /** A bias with what the shifts add, of a weight (outputs, inputs) where there are any. */
    private @Nullable Tensor biasBefore(Tensor weight, @Nullable Tensor bias) {
        if (!shifts()) {
            return bias;
        }
        Tensor to = Tensor.zeros(weight.size(0));
        for (int out = 0; out < weight.size(0); out++) {
            double sum = bias == null ? 0 : bias.data()[out];
            for (int i = 0; i < from.length; i++) {
                sum += weight.data()[out * from.length + i] * shift[i];
            }
            to.data()[out] = (float) sum;
        }
        return to;
    }
}
