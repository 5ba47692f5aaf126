package io.github.lanewise.formats.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.Padding;
import io.github.lanewise.spec.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Convolutions within rows in a config. */
final class Conv1dCodec extends LayerCodec<Conv1dSpec> {
    Conv1dCodec() {
        super(Conv1dSpec.class, List.of("CONV1D"));
    }

    @Override
    boolean hasMatrices() {
        return true;
    }

    @Override
    Conv1dSpec read(LayerDescription layer) throws FormatException {
        ConfigObject config = layer.config();
        ConvolutionKernel kernel = ConvolutionKernel.read(config);
        int positions = config.size("positions");
        int stride = config.integer("stride", 1, 1);
        int before = config.integer("padding_before", 0, 0);
        int after = config.integer("padding_after", 0, 0);
        Padding.Mode mode = config.has("padding_mode")
                ? config.constant("padding_mode", Padding.Mode.values())
                : Padding.Mode.ZEROS;
        config.requireNothingElse();
        Tensor weight = kernel.takeWeight(layer);
        @Nullable Tensor bias = kernel.takeBias(layer);
        return config.made(() -> Conv1dSpec.builder(kernel.name(), weight, positions)
                .bias(bias)
                .stride(stride)
                .padding(new Padding(mode, before, after))
                .build());
    }

    @Override
    void write(Conv1dSpec layer, ObjectNode description) {
        new ConvolutionKernel(
                        layer.name(), layer.inChannels(), layer.outChannels(), layer.kernelSize(), layer.bias() != null)
                .write(description);
        description
                .put("positions", layer.positions())
                .put("stride", layer.stride())
                .put("padding_before", layer.padding().before())
                .put("padding_after", layer.padding().after())
                .put("padding_mode", layer.padding().mode().name());
    }
}
