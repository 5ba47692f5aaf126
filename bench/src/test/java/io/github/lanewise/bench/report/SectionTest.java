package io.github.lanewise.bench.report;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SectionTest {
    @Test
    void stepsBesideTheTextbook() {
        Measurements measurements = new Measurements(List.of(
                step("40x64", "VECTOR", 0.5, 0.01),
                step("5x8", "TEXTBOOK", 0.56, Double.NaN),
                step("40x64", "TEXTBOOK", 10, 1)));
        String markdown = StepSection.of(measurements).toMarkdown().replaceAll(" +", " ");
        assertTrue(markdown.contains("| 5x8 | 1.62 | 0.560 | - | - | - | - |"), markdown);
        assertTrue(markdown.endsWith("| 40x64 | 104 | 10.0 ± 1.00 | - | 0.500 ± 0.0100 | 20.0x | 0.0 |\n"), markdown);
    }

    @Test
    void stepsBeforeAndAfter() throws IOException {
        String json = """
                [{"benchmark": "io.github.lanewise.bench.jmh.StepBenchmark.step",
                  "params": {"shape": "5x8", "implementation": "VECTOR"},
                  "primaryMetric": {"score": 0.3, "scoreError": 0.01},
                  "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 0.0}}}]""";
        Measurements before = Baseline.of(new ObjectMapper().readTree(json));
        Measurements after = new Measurements(
                List.of(step("5x8", "VECTOR", 0.1, Double.NaN), step("1x32", "VECTOR", 0.2, Double.NaN)));
        String markdown = BaselineSection.of(before, after).toMarkdown().replaceAll(" +", " ");
        assertTrue(markdown.endsWith("| 5x8 | - | - | 0.300 ± 0.0100 | 0.100 | 3.00x |\n"), markdown);
    }

    private static Measurement step(String shape, String implementation, double time, double error) {
        return new Measurement(
                "StepBenchmark.step", Map.of("shape", shape, "implementation", implementation), time, error, 0);
    }

    @Test
    void activationsLessTheirCopy() {
        Measurements measurements = new Measurements(List.of(
                activation("sigmoid", "VECTOR", 84),
                activation("copy", "VECTOR", 20),
                activation("tanh", "SCALAR", 9)));
        String markdown = ActivationSection.of(measurements).toMarkdown().replaceAll(" +", " ");
        assertTrue(markdown.contains("| sigmoid | 512 | vector | 84.0 | 20.0 | 2.00 |"), markdown);
        assertTrue(markdown.contains("| tanh | 512 | scalar | 9.00 | - | - |"), markdown);
    }

    private static Measurement activation(String method, String implementation, double time) {
        return new Measurement(
                "ActivationBenchmark." + method,
                Map.of("size", "512", "implementation", implementation),
                time,
                Double.NaN,
                0);
    }

    @Test
    void productsBesideTheReadLoop() {
        Measurements measurements = new Measurements(List.of(gemv("vector", 2), gemv("readLoop", 1.5)));
        String markdown = GemvSection.of(measurements).toMarkdown().replaceAll(" +", " ");
        // 4 x 64 rows of 40 + 64 floats are 106,496 bytes
        assertTrue(markdown.contains("| 256x104 | 104 | - | 2.00 | 1.50 | 53.2 | 71.0 | 0.75 |"), markdown);
    }

    private static Measurement gemv(String method, double time) {
        return new Measurement("GemvBenchmark." + method, Map.of("shape", "40x64"), time, Double.NaN, 0);
    }

    @Test
    void precisionsBesideOneAnother() {
        Measurements measurements = new Measurements(List.of(
                precision("step", "FP32", 6),
                precision("step", "BF16", 3),
                precision("step", "INT8", 2),
                precision("step", "INT4", 1.6),
                precision("product", "INT8", 1)));
        String markdown = PrecisionSection.of(measurements).toMarkdown().replaceAll(" +", " ");
        assertTrue(markdown.contains("\n| 256x256 | product | - | - | 1.00 | - | - | - | - | - |\n"), markdown);
        assertTrue(
                markdown.endsWith("\n| 256x256 | step | 6.00 | 3.00 | 2.00 | 1.60 | 2.00x | 3.00x | 1.50x | 1.25x |\n"),
                markdown);
    }

    private static Measurement precision(String method, String precision, double time) {
        return new Measurement(
                "PrecisionBenchmark." + method,
                Map.of("shape", "256x256", "precision", precision),
                time,
                Double.NaN,
                0);
    }

    @Test
    void streamsTogetherBesideOneByOne() {
        Measurements measurements = new Measurements(
                List.of(streams("oneByOne", 64, 320), streams("together", 64, 160), streams("together", 1024, 2048)));
        String markdown = StreamsSection.of(measurements).toMarkdown().replaceAll(" +", " ");
        assertTrue(markdown.contains("| 128x128 | 64 | 5.00 | 2.50 | 2.00x |\n"), markdown);
        assertTrue(markdown.endsWith("| 128x128 | 1,024 | - | 2.00 | - |\n"), markdown);
    }

    private static Measurement streams(String method, int streams, double time) {
        return new Measurement(
                "StreamsBenchmark." + method,
                Map.of("shape", "128x128", "streams", Integer.toString(streams)),
                time,
                Double.NaN,
                0);
    }

    @Test
    void pushesBesideWholeWindows() {
        Measurements measurements = new Measurements(List.of(window("push", 100), window("whole", 250)));
        String markdown = WindowSection.of(measurements).toMarkdown().replaceAll(" +", " ");
        assertTrue(
                markdown.endsWith("| B: 3 x 200 units, 250 features, window of 100 | 100 | 250 | 2.50x |\n"), markdown);
    }

    private static Measurement window(String method, double time) {
        return new Measurement("WindowBenchmark." + method, Map.of("model", "B"), time, Double.NaN, 0);
    }
}
