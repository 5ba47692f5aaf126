package io.github.lanewise.formats.keras.layer;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.keras.weights.KerasWeights.Weight;
import io.github.lanewise.spec.LayerNormSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** LayerNormalization and BatchNormalization over the features of a row. */
final class Normalizations {
    private static final float EPSILON = 1e-3f;

    private Normalizations() {}

    /** Which of gamma and beta a layer has. The numbers of its weights depend on that. */
    private record ScaleAndCenter(boolean scale, boolean center) {
        static ScaleAndCenter of(ConfigObject config) throws FormatException {
            return new ScaleAndCenter(config.truth("scale", true), config.truth("center", true));
        }

        Weight gamma() {
            return new Weight("gamma", 0);
        }

        Weight beta() {
            return new Weight("beta", scale ? 1 : 0);
        }

        /** A weight behind them, counted from 0. */
        Weight further(String name, int number) {
            return new Weight(name, (scale ? 1 : 0) + (center ? 1 : 0) + number);
        }
    }

    static void layer(LayerContext layer) throws FormatException {
        ConfigObject config = layer.config();
        layer.requireLastAxis("axis");
        layer.layer().requireOff("rms_scaling");
        ScaleAndCenter has = ScaleAndCenter.of(config);
        float epsilon = config.number("epsilon", EPSILON);
        if (!has.scale && !has.center && layer.chain().features() == 0) {
            throw layer.layer().refusedWhole("a layer with weights first", "a normalization without any", "");
        }
        long features = has.scale
                ? layer.inputs(has.gamma(), 0)
                : has.center ? layer.inputs(has.beta(), 0) : layer.chain().features();
        String reason = "the features of a row";
        Tensor weight = has.scale ? layer.take(has.gamma(), "weight", "", reason, features) : ones(layer, features);
        @Nullable Tensor bias = has.center ? layer.take(has.beta(), "bias", "", reason, features) : null;
        layer.chain().add(config.made(() -> new LayerNormSpec(layer.name(), weight, bias, epsilon)));
    }

    /** The scale of a layer that has none in the file. */
    private static Tensor ones(LayerContext layer, long features) throws FormatException {
        layer.chain().requireRoom(features, layer.name());
        Tensor ones = Tensor.zeros(Math.toIntExact(features));
        Arrays.fill(ones.data(), 1);
        layer.weights().origin(layer.name() + ".weight", "ones");
        return ones;
    }

    /** A scale and a shift of each feature, once training is over. */
    static void batch(LayerContext layer) throws FormatException {
        ConfigObject config = layer.config();
        layer.requireLastAxis("axis");
        layer.layer().requireOff("renorm");
        config.ignore(List.of(
                "momentum", "renorm_momentum", "renorm_clipping", "fused", "synchronized", "virtual_batch_size"));
        ScaleAndCenter has = ScaleAndCenter.of(config);
        double epsilon = config.number("epsilon", EPSILON);
        Weight meanOf = has.further("moving_mean", 0);
        Weight varianceOf = has.further("moving_variance", 1);
        long features = layer.inputs(meanOf, 0);
        Tensor gamma = has.scale ? moment(layer, has.gamma(), features) : null;
        Tensor beta = has.center ? moment(layer, has.beta(), features) : null;
        Tensor mean = moment(layer, meanOf, features);
        Tensor variance = moment(layer, varianceOf, features);
        double[] scale = new double[mean.size(0)];
        double[] shift = new double[scale.length];
        for (int i = 0; i < scale.length; i++) {
            scale[i] = (gamma == null ? 1 : gamma.data()[i]) / Math.sqrt(variance.data()[i] + epsilon);
            shift[i] = (beta == null ? 0 : beta.data()[i]) - mean.data()[i] * scale[i];
            if (!Double.isFinite(scale[i]) || !Double.isFinite(shift[i])) {
                throw layer.layer()
                        .refusedWhole("moments of which a finite scale follows", "those of feature " + i, "");
            }
        }
        layer.chain().map(FeatureMap.affine(scale, shift), layer.name());
    }

    private static Tensor moment(LayerContext layer, Weight weight, long features) throws FormatException {
        return layer.take(weight, weight.name(), "", "the features of a row", features);
    }
}
