package io.github.lanewise.formats.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.spec.Tensor;
import org.jspecify.annotations.Nullable;

/** What every convolution says of itself in a config, and its tensors once its other keys have been read. */
record ConvolutionKernel(String name, int inputs, int outputs, int taps, boolean bias) {
    static ConvolutionKernel read(ConfigObject config) throws FormatException {
        return new ConvolutionKernel(
                config.string("name"),
                config.size("in_channels"),
                config.size("out_channels"),
                config.size("kernel_size"),
                config.truth("bias", true));
    }

    /** The reverse of {@link #read}. */
    void write(ObjectNode description) {
        description
                .put("name", name)
                .put("in_channels", inputs)
                .put("out_channels", outputs)
                .put("kernel_size", taps)
                .put("bias", bias);
    }

    Tensor takeWeight(LayerDescription layer) throws FormatException {
        return layer.takeMatrix(name, "weight", sizes(), outputs, inputs, taps);
    }

    @Nullable
    Tensor takeBias(LayerDescription layer) throws FormatException {
        return bias ? layer.take(name, "bias", sizes(), outputs) : null;
    }

    private String sizes() {
        return "in_channels " + inputs + ", out_channels " + outputs + ", kernel_size " + taps + " and bias " + bias;
    }
}
