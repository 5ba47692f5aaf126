package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lanewise.spec.CellKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bench} takes and writes; what it measures is nobody's to test. */
class BenchCommandTest {
    @TempDir
    Path directory;

    @Test
    void wrongUsage() {
        Lanewise.fail(2, List.of("bench", "--lstm", "128"), "--lstm", "INPUTSxUNITS", "'128'", "lanewise bench --help");
        Lanewise.fail(2, List.of("bench", "--table", "mlperf"), "--table", "rtneural, stac, vollo or all", "'mlperf'");
        Lanewise.fail(2, List.of("bench", "--seconds", "0"), "--seconds: expected a number above 0", "found 0.0");
        Lanewise.fail(2, List.of("bench", "--seconds", "NaN"), "--seconds", "found NaN");
        Lanewise.fail(2, List.of("bench", "--html", "-"), "--html: expected the name of a file");
        Lanewise.fail(2, List.of("bench", "--html", "x", "--json", "x"), "--html: expected another file than --json");
        Lanewise.fail(
                2, List.of("bench", "--precision", "auto"), "--precision", "found auto", "verify --precision auto");
        Lanewise.fail(2, List.of("bench", "a", "b"), "'b'");
    }

    @Test
    void optionsOfAModelNeedAModel() {
        Lanewise.fail(2, List.of("bench", "--prefix", "a."), "--prefix: expected only with MODEL, found none");
        Lanewise.fail(2, List.of("bench", "--lstm", "1x1", "--batch-first"), "--batch-first: expected only with MODEL");
        Lanewise.fail(2, List.of("bench", "--precision", "int8,fc=fp32"), "--precision", "no MODEL");
    }

    @Test
    void aModelThatNeedsTheWholeSequence() throws IOException {
        Path model = SmallModels.save(directory, SmallModels.stack(CellKind.LSTM, true, false));
        Lanewise.fail(1, List.of("bench", model), model + ": expected a model that can step", "bidirectional");
    }

    @Test
    void aPlaceThatCannotBeWrittenIsRefusedBeforeAnythingIsMeasured() throws IOException {
        Path model = SmallModels.save(directory, SmallModels.lstm());
        Path nowhere = directory.resolve("none").resolve("x.json");
        Lanewise.fail(1, List.of("bench", model, "--json", nowhere), nowhere + ": expected a directory to write in");
        Lanewise.fail(
                1,
                List.of("bench", "--table", "all", "--table", "stac", "--html", nowhere),
                nowhere + ": expected a directory");
        Lanewise.fail(1, List.of("bench", model, "--html", model), "expected another file than those read");
    }

    /** Tokens in, a window of a table's row beside it; every file there is. */
    @Test
    void modelsAndShapesAsTextAndFiles() throws IOException {
        Path model = SmallModels.save(directory, SmallModels.tokens(false));
        Path json = directory.resolve("bench.json");
        Path html = directory.resolve("bench.html");
        Lanewise lanewise = Lanewise.succeed(
                "bench",
                model,
                "--gru",
                "3x4x2",
                "--precision",
                "int8",
                "--seconds",
                "0.2",
                "--json",
                json,
                "--html",
                html);
        String out = lanewise.out();
        for (String part : List.of(
                "processor  ",
                "noise      ",
                "times in us",
                "p99.9",
                "GFLOP/s",
                "model.safetensors, int8  ",
                "GRU(3, 4, 2 layers), int8  ")) {
            assertTrue(out.contains(part), () -> part + " in " + out);
        }
        assertTrue(lanewise.err().contains("bytes to " + json), lanewise::toString);
        assertFalse(lanewise.err().contains("\r"), lanewise::toString);
        JsonNode root = new ObjectMapper().readTree(json.toFile());
        assertEquals(2, root.get("results").size());
        for (JsonNode row : root.get("results")) {
            assertTrue(row.get("single_steps").longValue() > 0, row::toString);
            assertTrue(row.get("step_ns").doubleValue() > 0, row::toString);
            assertTrue(row.get("allocated_bytes").doubleValue() >= 0, row::toString);
        }
        assertTrue(Files.readString(html).contains("<strong>GRU(3, 4, 2 layers), int8</strong>"));
    }

    @Test
    void jsonAloneOnStandardOutput() throws IOException {
        Lanewise lanewise = Lanewise.succeed("bench", "--rnn", "2x3", "--seconds", "0.1", "--json", "-");
        JsonNode root = new ObjectMapper().readTree(lanewise.bytes());
        assertEquals("RNN_TANH(2, 3)", root.at("/results/0/name").textValue());
    }
}
