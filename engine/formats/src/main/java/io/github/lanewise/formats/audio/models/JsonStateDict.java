package io.github.lanewise.formats.audio.models;

import io.github.lanewise.formats.config.TensorModel;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.model.OptionChecks;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.stack.StackInference;
import io.github.lanewise.formats.stack.StackTensorName;
import io.github.lanewise.formats.stack.TakenTensors;
import io.github.lanewise.formats.tensors.LoadedTensors;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A state_dict in JSON, as RTNeural's PyTorch examples write it: recurrent stacks and linear layers in the order in which
 * the module defines them, which is the order of the file. Each has to read what the one before writes. Activations have no
 * weights, so there are none between them; a model that has some is described with a config.
 */
final class JsonStateDict {
    private final LoadedTensors file;
    private final ModelSpec.Builder model = ModelSpec.builder();
    private final Map<String, String> origins = new LinkedHashMap<>();

    private JsonStateDict(LoadedTensors file) {
        this.file = file;
    }

    static ModelFile read(LoadedTensors file, ReadOptions options) throws FormatException {
        if (options.prefix() != null || options.config() != null) {
            return TensorModel.read(file, options);
        }
        OptionChecks.requireNoHead(file.path(), options, "a file whose linear layers stand in their order");
        return new JsonStateDict(file).read();
    }

    private ModelFile read() throws FormatException {
        Set<String> prefixes = new LinkedHashSet<>();
        for (String name : file.names()) {
            prefixes.add(prefix(name));
        }
        for (String prefix : prefixes) {
            add(prefix);
        }
        List<String> unused = file.names().stream()
                .filter(name -> !origins.containsValue(name))
                .toList();
        if (!unused.isEmpty()) {
            throw new FormatException(
                    file.path(),
                    "",
                    "recurrent stacks (weight_ih_l0 and so on) and linear layers (weight, bias)",
                    "tensors of something else: " + Messages.list(unused),
                    "");
        }
        try {
            model.batchOrder(BatchOrder.UNKNOWN);
            return new ModelFile(file.path(), model.build(), "state_dict in JSON, in its order", origins, unused);
        } catch (IllegalArgumentException e) {
            throw new FormatException(file.path(), "", e);
        }
    }

    private static String prefix(String name) {
        StackTensorName stack = StackTensorName.parse(name);
        return stack != null ? stack.prefix() : name.substring(0, name.lastIndexOf('.') + 1);
    }

    private void add(String prefix) throws FormatException {
        String layer = prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
        TakenTensors weights = new TakenTensors(file, prefix);
        if (file.has(prefix + "weight_ih_l0")) {
            RecurrentSpec stack = StackInference.of(file, prefix).read(weights, layer);
            model.add(stack);
        } else if (file.has(prefix + "weight")) {
            long[] shape = file.shape(prefix + "weight");
            String reason = "a linear layer";
            Tensor weight = weights.take("weight", reason, shape.length == 2 ? shape : new long[] {shape[0], 1});
            Tensor bias = file.has(prefix + "bias") ? weights.take("bias", reason, weight.size(0)) : null;
            model.add(linear(layer, weight, bias));
        }
        weights.taken().forEach((name, origin) -> origins.put(prefix + name, origin));
    }

    private LinearSpec linear(String layer, Tensor weight, @Nullable Tensor bias) throws FormatException {
        try {
            return new LinearSpec(layer, weight, bias);
        } catch (IllegalArgumentException e) {
            throw new FormatException(file.path(), "", e);
        }
    }
}
