package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.Gru;
import io.github.lanewise.Lstm;
import io.github.lanewise.LstmOutput;
import io.github.lanewise.Model;
import io.github.lanewise.RecurrentOutput;
import io.github.lanewise.Rnn;
import io.github.lanewise.RunOptions;
import io.github.lanewise.StackOptions;
import io.github.lanewise.formats.tensors.Csv;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code run} computes: exactly what the engine does, through every kind of file. */
class RunCommandTest {
    @TempDir
    Path directory;

    private Path in = Path.of("");
    private Path out = Path.of("");

    @BeforeEach
    void paths() {
        in = directory.resolve("in.safetensors");
        out = directory.resolve("out.safetensors");
    }

    private static RecurrentSpec stack(ModelSpec spec) {
        return Objects.requireNonNull(spec.singleStack());
    }

    private Safetensors results(ModelSpec spec, Object... options) throws IOException {
        run(spec, in, out, options);
        return Safetensors.read(out);
    }

    private Lanewise run(ModelSpec spec, Path input, Path output, Object... options) throws IOException {
        Path model = SmallModels.save(directory, spec);
        Object[] arguments = new Object[6 + options.length];
        System.arraycopy(new Object[] {"run", model, "--input", input, "--output", output}, 0, arguments, 0, 6);
        System.arraycopy(options, 0, arguments, 6, options.length);
        Lanewise lanewise = Lanewise.succeed(arguments);
        assertEquals("", lanewise.out());
        return lanewise;
    }

    private static void assertSame(Tensor expected, Tensor found) {
        assertArrayEquals(expected.shape(), found.shape());
        assertArrayEquals(expected.data(), found.data());
    }

    @Test
    void anLstmWithStatesAndLengths() throws IOException {
        ModelSpec spec = SmallModels.stack(CellKind.LSTM, true, true);
        Tensor input = SmallModels.numbers(4, 6, 3);
        Tensor h0 = SmallModels.numbers(4, 4, 5);
        Tensor c0 = SmallModels.numbers(4, 4, 5);
        new SafetensorsWriter()
                .floats("input", input)
                .floats("h0", h0)
                .floats("c0", c0)
                .integers("lengths", new long[] {2, 6, 1, 3}, 4)
                .write(in);
        LstmOutput expected = Lstm.of(Model.of(ModelSpec.ofStack(stack(spec), true), Backend.SCALAR))
                .run(
                        input,
                        StackOptions.none()
                                .lengths(new int[] {2, 6, 1, 3})
                                .h0(h0)
                                .c0(c0));
        for (Backend backend : Backend.available()) {
            Safetensors results = results(spec, "--backend", backend);
            assertEquals(List.of("output", "h_n", "c_n"), results.names());
            assertSame(expected.output(), results.floats("output"));
            assertSame(expected.hN(), results.floats("h_n"));
            assertSame(expected.cN(), results.floats("c_n"));
        }
    }

    @Test
    void aGruAndAnRnnWithoutABatch() throws IOException {
        Tensor input = SmallModels.numbers(6, 3);
        new SafetensorsWriter().floats("input", input).write(in);

        ModelSpec gru = SmallModels.stack(CellKind.GRU, false, true);
        RecurrentOutput expected = Gru.of(stack(gru)).run(input);
        Safetensors results = results(gru);
        assertEquals(List.of("output", "h_n"), results.names());
        assertSame(expected.output(), results.floats("output"));
        assertSame(expected.hN(), results.floats("h_n"));

        ModelSpec rnn = SmallModels.stack(CellKind.RNN_RELU, true, false);
        assertSame(Rnn.of(stack(rnn)).run(input).output(), results(rnn).floats("output"));
    }

    @Test
    void aClassifier() throws IOException {
        ModelSpec spec = SmallModels.classifier();
        Tensor input = SmallModels.numbers(4, 6, 3);
        Tensor expected =
                Model.of(spec).newSession().run(input, RunOptions.none().lengths(new int[] {6, 2, 4, 1}));
        new SafetensorsWriter()
                .floats("input", input)
                .doubles("lengths", new double[] {6, 2, 4, 1}, 4)
                .write(in);
        Safetensors results = results(spec);
        assertEquals(List.of("output"), results.names());
        assertSame(expected, results.floats("output"));
    }

    @Test
    void throughNpyAndCsv() throws IOException {
        ModelSpec spec = SmallModels.classifier();
        Tensor batch = SmallModels.numbers(4, 6, 3);
        Npy.write(directory.resolve("in.npy"), batch);
        run(spec, directory.resolve("in.npy"), directory.resolve("out.csv"));
        assertSame(Model.of(spec).newSession().run(batch), Csv.read(directory.resolve("out.csv")));

        Tensor rows = SmallModels.numbers(6, 3);
        Csv.write(directory.resolve("in.csv"), rows);
        run(spec, directory.resolve("in.csv"), directory.resolve("out.npy"));
        assertSame(Model.of(spec).newSession().run(rows), Npy.read(directory.resolve("out.npy")));
    }

    @Test
    void tokensInPyTorchsShapes() throws IOException {
        long[] tokens = {0, 6, 3, 1, 2, 5};
        Tensor floats = Tensor.of(new float[] {0, 6, 3, 1, 2, 5}, 6, 1);
        for (boolean batchFirst : new boolean[] {false, true}) {
            ModelSpec spec = SmallModels.tokens(batchFirst);
            new SafetensorsWriter().integers("input", tokens, 6).write(in);
            assertSame(Model.of(spec).newSession().run(floats), results(spec).floats("output"));
            new SafetensorsWriter().integers("input", tokens, 2, 3).write(in);
            assertSame(
                    Model.of(spec).newSession().run(Tensor.of(floats.data(), 2, 3, 1)),
                    results(spec).floats("output"));
            new SafetensorsWriter().integers("input", tokens, 2, 3, 1).write(in);
            assertEquals(3, results(spec).shape("output").length);
            Csv.write(directory.resolve("in.csv"), floats);
            run(spec, directory.resolve("in.csv"), out);
            assertSame(
                    Model.of(spec).newSession().run(floats),
                    Safetensors.read(out).floats("output"));
        }
    }

    @Test
    void noSequencesAtAll() throws IOException {
        new SafetensorsWriter().floats("input", Tensor.zeros(6, 0, 3)).write(in);
        Safetensors results = results(SmallModels.lstm());
        assertArrayEquals(new long[] {6, 0, 5}, results.shape("output"));
        assertArrayEquals(new long[] {2, 0, 5}, results.shape("c_n"));
    }

    @Test
    void oneLineSaysWhatWasDoneAndAnotherWhatWasLeft() throws IOException {
        new SafetensorsWriter()
                .floats("input", SmallModels.numbers(6, 2, 3))
                .floats("output_f32", SmallModels.numbers(1))
                .floats("weight_ih_l0", SmallModels.numbers(1))
                .floats("mask", SmallModels.numbers(1))
                .floats("H0", SmallModels.numbers(1))
                .write(in);
        List<String> lines = run(SmallModels.lstm(), in, out, "--backend", "scalar")
                .err()
                .lines()
                .toList();
        assertEquals(2, lines.size());
        assertEquals("not used: mask, H0", lines.getFirst());
        String done = lines.getLast();
        assertTrue(
                done.startsWith(
                        "LSTM(3, 5, 2 layers) on scalar: input (6, 2, 3), read as (T, N, features) -> output (6, 2, 5), "),
                done);
        assertTrue(done.endsWith("; wrote output, h_n, c_n in " + out), done);
    }
}
