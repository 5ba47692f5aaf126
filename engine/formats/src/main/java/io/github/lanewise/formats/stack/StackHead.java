package io.github.lanewise.formats.stack;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.model.HeadOption;
import io.github.lanewise.formats.tensors.TensorSource;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer beside a recurrent stack in a file of tensors. That it is there can be seen; which rows of the stack's
 * output it reads cannot, and so the user says it.
 *
 * @param layer the layer
 * @param origins what its tensors are called in the file, by their names in the model
 */
public record StackHead(LinearSpec layer, Map<String, String> origins) {
    private static final List<String> WEIGHT_ENDINGS = List.of(".weight", "_w");

    /**
     * The one layer that fits behind a stack.
     *
     * @param unused the file's tensors that the stack does not use
     * @return its name; null if there is none, or more than one
     * @throws FormatException never for names that the file has
     */
    public static @Nullable String candidate(TensorSource file, List<String> unused, RecurrentSpec stack)
            throws FormatException {
        List<String> found = new ArrayList<>();
        for (String tensor : unused) {
            for (String ending : WEIGHT_ENDINGS) {
                if (tensor.endsWith(ending) && tensor.length() > ending.length()) {
                    String layer = tensor.substring(0, tensor.length() - ending.length());
                    if (fits(file, tensor, layer, stack)) {
                        found.add(layer);
                    }
                }
            }
        }
        return found.size() == 1 ? found.getFirst() : null;
    }

    private static boolean fits(TensorSource file, String tensor, String layer, RecurrentSpec stack)
            throws FormatException {
        long[] shape = file.shape(tensor);
        if (shape.length != 2 || shape[0] < 1 || shape[1] != stack.outputSize()) {
            return false;
        }
        String bias = TensorAliases.in(file, layer + ".bias");
        if (file.has(bias)) {
            return file.shape(bias).length == 1 && file.shape(bias)[0] == shape[0];
        }
        // A table of embeddings looks like a linear layer without bias.
        return stack.inputSize() != stack.outputSize();
    }

    /**
     * Reads the layer that the user names.
     *
     * @throws FormatException if it is not there, or does not read what the stack writes
     */
    public static StackHead read(TensorSource file, HeadOption head, RecurrentSpec stack) throws FormatException {
        TakenTensors weights = new TakenTensors(file, "");
        String weightName = head.layer() + ".weight";
        String whole = TensorAliases.in(file, weightName);
        long rows = file.has(whole) && file.shape(whole).length == 2 ? file.shape(whole)[0] : 1;
        String reason = "the head " + head + " behind " + stack.describe();
        Tensor weight = weights.takeMatrix(weightName, reason, rows, stack.outputSize());
        String biasName = head.layer() + ".bias";
        Tensor bias = file.has(TensorAliases.in(file, biasName)) ? weights.take(biasName, reason, rows) : null;
        try {
            LinearSpec layer = new LinearSpec(head.layer(), weight, bias);
            return new StackHead(layer, Collections.unmodifiableMap(new LinkedHashMap<>(weights.taken())));
        } catch (IllegalArgumentException e) {
            throw new FormatException(file.path(), "head " + head, e);
        }
    }
}
