package io.github.lanewise.formats.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.spec.MagnitudeSpec;
import java.util.List;

/** Magnitudes of complex numbers in a config. */
final class MagnitudeCodec extends LayerCodec<MagnitudeSpec> {
    MagnitudeCodec() {
        super(MagnitudeSpec.class, List.of("MAGNITUDE"));
    }

    @Override
    MagnitudeSpec read(LayerDescription layer) throws FormatException {
        ConfigObject config = layer.config();
        int channels = config.size("channels");
        int positions = config.size("positions");
        config.requireNothingElse();
        return config.made(() -> new MagnitudeSpec(channels, positions));
    }

    @Override
    void write(MagnitudeSpec layer, ObjectNode description) {
        description.put("channels", layer.channels()).put("positions", layer.positions());
    }
}
