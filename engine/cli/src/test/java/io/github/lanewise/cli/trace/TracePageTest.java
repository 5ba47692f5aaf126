package io.github.lanewise.cli.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;

/** What is in a page: the recorded numbers, and names as text. */
class TracePageTest {
    private static final String HOSTILE = "</script><img src=x onerror=alert(1)>{{numbers}}{{title}}\"'&\u0000.pt";

    private static Recording recording(int steps, int units) {
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 2, units).buildUntrained(new SplittableRandom(4));
        Tensor input = Tensor.zeros(steps, 2);
        for (int i = 0; i < input.data().length; i++) {
            input.data()[i] = (float) Math.sin(i);
        }
        return Recording.of(Model.of(ModelSpec.ofStack(stack, false), Backend.SCALAR), input, null, null);
    }

    private static String page(String name, Recording recording) throws IOException {
        Sensitivity sensitivity = Sensitivity.of(recording.stacks().getFirst(), 0, 3);
        return new TracePage(name, name, recording, List.of(new SensitivityCurve(name, sensitivity)), List.of(name))
                .document();
    }

    private static JsonNode numbers(String page) throws IOException {
        Matcher json = Pattern.compile(
                        "<script type=\"application/json\" id=\"numbers\">(.*?)</script>", Pattern.DOTALL)
                .matcher(page);
        assertTrue(json.find());
        return new ObjectMapper().readTree(json.group(1));
    }

    /** As the page's script does it. */
    private static double[] unpack(JsonNode plane) throws IOException {
        byte[] packed = Base64.getDecoder().decode(plane.get("data").textValue());
        byte[] bytes = new InflaterInputStream(new ByteArrayInputStream(packed)).readAllBytes();
        double low = plane.get("low").doubleValue();
        double unit = (plane.get("high").doubleValue() - low) / 65_534;
        double[] values = new double[bytes.length / 2];
        for (int i = 0; i < values.length; i++) {
            int q = (bytes[i] & 0xff) << 8 | (bytes[values.length + i] & 0xff);
            values[i] = q == 65_535 ? Double.NaN : low + q * unit;
        }
        return values;
    }

    @Test
    void hasTheRecordedNumbers() throws IOException {
        Recording recording = recording(30, 7);
        LayerTrace layer = recording.layers().getFirst();
        JsonNode numbers = numbers(page("model.pt", recording));
        JsonNode signals = numbers.get("layers").get(0).get("signals");
        assertEquals(6, signals.size());
        for (int i = 0; i < signals.size(); i++) {
            Signal signal = layer.signals().get(i);
            assertEquals(signal.letter(), signals.get(i).get("letter").textValue());
            JsonNode matrix = signals.get(i).get("matrix");
            assertFalse(matrix.has("min"));
            double[] mean = unpack(matrix.get("mean"));
            assertEquals(30 * 7, mean.length);
            for (int at = 0; at < mean.length; at++) {
                assertEquals(layer.values(signal)[at], mean[at], 2e-5);
            }
        }
        double[] norms = Sensitivity.of(recording.stacks().getFirst(), 0, 3).norms();
        JsonNode curve = numbers.get("curves").get(0);
        for (int s = 0; s < norms.length; s++) {
            assertEquals(norms[s], curve.get("norms").get(s).doubleValue(), 1e-4 * norms[s]);
        }
    }

    @Test
    void manyStepsAreBinned() throws IOException {
        Recording recording = recording(2_500, 3);
        JsonNode matrix = numbers(page("model.pt", recording)).get("input");
        assertEquals(3, matrix.get("stepsOfBin").intValue());
        assertEquals(1, matrix.get("unitsOfBin").intValue());
        float[] input = recording.input().data();
        double[] mean = unpack(matrix.get("mean"));
        double[] min = unpack(matrix.get("min"));
        double[] max = unpack(matrix.get("max"));
        assertEquals(834 * 2, mean.length);
        assertEquals((input[0] + input[2] + input[4]) / 3, mean[0], 2e-5);
        assertEquals(Math.min(input[0], Math.min(input[2], input[4])), min[0], 2e-5);
        assertEquals(Math.max(input[0], Math.max(input[2], input[4])), max[0], 2e-5);
        assertEquals(input[2 * 2_499 + 1], mean[2 * 833 + 1], 2e-5, "the last bin has one step");
    }

    @Test
    void whatIsNotFiniteIsMarked() throws IOException {
        PackedPlane plane = PackedPlane.of(new float[] {Float.NaN, -2, Float.POSITIVE_INFINITY, 2});
        JsonNode json = new ObjectMapper()
                .createObjectNode()
                .put("low", plane.low())
                .put("high", plane.high())
                .put("data", plane.text());
        assertEquals("[NaN, -2.0, NaN, 2.0]", Arrays.toString(unpack(json)));
    }

    /** A file's name, or a layer's, is text wherever it stands. */
    @Test
    void namesAreText() throws IOException {
        Recording recording = recording(5, 2);
        String page = page(HOSTILE, recording);
        assertFalse(page.contains("<img"), "markup in a name");
        assertEquals(
                page.split("</script>", -1).length, page("model.pt", recording).split("</script>", -1).length);
        assertEquals(HOSTILE, numbers(page).get("model").textValue());
        TracePicture svg = TracePicture.svg(HOSTILE).add(recording.layers().getFirst(), Signal.FORGET_GATE);
        String picture = new String(svg.document(), StandardCharsets.UTF_8);
        assertFalse(picture.contains("<img"), "markup in a name");
        assertTrue(picture.contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"), picture);
        assertFalse(picture.contains("\u0000"));
    }

    /** Nothing in the page loads anything, and its policy says so. */
    @Test
    void loadsNothing() throws IOException {
        String page = page("model.pt", recording(5, 2));
        assertTrue(page.contains("default-src 'none'"));
        assertFalse(
                Pattern.compile("https?://|@import|src=|url\\(").matcher(page).find(), "an address in the page");
    }
}
