package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.tensors.Csv;
import io.github.lanewise.spec.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command computes with scalar code what that finishes before vector code could be compiled. */
class WorkTest {
    @TempDir
    Path directory;

    @Test
    void aStackOfLayersCostsItsParameters() {
        ModelSpec spec = SmallModels.lstm();
        assertEquals(spec.parameters(), Work.productsOfARow(spec));
    }

    @Test
    void aConvolutionCostsItsParametersAtEachPosition() throws IOException {
        Path frames = Path.of(
                System.getProperty("basedir", ""), "..", "formats/src/test/resources/onnx/frames_at_two_rates.onnx");
        // Parameters times positions, layer by layer, of four convolutions, an LSTM and a linear layer.
        long expected = 320 * 5 + 96 * 3 + 76 * 2 + 39 + 144 + 5;
        assertEquals(expected, Work.productsOfARow(ModelFiles.read(frames).spec()));
    }

    @Test
    void layersBehindARepeatCostAllOfItsSteps() {
        ModelSpec spec = SmallModels.autoencoder(false);
        long encoder = spec.layers().getFirst().tensors().values().stream()
                .mapToLong(tensor -> tensor.data().length)
                .sum();
        assertEquals(encoder + 6 * (spec.parameters() - encoder), Work.productsOfARow(spec));
    }

    @Test
    void fewRowsAreForScalarCode() {
        ModelSpec spec = SmallModels.lstm();
        long many = Work.PRODUCTS_WORTH_COMPILING / spec.parameters() + 1;
        assertEquals(Backend.SCALAR, Work.backend(Backend.AUTO, spec, 0));
        assertEquals(Backend.SCALAR, Work.backend(Backend.AUTO, spec, many - 2));
        assertEquals(Backend.AUTO, Work.backend(Backend.AUTO, spec, many));
        assertEquals(Backend.AUTO, Work.backend(Backend.AUTO, spec, Long.MAX_VALUE));
    }

    @Test
    void whoeverNamesABackendGetsIt() {
        assertEquals(Backend.VECTOR, Work.backend(Backend.VECTOR, SmallModels.lstm(), 1));
        assertEquals(Backend.SCALAR, Work.backend(Backend.SCALAR, SmallModels.lstm(), Long.MAX_VALUE));
    }

    @Test
    void aShortRunSaysThatItWasScalar() throws IOException {
        assumeTrue(Backend.available().size() > 1);
        Path model = SmallModels.save(directory, SmallModels.lstm());
        Path in = directory.resolve("in.csv");
        Csv.write(in, SmallModels.numbers(6, 3));
        Path out = directory.resolve("out.csv");
        String chosen =
                Lanewise.succeed("run", model, "--input", in, "--output", out).err();
        assertTrue(chosen.contains(" on scalar: "), chosen);
        String named = Lanewise.succeed("run", model, "--input", in, "--output", out, "--backend", "vector")
                .err();
        assertTrue(named.contains(" on vector, "), named);
    }

    @Test
    void aShortRunOfAGraphToo() throws IOException {
        assumeTrue(Backend.available().size() > 1);
        Path graph = Path.of(
                System.getProperty("basedir", ""), "..", "formats/src/test/resources/onnx/torch_states_script.onnx");
        int features = ModelFiles.read(graph).spec().inputSize();
        Path in = directory.resolve("in.csv");
        Csv.write(in, SmallModels.numbers(6, features));
        String chosen = Lanewise.succeed("run", graph, "--input", in, "--output", directory.resolve("out.csv"))
                .err();
        assertTrue(chosen.contains(" on scalar: "), chosen);
    }
}
