package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** {@code trace} over every kind of model, what it prints, and what it refuses. */
class TraceCommandTest {
    @TempDir
    Path directory;

    private Path in = Path.of("");
    private Path html = Path.of("");
    private Path svg = Path.of("");
    private Path png = Path.of("");

    @BeforeEach
    void paths() throws IOException {
        in = directory.resolve("in.npy");
        html = directory.resolve("trace.html");
        svg = directory.resolve("trace.svg");
        png = directory.resolve("trace.png");
        Npy.write(in, SmallModels.numbers(6, 3));
    }

    private Path save(ModelSpec spec) throws IOException {
        return SmallModels.save(directory, spec);
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }

    @Test
    void everyKindOfModelHasAPageAndAPicture() throws Exception {
        List<ModelSpec> specs = List.of(
                SmallModels.lstm(),
                SmallModels.stack(CellKind.GRU, true, true),
                SmallModels.stack(CellKind.RNN_TANH, false, true),
                SmallModels.stack(CellKind.RNN_RELU, true, false),
                SmallModels.classifier(),
                SmallModels.autoencoder(false));
        for (ModelSpec spec : specs) {
            Path model = save(spec);
            Lanewise page = Lanewise.succeed("trace", model, "--input", in, "--output", html);
            String text = Files.readString(html);
            assertTrue(text.startsWith("<!DOCTYPE html>"), text);
            assertTrue(page.out().contains("how much of x is left in h at step 6"), page::toString);
            assertTrue(
                    page.err().endsWith("wrote %,d bytes to %s%n".formatted(Files.size(html), html)), page::toString);
            Lanewise.succeed("trace", model, "--input", in, "--output", svg);
            String picture = Files.readString(svg);
            assertTrue(count(parsed(picture), "step") >= 3);
            Lanewise.succeed("trace", model, "--input", in, "--output", png);
            BufferedImage image = ImageIO.read(png.toFile());
            String size = "width=\"%d\" height=\"%d\"".formatted(image.getWidth() / 2, image.getHeight() / 2);
            assertTrue(picture.contains(size), size);
        }
    }

    /** The text of a picture, which has to be well-formed. */
    private static String parsed(String picture) throws Exception {
        // The command itself has no use for the JDK's parser.
        TraceCommandTest.class
                .getModule()
                .addReads(ModuleLayer.boot().findModule("java.xml").orElseThrow());
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(picture)))
                .getDocumentElement()
                .getTextContent();
    }

    @Test
    void aSummaryHasALineForEachLayerAndDirection() throws IOException {
        List<String> lines = Lanewise.succeed(
                        "trace", save(SmallModels.stack(CellKind.LSTM, true, false)), "--input", in, "--output", html)
                .out()
                .lines()
                .toList();
        assertEquals(
                List.of("layer", "half-life, steps", "saturated units", "dead units"),
                List.of(lines.getFirst().strip().split(" {2,}")));
        assertTrue(lines.get(1).startsWith("1  layer 1, forward: LSTM, 5 units"), lines::toString);
        assertTrue(lines.get(4).startsWith("4  layer 2, reverse: LSTM, 5 units"), lines::toString);
        assertTrue(lines.get(7).startsWith("model.safetensors, layer 2"), lines::toString);
    }

    @Test
    void showsWhatWasAskedFor() throws Exception {
        Path model = save(SmallModels.lstm());
        Lanewise.succeed(
                "trace", model, "--input", in, "--output", svg, "--show", "c,sensitivity", "--layer", "1", "--at", "4");
        String text = parsed(Files.readString(svg));
        assertTrue(text.contains("layer 1: LSTM"), text);
        assertTrue(text.contains("c, cell state"), text);
        assertTrue(text.contains("left in h at step 4"), text);
        assertFalse(text.contains("forget gate"), text);
        assertFalse(text.contains("input, by feature"), text);
    }

    @Test
    void sequencesOfABatchAreTracedOneByOne() throws IOException {
        Tensor batch = SmallModels.numbers(2, 4, 3);
        new SafetensorsWriter()
                .floats("input", batch)
                .integers("lengths", new long[] {4, 3}, 2)
                .write(directory.resolve("batch.safetensors"));
        Tensor second = Tensor.of(Arrays.copyOfRange(batch.data(), 12, 21), 3, 3);
        Npy.write(in, second);
        Path model = save(SmallModels.classifier());
        Object[] ofBatch = {
            "trace",
            model,
            "--input",
            directory.resolve("batch.safetensors"),
            "--sequence",
            2,
            "--output",
            "-",
            "--format",
            "svg"
        };
        Lanewise traced = Lanewise.run(ofBatch);
        assertTrue(traced.err().contains("sequence 2 of 2"), traced::toString);
        assertEquals(
                Lanewise.run("trace", model, "--input", in, "--output", "-", "--format", "svg")
                        .out(),
                traced.out());
    }

    @Test
    void readsAndWritesPipes() throws IOException {
        Path model = save(SmallModels.lstm());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Lanewise piped = Lanewise.redirected(
                new ByteArrayInputStream("1,2,3\n4,5,6\n".getBytes(StandardCharsets.UTF_8)),
                out,
                true,
                "trace",
                model,
                "--input",
                "-",
                "--output",
                "-");
        assertEquals(0, piped.exitCode(), piped::toString);
        assertTrue(piped.out().startsWith("<!DOCTYPE html>"), piped::toString);
        assertTrue(piped.out().stripTrailing().endsWith("</html>"), "no summary behind the page");
    }

    @Test
    void aPictureInPixelsThroughAPipe() throws IOException {
        Path model = save(SmallModels.lstm());
        Lanewise.succeed("trace", model, "--input", in, "--output", png, "--show", "f");
        Lanewise piped =
                Lanewise.succeed("trace", model, "--input", in, "--output", "-", "--format", "png", "--show", "f");
        assertArrayEquals(Files.readAllBytes(png), piped.bytes());
    }

    @Test
    void aSecondModelIsDrawnBeside() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        Path second = SmallModels.save(other, SmallModels.stack(CellKind.RNN_TANH, false, false));
        Path renamed = Files.move(second, other.resolve("rnn.safetensors"));
        Path model = save(SmallModels.lstm());
        Lanewise traced = Lanewise.succeed(
                "trace", model, "--input", in, "--beside", renamed, "--output", svg, "--show", "sensitivity");
        assertTrue(traced.out().contains("rnn.safetensors, layer 2"), traced::toString);
        String text = parsed(Files.readString(svg));
        assertTrue(text.contains("model.safetensors, layer 2") && text.contains("rnn.safetensors, layer 2"), text);
    }

    /** Other equations have gates to show, but no sensitivities, and the reader is told why. */
    @Test
    void otherEquationsHaveNoSensitivity() throws IOException {
        Path model = save(ModelSpec.ofStack(
                RecurrentSpec.builder(CellKind.GRU, 3, 4)
                        .options(CellOptions.of(CellKind.GRU).withClip(1))
                        .buildUntrained(new SplittableRandom(1)),
                false));
        Lanewise traced = Lanewise.succeed("trace", model, "--input", in, "--output", html);
        String reason = "no sensitivities, since GRU(3, 4, clip 1.0) has other equations than PyTorch's";
        assertTrue(traced.err().contains(reason), traced::toString);
        assertTrue(Files.readString(html).contains(reason));
        Lanewise.fail(1, List.of("trace", model, "--input", in, "--output", svg, "--show", "sensitivity"), "clip 1.0");
    }

    @Test
    void refusals() throws IOException {
        Path model = save(SmallModels.lstm());
        Lanewise.fail(
                1, List.of("trace", model, "--input", in, "--layer", 3, "--output", html), "--layer", "1 to 2", "3");
        Lanewise.fail(1, List.of("trace", model, "--input", in, "--at", 7, "--output", html), "--at", "1 to 6", "7");
        Lanewise.fail(
                1, List.of("trace", model, "--input", in, "--sequence", 2, "--output", html), "--sequence", "1 to 1");
        Lanewise.fail(
                1,
                List.of("trace", model, "--input", in, "--output", svg, "--show", "z"),
                "--show",
                "i, f, g, o, c, h",
                "'z'");
        Lanewise.fail(2, List.of("trace", model, "--input", in, "--output", html, "--show", "f"), "--show", "svg");
        Lanewise.fail(
                2,
                List.of("trace", model, "--input", in, "--output", "x.gif"),
                "--output",
                ".html, .svg or .png",
                "x.gif");
        Lanewise.fail(
                2,
                List.of("trace", model, "--input", in, "--output", html, "--format", "svg"),
                "--output",
                ".svg",
                "trace.html");
        Npy.write(in, SmallModels.numbers(6, 4));
        Lanewise.fail(1, List.of("trace", model, "--input", in, "--output", html), "model.safetensors", "in.npy", "4");
        Npy.write(in, SmallModels.numbers(6, 3));
        Path linear = save(ModelSpec.builder()
                .add(new LinearSpec("fc", SmallModels.numbers(2, 3), null))
                .build());
        Lanewise.fail(
                1,
                List.of("trace", linear, "--input", in, "--output", html),
                "recurrent layer",
                "Linear(3, 2, no bias)");
    }
}
