package io.github.lanewise.formats.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.json.JsonTree;
import io.github.lanewise.formats.stack.StackShape;
import io.github.lanewise.formats.stack.StackTensorName;
import io.github.lanewise.formats.stack.TakenTensors;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.RecurrentSpec;

/** The config of a model that is one recurrent stack. */
public final class StackConfig {
    private static final String SOURCE = "as the config says";

    private StackConfig() {}

    /** A model that is one stack. The file may have further keys and tensors, but no weights that contradict them. */
    static ModelSpec readModel(ConfigObject config, String name, TakenTensors weights, BatchOrder told)
            throws FormatException {
        StackShape shape = StackCodec.readShape(config);
        BatchOrder batchOrder = ModelConfig.batchOrder(config, told);
        Precision precision = PrecisionKey.read(config);
        RecurrentSpec stack = shape.read(weights.in(precision), "", name, SOURCE);
        for (String tensor : weights.unused()) {
            StackTensorName left = StackTensorName.parse(tensor);
            if (left != null && left.prefix().equals(weights.prefix())) {
                throw new FormatException(
                        weights.path(),
                        "tensor " + tensor,
                        "no such tensor for " + shape.describe() + ", " + SOURCE,
                        "shape " + Messages.shape(weights.file().shape(tensor)),
                        "correct the config or leave the tensor out");
            }
        }
        return ModelSpec.ofStack(stack, batchOrder).withPrecision(precision);
    }

    /** The reverse of {@link #readModel}. */
    public static ObjectNode writeModel(RecurrentSpec stack, BatchOrder batchOrder, Precision precision) {
        ObjectNode config = JsonTree.object();
        config.put("kind", stack.kind().name());
        StackCodec.writeShape(stack, config);
        ModelConfig.putBatchOrder(config, batchOrder);
        PrecisionKey.write(precision, config);
        return config;
    }
}
