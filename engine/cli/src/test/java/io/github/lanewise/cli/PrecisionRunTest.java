package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run --precision}: what the engine computes in that precision, of files of tensors and of graphs. */
class PrecisionRunTest {
    private final Path directory;
    private final Path in;
    private final Path out;

    PrecisionRunTest(@TempDir Path directory) {
        this.directory = directory;
        in = directory.resolve("in.npy");
        out = directory.resolve("out.npy");
    }

    private Lanewise run(Path model, Object... options) {
        return Lanewise.succeed(arguments(model, options));
    }

    private Object[] arguments(Path model, Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("run", model, "--input", in, "--output", out));
        arguments.addAll(Arrays.asList(options));
        return arguments.toArray();
    }

    private static float[] expected(ModelSpec spec, Tensor x) {
        return Model.of(spec, Backend.SCALAR).newSession().run(x).data();
    }

    private float[] found() throws IOException {
        return Npy.read(out).data();
    }

    @Test
    void everyPrecisionOnEveryBackend() throws IOException {
        ModelSpec spec = SmallModels.classifier();
        Path model = SmallModels.save(directory, spec);
        Tensor x = SmallModels.numbers(4, 6, 3);
        Npy.write(in, x);
        for (Precision precision : Precision.values()) {
            for (Backend backend : Backend.available()) {
                Lanewise lanewise = run(model, "--precision", precision.text(), "--backend", backend);
                assertTrue(lanewise.err().contains(", weights in " + precision.text() + ": input"), lanewise::toString);
                assertArrayEquals(expected(spec.withPrecision(precision), x), found());
            }
        }
        run(model, "--precision", "int8,fc=fp32");
        assertArrayEquals(expected(spec.withPrecision(Precision.INT8).withPrecision(1, Precision.FP32), x), found());
        assertFalse(run(model).err().contains("weights in"));
        assertArrayEquals(expected(spec, x), found());
    }

    @Test
    void aGraph() throws IOException {
        Path model = GraphRunTest.model("torch_last_step_script.onnx");
        ModelSpec spec = ModelFiles.read(model).spec();
        Tensor x = SmallModels.numbers(2, 5, spec.inputSize());
        Npy.write(in, x);
        for (Precision precision : Precision.values()) {
            run(model, "--precision", precision.text());
            assertArrayEquals(expected(spec.withPrecision(precision), x), found());
        }
    }

    @Test
    void autoSaysWhatItChose() throws IOException {
        ModelSpec spec = SmallModels.classifier();
        Tensor x = SmallModels.numbers(4, 6, 3);
        Npy.write(in, x);
        Path model = SmallModels.save(directory, spec);
        Lanewise all = run(model, "--precision", "auto", "--tolerance", "0.5");
        assertTrue(all.err().contains("precision auto: int8; the output differs from fp32"), all::toString);
        assertTrue(all.err().contains(" 1 trial"), all::toString);
        assertArrayEquals(expected(spec.withPrecision(Precision.INT8), x), found());
        Lanewise none = run(model, "--precision", "auto", "--tolerance", "0");
        assertTrue(none.err().contains("weights in fp32: input"), none::toString);
        assertArrayEquals(expected(spec, x), found());
        run(GraphRunTest.model("torch_last_step_script.onnx"), "--precision", "auto", "--tolerance", "0.5");
    }

    @Test
    void wrongUsage() throws IOException {
        Path model = SmallModels.save(directory, SmallModels.classifier());
        Npy.write(in, SmallModels.numbers(4, 6, 3));
        Lanewise.fail(2, List.of(arguments(model, "--precision", "int2")), "'--precision'", "found 'int2'");
        Lanewise.fail(
                1, List.of(arguments(model, "--precision", "int8,fd=fp32")), model + ": --precision: ", "gru, fc");
        Lanewise.fail(2, List.of(arguments(model, "--tolerance", "1e-3")), "only with --precision auto");
        Lanewise.fail(
                2,
                List.of(arguments(model, "--precision", "int8", "--tolerance", "1e-3")),
                "--tolerance: expected only with --precision auto");
        for (String tolerance : List.of("-1", "NaN", "Infinity")) {
            Lanewise.fail(
                    2,
                    List.of(arguments(model, "--precision", "auto", "--tolerance", tolerance)),
                    "--tolerance: expected a number of at least 0, found " + tolerance);
        }
    }
}
