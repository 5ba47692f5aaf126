package io.github.lanewise.formats.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.stack.TakenTensors;
import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.MagnitudeSpec;
import io.github.lanewise.spec.Padding;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.spec.Tensor;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The layers of a front end in a config: convolutions and magnitudes. */
final class FrontEndConfig {
    private FrontEndConfig() {}

    /** The tensors of a convolution. */
    private record Kernel(Tensor weight, @Nullable Tensor bias) {
        static Kernel read(
                ConfigObject layer, TakenTensors weights, String name, boolean bias, int outputs, int inputs, int taps)
                throws FormatException {
            String reason = "in_channels " + inputs + ", out_channels " + outputs + ", kernel_size " + taps
                    + " and bias " + bias + ", as " + layer.where() + " says";
            String prefix = ModelConfig.prefix(name);
            return new Kernel(
                    weights.take(prefix + "weight", reason, outputs, inputs, taps),
                    bias ? weights.take(prefix + "bias", reason, outputs) : null);
        }
    }

    static Conv1dSpec convolution(ConfigObject layer, TakenTensors weights) throws FormatException {
        String name = layer.string("name");
        int inputs = layer.size("in_channels");
        int outputs = layer.size("out_channels");
        int taps = layer.size("kernel_size");
        int positions = layer.size("positions");
        int stride = layer.integer("stride", 1, 1);
        int before = layer.integer("padding_before", 0, 0);
        int after = layer.integer("padding_after", 0, 0);
        Padding.Mode mode =
                layer.has("padding_mode") ? layer.constant("padding_mode", Padding.Mode.values()) : Padding.Mode.ZEROS;
        boolean bias = layer.truth("bias", true);
        layer.requireNothingElse();
        Kernel kernel = Kernel.read(layer, weights, name, bias, outputs, inputs, taps);
        try {
            return Conv1dSpec.builder(name, kernel.weight, positions)
                    .bias(kernel.bias)
                    .stride(stride)
                    .padding(new Padding(mode, before, after))
                    .build();
        } catch (IllegalArgumentException e) {
            throw new FormatException(weights.path(), layer.where(), e);
        }
    }

    static TemporalConv1dSpec temporal(ConfigObject layer, TakenTensors weights) throws FormatException {
        String name = layer.string("name");
        int inputs = layer.size("in_channels");
        int outputs = layer.size("out_channels");
        int taps = layer.size("kernel_size");
        int dilation = layer.integer("dilation", 1, 1);
        int lookAhead = layer.integer("look_ahead", 0, 0);
        boolean bias = layer.truth("bias", true);
        layer.requireNothingElse();
        Kernel kernel = Kernel.read(layer, weights, name, bias, outputs, inputs, taps);
        try {
            return TemporalConv1dSpec.builder(name, kernel.weight)
                    .bias(kernel.bias)
                    .dilation(dilation)
                    .lookAhead(lookAhead)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new FormatException(weights.path(), layer.where(), e);
        }
    }

    /** The reverse of {@link #temporal}. */
    static void write(ObjectNode description, TemporalConv1dSpec layer) {
        description
                .put("name", layer.name())
                .put("in_channels", layer.inputSize())
                .put("out_channels", layer.outputSize())
                .put("kernel_size", layer.kernelSize())
                .put("dilation", layer.dilation())
                .put("look_ahead", layer.lookAhead())
                .put("bias", layer.bias() != null);
    }

    static MagnitudeSpec magnitude(ConfigObject layer, Path path) throws FormatException {
        int channels = layer.size("channels");
        int positions = layer.size("positions");
        layer.requireNothingElse();
        try {
            return new MagnitudeSpec(channels, positions);
        } catch (IllegalArgumentException e) {
            throw new FormatException(path, layer.where(), e);
        }
    }

    /** The reverse of {@link #convolution}. */
    static void write(ObjectNode description, Conv1dSpec layer) {
        description
                .put("name", layer.name())
                .put("in_channels", layer.inChannels())
                .put("out_channels", layer.outChannels())
                .put("kernel_size", layer.kernelSize())
                .put("positions", layer.positions())
                .put("stride", layer.stride())
                .put("padding_before", layer.padding().before())
                .put("padding_after", layer.padding().after())
                .put("padding_mode", layer.padding().mode().name())
                .put("bias", layer.bias() != null);
    }
}
