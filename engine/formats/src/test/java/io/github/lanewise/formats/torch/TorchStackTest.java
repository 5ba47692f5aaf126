package io.github.lanewise.formats.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.github.lanewise.Backend;
import io.github.lanewise.Gru;
import io.github.lanewise.HiddenStateStack;
import io.github.lanewise.Lstm;
import io.github.lanewise.LstmOutput;
import io.github.lanewise.Model;
import io.github.lanewise.RecurrentOutput;
import io.github.lanewise.Rnn;
import io.github.lanewise.StackOptions;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.Json;
import io.github.lanewise.formats.json.JsonTree;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.support.TorchAnswers;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** nn.LSTM, nn.GRU and nn.RNN from file to answer, beside PyTorch's, on every backend. */
class TorchStackTest {
    static Stream<Path> files() {
        return Stream.of("torch", "torch-dtypes").map(Resources::in).flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("files")
    void answersAsPyTorchOnEveryBackend(Path path) throws IOException {
        ModelFile model = ModelFiles.read(path);
        RecurrentSpec stack = model.spec().singleStack();
        assertNotNull(stack);
        assertEquals("config in the header", model.form());
        Safetensors file = Safetensors.read(path);
        TorchAnswers answers = new TorchAnswers(file, toleranceHint(file));
        Map<String, Tensor> first =
                run(model.spec().batchOrder() == BatchOrder.BATCH_FIRST, stack, Backend.SCALAR, file, answers);
        for (Map.Entry<String, Tensor> output : first.entrySet()) {
            answers.assertNear(output.getKey(), output.getValue());
        }
        for (Backend backend : Backend.available()) {
            Map<String, Tensor> found =
                    run(model.spec().batchOrder() == BatchOrder.BATCH_FIRST, stack, backend, file, answers);
            first.forEach((name, expected) -> TorchAnswers.assertSameBits(
                    path + " on " + backend + ", " + name, expected, found.getOrDefault(name, Tensor.zeros(0))));
        }
    }

    private static double toleranceHint(Safetensors file) throws IOException {
        return JsonTree.read(Json.FACTORY, file.metadata().getOrDefault("config", ""))
                .required("tol_hint")
                .doubleValue();
    }

    private static Map<String, Tensor> run(
            boolean batchFirst, RecurrentSpec stack, Backend backend, Safetensors file, TorchAnswers answers)
            throws FormatException {
        Tensor input = file.floats("input");
        Tensor h0 = answers.optional("h0");
        int[] lengths = answers.lengths();
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        if (stack.kind() == CellKind.LSTM) {
            Tensor c0 = answers.optional("c0");
            LstmOutput output = Lstm.of(Model.of(ModelSpec.ofStack(stack, batchFirst), backend))
                    .run(input, StackOptions.none().lengths(lengths).h0(h0).c0(c0));
            outputs.put("output", output.output());
            outputs.put("h_n", output.hN());
            outputs.put("c_n", output.cN());
        } else {
            HiddenStateStack runnable = stack.kind() == CellKind.GRU
                    ? Gru.of(Model.of(ModelSpec.ofStack(stack, batchFirst), backend))
                    : Rnn.of(Model.of(ModelSpec.ofStack(stack, batchFirst), backend));
            RecurrentOutput output =
                    runnable.run(input, StackOptions.none().lengths(lengths).h0(h0));
            outputs.put("output", output.output());
            outputs.put("h_n", output.hN());
        }
        return outputs;
    }
}
