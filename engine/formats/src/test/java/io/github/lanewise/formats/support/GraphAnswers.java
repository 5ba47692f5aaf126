package io.github.lanewise.formats.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Stored inputs and answers of ONNX graphs. */
public final class GraphAnswers {
    private static final String ANSWER = "_f64";

    private GraphAnswers() {}

    /** What beside {@code NAME.onnx} is called {@code NAME.answers.safetensors}. */
    public static Safetensors of(Path model) throws IOException {
        String name = String.valueOf(model.getFileName()).replace(".onnx", ".answers.safetensors");
        return Safetensors.read(model.resolveSibling(name));
    }

    /** The inputs of a run; answers are called {@code NAME_f64}. */
    public static Map<String, Tensor> inputs(Path model) throws IOException {
        Safetensors answers = of(model);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (String name : answers.names()) {
            if (!name.endsWith(ANSWER)) {
                inputs.put(name, tensor(answers, name));
            }
        }
        return inputs;
    }

    /** The names of the outputs. */
    public static Set<String> outputs(Safetensors answers) {
        return answers.names().stream()
                .filter(name -> name.endsWith(ANSWER))
                .map(name -> name.substring(0, name.length() - ANSWER.length()))
                .collect(Collectors.toSet());
    }

    /** Fails unless a run gave the stored outputs and no others, each near its answer. */
    public static void assertNear(Safetensors answers, Map<String, Tensor> outputs) throws IOException {
        assertEquals(outputs(answers), outputs.keySet());
        TorchAnswers expected = new TorchAnswers(answers, 0);
        for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
            expected.assertNear(output.getKey(), output.getValue());
        }
    }

    /** A stored tensor; whole numbers as floats. */
    public static Tensor tensor(Safetensors file, String name) throws IOException {
        if (file.dtype(name).isReadableAsFloats()) {
            return file.floats(name);
        }
        long[] integers = file.integers(name);
        float[] floats = new float[integers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = integers[i];
        }
        long[] extents = file.shape(name);
        int[] shape = new int[extents.length];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = Math.toIntExact(extents[i]);
        }
        return Tensor.of(floats, shape);
    }
}
