package io.github.lanewise.formats.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.io.ReadOption;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.support.SameModel;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files without config. */
class StackInferenceTest {
    private final SafetensorsWriter writer = new SafetensorsWriter();
    private final Path path;

    StackInferenceTest(@TempDir Path directory) {
        this.path = directory.resolve("weights.safetensors");
    }

    private StackInferenceTest tensor(String name, int... shape) {
        writer.floats(name, Tensor.zeros(shape));
        return this;
    }

    private void assertRefused(String message) throws IOException {
        writer.write(path);
        RefusalAssertions.assertRefused(path, message, () -> ModelFiles.read(path));
    }

    static Stream<Arguments> stacks() {
        SplittableRandom random = new SplittableRandom(3);
        return Stream.of("", "rnn.", "model.0.encoder/", "x_l0.weight_hh_l0_")
                .flatMap(prefix -> Stream.of(
                                RecurrentSpec.builder(CellKind.LSTM, 1, 1),
                                RecurrentSpec.builder(CellKind.LSTM, 3, 4).numLayers(3),
                                RecurrentSpec.builder(CellKind.LSTM, 4, 6)
                                        .projSize(3)
                                        .bidirectional(true)
                                        .numLayers(2),
                                // Its weight_hh has 3 times as many rows as columns would a GRU's.
                                RecurrentSpec.builder(CellKind.LSTM, 4, 9)
                                        .projSize(8)
                                        .bias(false),
                                RecurrentSpec.builder(CellKind.GRU, 5, 2)
                                        .bidirectional(true)
                                        .bias(false),
                                RecurrentSpec.builder(CellKind.GRU, 2, 7).numLayers(11))
                        .map(builder -> Arguments.of(prefix, builder.buildUntrained(random))));
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void readsKindAndSizesFromNamesAndShapes(String prefix, RecurrentSpec stack) throws IOException {
        stack.tensors().forEach((name, tensor) -> writer.floats(prefix + name, tensor));
        tensor("fc.weight", 2, 2).writer.integers("step", new long[] {7}).write(path);
        ModelFile model = ModelFiles.read(path);
        SameModel.assertSame(ModelSpec.ofStack(stack, BatchOrder.UNKNOWN), model.spec());
        assertEquals(List.of("step", "fc.weight"), model.unused());
        RecurrentSpec read = model.spec().singleStack();
        assertNotNull(read);
        assertEquals(stack.kind(), read.kind());
        assertEquals(
                "names and shapes of the tensors" + (prefix.isEmpty() ? "" : ", prefix '" + prefix + "'"),
                model.form());
    }

    @Test
    void refusesAFileWithoutAStack() throws IOException {
        tensor("fc.weight", 2, 2).tensor("weight_xh", 4, 1).tensor("weight_ih_l01", 4, 1);
        assertRefused(
                "metadata: expected a config, or the tensors of one recurrent stack (weight_ih_l0 and so on), found"
                        + " no config and the tensors 'fc.weight', 'weight_xh', 'weight_ih_l01'; describe the model"
                        + " in a config of its own, or in the metadata's key config");
    }

    @Test
    void refusesSeveralStacks() throws IOException {
        tensor("encoder.weight_ih_l0", 4, 1).tensor("weight_hh_l0", 4, 1).tensor("decoder.bias_ih_l3", 4);
        assertRefused(
                "metadata: expected a config, or the tensors of one recurrent stack (weight_ih_l0 and so on), found"
                        + " no config and 3 stacks, with the prefixes '', 'decoder.', 'encoder.'; name one of these"
                        + " prefixes, or describe the model in a config of its own, or in the metadata's key config");
    }

    @Test
    void refusesAnRnnWithTheQuestionThatStaysOpen() throws IOException {
        tensor("r.weight_ih_l0", 5, 2).tensor("r.weight_hh_l0", 5, 5);
        assertRefused(
                "tensor r.weight_hh_l0: expected a config that says whether the RNN is RNN_TANH or RNN_RELU, found"
                        + " no config and shape (5, 5), which means an RNN; describe the model in a config of its own, or"
                        + " in the metadata's key config");
    }

    @Test
    void saysWhichOptionsAnswer() throws IOException {
        tensor("a.weight_hh_l0", 5, 5).tensor("b.weight_hh_l0", 5, 5).tensor("b.weight_ih_l0", 5, 2);
        assertEquals(Set.of(ReadOption.PREFIX, ReadOption.CONFIG), answers(ReadOptions.NONE));
        assertEquals(
                Set.of(ReadOption.PREFIX, ReadOption.CONFIG),
                answers(ReadOptions.builder().prefix("c.").build()));
        assertEquals(
                Set.of(ReadOption.CONFIG),
                answers(ReadOptions.builder().prefix("b.").build()));
        assertEquals(Set.of(), answers(ReadOptions.builder().prefix("a.").build()));
    }

    private Set<ReadOption> answers(ReadOptions options) throws IOException {
        writer.write(path);
        return assertThrows(FormatException.class, () -> ModelFiles.read(path, options))
                .answers();
    }

    @ParameterizedTest
    @CsvSource({"7, 5", "10, 5", "25, 5", "3, 5"})
    void refusesRowsThatAreNoGates(int rows, int columns) throws IOException {
        tensor("weight_ih_l0", rows, 2).tensor("weight_hh_l0", rows, columns);
        assertRefused(
                "tensor weight_hh_l0: expected rows of 4 (LSTM), 3 (GRU) or 1 (RNN) times the columns, found shape ("
                        + rows + ", " + columns + ")");
    }

    @Test
    void refusesEmptyMatrices() throws IOException {
        tensor("weight_ih_l0", 4, 0).tensor("weight_hh_l0", 4, 1);
        assertRefused("tensor weight_ih_l0: expected columns from 1 to 2147483647, found 0");
    }

    @Test
    void refusesEmptyGates() throws IOException {
        tensor("weight_ih_l0", 0, 2).tensor("weight_hh_l0", 0, 0);
        assertRefused(
                "tensor weight_hh_l0: expected rows of 4 (LSTM), 3 (GRU) or 1 (RNN) times the columns, found shape"
                        + " (0, 0)");
    }

    @Test
    void refusesWhatIsNoMatrix() throws IOException {
        tensor("weight_ih_l0", 4, 2).tensor("weight_hh_l0", 4);
        assertRefused("tensor weight_hh_l0: expected a matrix, found shape (4)");
    }

    @ParameterizedTest
    @CsvSource({"weight_ih_l0", "weight_hh_l0"})
    void refusesAStackWithoutItsFirstLayer(String missing) throws IOException {
        String other = missing.equals("weight_ih_l0") ? "weight_hh_l0" : "weight_ih_l0";
        tensor("a." + other, 4, 1);
        assertRefused("tensor a." + missing
                + ": expected the weights of layer 0, found no such tensor; the file has 'a." + other + "'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // further tensor; the one that is missing then
                "weight_ih_l1; weight_hh_l1",
                "weight_hh_l2; weight_ih_l1",
                "bias_ih_l0; bias_hh_l0",
                "weight_ih_l0_reverse; weight_hh_l0_reverse",
                "weight_ih_l999999999; weight_ih_l1"
            })
    void refusesMissingWeightsByName(String further, String missing) throws IOException {
        tensor("weight_ih_l0", 8, 3).tensor("weight_hh_l0", 8, 2);
        if (further.startsWith("bias")) {
            tensor(further, 8);
        } else {
            tensor(further, 8, further.endsWith("reverse") ? 3 : 2);
        }
        writer.write(path);
        RefusalAssertions.assertRefusedWith(
                path,
                () -> ModelFiles.read(path),
                "tensor " + missing + ": expected shape (8",
                "as weight_ih_l0 and weight_hh_l0 mean, found no such tensor; the file has 'weight_ih_l0', ");
    }

    @ParameterizedTest
    @CsvSource({
        "weight_ih_l0, 7, 3",
        "bias_ih_l0, 9, 0",
        "weight_ih_l1, 8, 3",
        "weight_hh_l1, 8, 3",
        "weight_hr_l0, 3, 2"
    })
    void refusesInconsistentShapes(String name, int rows, int columns) throws IOException {
        int[] shape = columns == 0 ? new int[] {rows} : new int[] {rows, columns};
        if (!name.equals("weight_ih_l0")) {
            tensor("weight_ih_l0", 8, 3);
        }
        if (name.equals("weight_hh_l1")) {
            tensor("weight_ih_l1", 8, 2);
        }
        tensor("weight_hh_l0", 8, 2).tensor(name, shape).writer.write(path);
        RefusalAssertions.assertRefusedWith(
                path,
                () -> ModelFiles.read(path),
                "tensor " + name + ": expected shape (",
                ", as weight_ih_l0 and weight_hh_l0 mean, found shape "
                        + Tensor.zeros(shape).shapeText());
    }
}
