package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.formats.tensors.Csv;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify --precision}: the figures, held against the engine's own outputs. */
class PrecisionAccountTest {
    @TempDir
    Path directory;

    private Path in = Path.of("");

    @BeforeEach
    void paths() {
        in = directory.resolve("in.safetensors");
    }

    private String verify(ModelSpec spec, Object... options) throws IOException {
        Object[] arguments = new Object[4 + options.length];
        arguments[0] = "verify";
        arguments[1] = SmallModels.save(directory, spec);
        arguments[2] = "--seed";
        arguments[3] = 42;
        System.arraycopy(options, 0, arguments, 4, options.length);
        return Lanewise.succeed(arguments).out();
    }

    /** The cells of the only line that begins with a word. */
    private static List<String> line(String out, String regex) {
        List<String> found =
                out.lines().filter(line -> line.matches(" *" + regex + " .*")).toList();
        assertEquals(1, found.size(), () -> regex + " in:\n" + out);
        return List.of(found.getFirst().strip().split("  +"));
    }

    private static float[] run(ModelSpec spec, Tensor x) {
        return Model.of(spec, Backend.SCALAR).newSession().run(x).data();
    }

    private static List<String> texts(Deviation... deviations) {
        return Arrays.stream(deviations)
                .flatMap(deviation -> Stream.of(Deviation.text(deviation.max()), Deviation.text(deviation.rms())))
                .toList();
    }

    @Test
    void layersOfAClassifier() throws IOException {
        ModelSpec spec = SmallModels.classifier();
        Tensor x = SmallModels.numbers(4, 6, 3);
        Npy.write(directory.resolve("x.npy"), x);
        String out = verify(spec, "--input", directory.resolve("x.npy"), "--precision", "int8,fc=bf16");
        assertTrue(out.contains("weights   gru int8, fc bf16"), out);

        float[] exact = run(spec, x);
        ModelSpec reduced = spec.withPrecision(Precision.INT8).withPrecision(1, Precision.BF16);
        Deviation whole = Deviation.of(exact, run(reduced, x));
        ModelSpec gru = ModelSpec.builder()
                .add(spec.layers().getFirst())
                .batchFirst(true)
                .build();
        Deviation own = Deviation.of(run(gru, x), run(gru.withPrecision(Precision.INT8), x));
        Deviation gruAlone = Deviation.of(exact, run(spec.withPrecision(0, Precision.INT8), x));
        Deviation fcAlone = Deviation.of(exact, run(spec.withPrecision(1, Precision.BF16), x));
        assertEquals(texts(own, gruAlone), line(out, "gru +int8").subList(3, 7));
        assertEquals(texts(fcAlone), line(out, "fc +bf16").subList(5, 7));
        assertEquals(texts(whole), line(out, "output +[0-9]\\S+").subList(2, 4));
        assertEquals("-", line(out, "Softmax +- +[0-9]\\.\\S+").getLast());
        assertTrue(whole.max() > 0 && own.max() > 0 && fcAlone.max() > 0, out);
    }

    /** GRU: matrices (15, 3) and (15, 5), two biases of 15. Linear: a matrix (2, 5) alone. */
    @Test
    void bytes() throws IOException {
        String out = verify(SmallModels.classifier(), "--precision", "bf16");
        assertEquals(
                List.of("GRU(3, 5)", "gru", "bf16", "360", "600", "360", "360", "255"), line(out, "GRU\\(3, 5\\)"));
        assertEquals(
                List.of("fc", "bf16", "20", "40", "20", "18", "10"),
                line(out, "Linear\\(.*").subList(1, 8));
        assertEquals(List.of("total", "380", "640", "380", "378", "265"), line(out, "total"));
    }

    @Test
    void growthOverTime() throws IOException {
        ModelSpec spec = SmallModels.lstm();
        Tensor x = SmallModels.numbers(25, 1, 3);
        new SafetensorsWriter()
                .floats("input", x)
                .floats("h0", SmallModels.numbers(2, 1, 5))
                .floats("c0", SmallModels.numbers(2, 1, 5))
                .write(in);
        String out = verify(spec, "--input", in, "--precision", "int8");
        for (int steps : new int[] {1, 10, 25}) {
            Sequences begin = new Sequences(
                    spec,
                    Tensor.of(Arrays.copyOf(x.data(), steps * 3), steps, 1, 3),
                    SmallModels.numbers(2, 1, 5),
                    SmallModels.numbers(2, 1, 5),
                    null);
            Results exact = results(spec, begin);
            Results found = results(spec.withPrecision(Precision.INT8), begin);
            Deviation states = new Deviation();
            for (Map.Entry<String, Tensor> state : exact.states().entrySet()) {
                Tensor other = Objects.requireNonNull(found.states().get(state.getKey()));
                states.add(Deviation.of(state.getValue().data(), other.data()));
            }
            assertEquals(
                    texts(Deviation.of(exact.output().data(), found.output().data()), states),
                    line(out, steps + "").subList(1, 5));
        }
        assertFalse(out.lines().anyMatch(line -> line.matches(" *100 .*")), out);
    }

    private static Results results(ModelSpec spec, Sequences sequences) {
        try {
            return ModelRunner.of(spec, Backend.SCALAR).run(sequences);
        } catch (CommandException e) {
            throw new AssertionError(e);
        }
    }

    /** What stands behind a sequence's end counts nowhere. */
    @Test
    void paddingDoesNotCount() throws IOException {
        ModelSpec spec = SmallModels.stack(CellKind.GRU, false, true);
        Tensor x = SmallModels.numbers(2, 6, 3);
        new SafetensorsWriter()
                .floats("input", x)
                .integers("lengths", new long[] {6, 2}, 2)
                .write(in);
        String padded = verify(spec, "--input", in, "--precision", "int8");
        Deviation expected = new Deviation();
        for (int row = 0; row < 2; row++) {
            int steps = row == 0 ? 6 : 2;
            Tensor alone = Tensor.of(Arrays.copyOfRange(x.data(), row * 18, row * 18 + steps * 3), steps, 3);
            expected.add(Deviation.of(run(spec, alone), run(spec.withPrecision(Precision.INT8), alone)));
        }
        assertEquals(texts(expected), line(padded, "output +[0-9]\\S+").subList(2, 4));
        assertEquals(texts(expected), line(padded, "6").subList(1, 3));
    }

    /** Without steps there are no states; without a row a step there is nothing to show. */
    @Test
    void modelsThatNeedTheWholeSequence() throws IOException {
        String both = verify(SmallModels.stack(CellKind.LSTM, true, true), "--precision", "int8");
        assertEquals(List.of("-", "-"), line(both, "11").subList(3, 5));
        assertEquals(
                line(both, "output +[0-9]\\S+").subList(2, 4), line(both, "11").subList(1, 3));
        String repeated = verify(SmallModels.autoencoder(true), "--precision", "int8");
        assertTrue(repeated.contains("difference over time: not shown, "), repeated);
        assertTrue(verify(SmallModels.tokens(true), "--precision", "bf16").contains("verified"));
        assertTrue(verify(SmallModels.paddedTokens(), "--precision", "bf16").contains("verified"));
    }

    @Test
    void accuracy() throws IOException {
        ModelSpec spec = SmallModels.classifier();
        Tensor x = SmallModels.numbers(40, 6, 3);
        float[] exact = run(spec, x);
        float[] reduced = run(spec.withPrecision(Precision.INT8), x);
        // The classes that fp32 finds, but for every fourth.
        float[] labels = new float[40];
        int right = 0;
        for (int row = 0; row < 40; row++) {
            int found = exact[2 * row + 1] > exact[2 * row] ? 1 : 0;
            labels[row] = row % 4 == 0 ? 1 - found : found;
            right += labels[row] == (reduced[2 * row + 1] > reduced[2 * row] ? 1 : 0) ? 1 : 0;
        }
        Npy.write(directory.resolve("x.npy"), x);
        Csv.write(directory.resolve("labels.csv"), Tensor.of(labels, 40, 1));
        Npy.write(directory.resolve("labels.npy"), Tensor.of(labels, 40));
        for (String file : List.of("labels.csv", "labels.npy")) {
            String out = verify(
                    spec,
                    "--input",
                    directory.resolve("x.npy"),
                    "--precision",
                    "int8",
                    "--labels",
                    directory.resolve(file));
            assertEquals(List.of("fp32", "30", "40", "75.00"), line(out, "fp32 +30"));
            assertEquals(
                    List.of(Integer.toString(right), "40"),
                    line(out, "int8 +[0-9]+ +40").subList(1, 3));
        }
    }

    @Test
    void labelsBesideTheInput() throws IOException {
        new SafetensorsWriter()
                .floats("input", SmallModels.numbers(2, 6, 3))
                .integers("label", new long[] {1, 0}, 2)
                .write(in);
        Path model = SmallModels.save(directory, SmallModels.classifier());
        Lanewise used = Lanewise.succeed("verify", model, "--input", in, "--precision", "int8", "--labels", in);
        assertTrue(used.out().contains("accuracy"), used::toString);
        assertFalse(used.err().contains("not used"), used::toString);
    }

    @Test
    void labelsThatDoNotFit() throws IOException {
        Path model = SmallModels.save(directory, SmallModels.classifier());
        Path labels = directory.resolve("labels.npy");
        Npy.write(directory.resolve("x.npy"), SmallModels.numbers(4, 6, 3));
        List<Object> call = List.of(
                "verify", model, "--input", directory.resolve("x.npy"), "--labels", labels, "--precision", "int8");
        Npy.write(labels, Tensor.zeros(5));
        Lanewise.fail(1, call, "labels.npy", "a label for each of the 4 rows of output (4, 2)", "found 5");
        for (float wrong : new float[] {-1, 0.5f, 2, Float.NaN}) {
            Npy.write(labels, Tensor.of(new float[] {0, 1, wrong, 0}, 4));
            Lanewise.fail(1, call, "label 2", "a class from 0 to 1", "found " + wrong);
        }
        Lanewise.fail(2, call.subList(0, 6), "--labels: expected only with --precision");
    }

    /** Stored answers are those of the weights as they are. */
    @Test
    void storedAnswersStayRight() throws IOException {
        ModelSpec spec = SmallModels.classifier();
        Tensor x = SmallModels.numbers(2, 6, 3);
        Tensor answer = Tensor.of(run(spec, x), 2, 2);
        new SafetensorsWriter().floats("input", x).floats("output_f32", answer).write(in);
        String out = verify(spec, "--input", in, "--precision", "int8");
        assertTrue(out.contains("judged with weights as the file has them"), out);
        assertEquals("0.000", line(out, "output +output_f32").get(2));
    }

    @Test
    void autoOnSeededNumbers() throws IOException {
        ModelSpec spec = SmallModels.classifier();
        String out = verify(spec, "--precision", "auto", "--tolerance", "3e-4");
        assertTrue(out.startsWith("precision auto: "), out);
        assertEquals(out, verify(spec, "--precision", "auto", "--tolerance", "3e-4"));
        assertTrue(Double.parseDouble(line(out, "output +[0-9]\\S+").get(2)) <= 3e-4, out);
    }
}
