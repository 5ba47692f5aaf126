package io.github.lanewise.formats.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.spec.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Convolutions along time in a config. */
final class TemporalConv1dCodec extends LayerCodec<TemporalConv1dSpec> {
    TemporalConv1dCodec() {
        super(TemporalConv1dSpec.class, List.of("TEMPORAL_CONV1D"));
    }

    @Override
    boolean hasMatrices() {
        return true;
    }

    @Override
    TemporalConv1dSpec read(LayerDescription layer) throws FormatException {
        ConfigObject config = layer.config();
        ConvolutionKernel kernel = ConvolutionKernel.read(config);
        int dilation = config.integer("dilation", 1, 1);
        int lookAhead = config.integer("look_ahead", 0, 0);
        config.requireNothingElse();
        Tensor weight = kernel.takeWeight(layer);
        @Nullable Tensor bias = kernel.takeBias(layer);
        return config.made(() -> TemporalConv1dSpec.builder(kernel.name(), weight)
                .bias(bias)
                .dilation(dilation)
                .lookAhead(lookAhead)
                .build());
    }

    @Override
    void write(TemporalConv1dSpec layer, ObjectNode description) {
        new ConvolutionKernel(
                        layer.name(), layer.inputSize(), layer.outputSize(), layer.kernelSize(), layer.bias() != null)
                .write(description);
        description.put("dilation", layer.dilation()).put("look_ahead", layer.lookAhead());
    }
}
