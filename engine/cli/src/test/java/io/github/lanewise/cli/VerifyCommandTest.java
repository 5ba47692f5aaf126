package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.Lstm;
import io.github.lanewise.LstmOutput;
import io.github.lanewise.Model;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify} finds nothing where all is well, and what is wrong where it is not. */
class VerifyCommandTest {
    @TempDir
    Path directory;

    private Path in = Path.of("");

    @BeforeEach
    void paths() {
        in = directory.resolve("in.safetensors");
    }

    private static double[] doubles(Tensor tensor) {
        return IntStream.range(0, tensor.data().length)
                .mapToDouble(i -> tensor.data()[i])
                .toArray();
    }

    private static LstmOutput answers(ModelSpec spec, Tensor input) {
        return Lstm.of(Model.of(
                        ModelSpec.ofStack(
                                Objects.requireNonNull(spec.singleStack()),
                                spec.batchOrder() == BatchOrder.BATCH_FIRST),
                        Backend.SCALAR))
                .run(input);
    }

    @Test
    void everyKindOfModel() throws IOException {
        for (CellKind kind : CellKind.values()) {
            for (boolean bidirectional : new boolean[] {false, true}) {
                verified(SmallModels.stack(kind, bidirectional, bidirectional), bidirectional);
            }
        }
        verified(SmallModels.classifier(), false);
        verified(SmallModels.tokens(false), false);
        verified(SmallModels.tokens(true), false);
        verified(SmallModels.paddedTokens(), false);
        verified(SmallModels.autoencoder(false), true);
        verified(SmallModels.autoencoder(true), true);
    }

    private void verified(ModelSpec spec, boolean needsAll) throws IOException {
        String out = Lanewise.succeed("verify", SmallModels.save(directory, spec), "--seed", 42)
                .out();
        for (String part : List.of("seed      42", "random numbers", "hostile numbers", "reference", "verified: ")) {
            assertTrue(out.contains(part), () -> "expected '" + part + "' in:\n" + out);
        }
        for (Backend backend : Backend.available()) {
            assertTrue(out.contains(backend.toString()), out);
        }
        assertEquals(needsAll, out.contains("cannot step"), out);
    }

    @Test
    void theSameSeedGivesTheSameNumbers() throws IOException {
        Path model = SmallModels.save(directory, SmallModels.lstm());
        String out = Lanewise.succeed("verify", model, "--seed", 1).out();
        assertEquals(out, Lanewise.succeed("verify", model, "--seed", 1).out());
        assertTrue(!out.equals(Lanewise.succeed("verify", model, "--seed", 2).out()));
    }

    @Test
    void rightAnswers() throws IOException {
        ModelSpec spec = SmallModels.lstm();
        Tensor input = SmallModels.numbers(6, 2, 3);
        LstmOutput answers = answers(spec, input);
        double[] output = doubles(answers.output());
        output[0] += 3.5e-6;
        output[1] = Double.NaN;
        new SafetensorsWriter()
                .floats("input", input)
                .doubles("output_f64", output, 6, 2, 5)
                .floats("output_f32", SmallModels.numbers(1))
                .floats("h_n_f32", answers.hN())
                .doubles("c_n_f64", doubles(answers.cN()), 2, 2, 5)
                .write(in);
        String out = Lanewise.succeed("verify", SmallModels.save(directory, spec), "--input", in)
                .out();
        for (String part : List.of("output_f64  3.", "h_n_f32     0.000", "c_n_f64     0.000", "with lengths")) {
            assertTrue(out.contains(part), () -> "expected '" + part + "' in:\n" + out);
        }
    }

    @Test
    void aTamperedAnswer() throws IOException {
        ModelSpec spec = SmallModels.lstm();
        Tensor input = SmallModels.numbers(6, 2, 3);
        LstmOutput answers = answers(spec, input);
        Path model = SmallModels.save(directory, spec);
        double[] states = doubles(answers.cN());
        states[13] += 5e-6;
        tampered(input, answers, states).write(in);
        Lanewise lanewise = Lanewise.run("verify", model, "--input", in);
        assertEquals(1, lanewise.exitCode());
        assertTrue(lanewise.out().contains("WRONG"), lanewise::toString);
        Lanewise.fail(1, List.of("verify", model, "--input", in), in.toString(), "c_n[1, 0, 3]", "units off");

        tampered(input, answers, states).metadata("tol_hint", "2e-6").write(in);
        Lanewise.succeed("verify", model, "--input", in);
        tampered(input, answers, states).metadata("tol_hint", "large").write(in);
        Lanewise.fail(1, List.of("verify", model, "--input", in), "tol_hint", "'large'");
    }

    private static SafetensorsWriter tampered(Tensor input, LstmOutput answers, double[] states) {
        return new SafetensorsWriter()
                .floats("input", input)
                .floats("output_f32", answers.output())
                .doubles("c_n_f64", states, 2, 2, 5);
    }

    @Test
    void theUnitInsideTheConfig() throws IOException {
        ModelSpec spec = SmallModels.classifier();
        Tensor input = SmallModels.numbers(2, 6, 3);
        Tensor answer = Model.of(spec).newSession().run(input);
        answer.data()[0] += 5e-6f;
        Path model = SmallModels.save(directory, spec);
        new SafetensorsWriter()
                .floats("input", input)
                .floats("output_f32", answer)
                .floats("h_n_f32", input)
                .metadata("config", "{\"tol_hint\": 2e-6}")
                .write(in);
        String out = Lanewise.succeed("verify", model, "--input", in).out();
        assertTrue(out.contains("h_n_f32: not judged"), out);
    }

    @Test
    void answersOfAnotherShapeAndInputsThatDoNotFit() throws IOException {
        Path model = SmallModels.save(directory, SmallModels.lstm());
        new SafetensorsWriter()
                .floats("input", SmallModels.numbers(6, 2, 3))
                .floats("output_f32", SmallModels.numbers(6, 2, 4))
                .write(in);
        Lanewise.fail(1, List.of("verify", model, "--input", in), "output_f32", "[6, 2, 5]", "[6, 2, 4]");
        new SafetensorsWriter().floats("input", SmallModels.numbers(6, 2, 4)).write(in);
        Lanewise.fail(1, List.of("verify", model, "--input", in), in.toString(), "found (6, 2, 4)");
        Lanewise.fail(1, List.of("verify", directory.resolve("none.safetensors")), "none.safetensors");
    }

    @Test
    void nothingToJudgeBy() throws IOException {
        Path model = SmallModels.save(directory, SmallModels.lstm());
        new SafetensorsWriter().floats("input", SmallModels.numbers(6, 3)).write(in);
        String out = Lanewise.succeed("verify", model, "--input", in).out();
        assertTrue(out.contains("no stored answers"), out);
    }
}
