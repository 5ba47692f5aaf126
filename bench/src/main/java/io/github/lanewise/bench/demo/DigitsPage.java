package io.github.lanewise.bench.demo;

import io.github.lanewise.bench.Figures;
import io.github.lanewise.bench.Machine;
import io.github.lanewise.bench.Table;
import io.github.lanewise.kernel.VectorAvailability;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The demonstration's output, at most 100 columns wide. */
final class DigitsPage {
    private static final int WIDTH = 100;
    private static final int INDENT = 2;
    private static final String FACT = "  %-9s%s%n";
    private static final int FACT_INDENT = 11;

    private final PrintStream out;
    private final Digits digits;

    DigitsPage(PrintStream out, Digits digits) {
        this.out = out;
        this.digits = digits;
    }

    void introduction(ModelSpec spec) {
        out.println("Lanewise reads handwritten digits, row by row\n");
        fact("model", spec.describe());
        fact("", Figures.count(spec.parameters()) + " weights, trained with PyTorch");
        fact(
                "data",
                "%d images of %d x %d pixels, held out from training"
                        .formatted(digits.count(), digits.rows(), digits.columns()));
        fact("", digits.attribution());
        fact("machine", Machine.processor() + ", " + Machine.operatingSystem());
        fact("java", Machine.java());
        fact("engine", Machine.lanes());
        @Nullable String reason = VectorAvailability.impossible();
        if (reason != null) {
            fact("", "no vectors: " + reason);
        }
    }

    /** A name and a value, the value broken into lines at spaces. */
    private void fact(String name, String value) {
        String label = name;
        StringBuilder line = new StringBuilder();
        for (String word : value.split(" ", -1)) {
            if (FACT_INDENT + line.length() + word.length() > WIDTH) {
                out.printf(FACT, label, line.toString().stripTrailing());
                label = "";
                line.setLength(0);
            }
            line.append(word).append(' ');
        }
        out.printf(FACT, label, line.toString().stripTrailing());
    }

    /** The first image and the hardest one, and what the model takes them for as it reads on. */
    void drawings(Answers answers) {
        int first = 0;
        int hardest = answers.hardest();
        out.println("\nWhat it sees, and which digit it takes the image for after each row\n");
        out.printf("  %-40s%s%n", title("the first image", first), title("the hardest image", hardest));
        DigitDrawing drawing = new DigitDrawing(digits);
        for (int row = 0; row < digits.rows(); row++) {
            out.printf(
                    "  %-40s%s%n",
                    drawing.row(first, row) + guess(answers, first, row),
                    drawing.row(hardest, row) + guess(answers, hardest, row));
        }
    }

    private String title(String which, int image) {
        return which + ", a " + digits.labels()[image];
    }

    private static String guess(Answers answers, int image, int row) {
        int digit = answers.digit(image, row);
        return "   %d %5s %%".formatted(digit, Figures.fixed(100 * answers.probability(image, row, digit), 1));
    }

    void scores(List<NamedStepper> steppers, List<Answers> answers) {
        out.println("\nIs it right?\n");
        Table table = scoreTable();
        double[] float32 = new double[digits.float32().length];
        Arrays.setAll(float32, i -> digits.float32()[i]);
        addScore(table, "PyTorch, float64", Score.of(digits, digits.float64()));
        addScore(table, "PyTorch, float32", Score.of(digits, float32));
        for (int i = 0; i < steppers.size(); i++) {
            addScore(
                    table,
                    steppers.get(i).name(),
                    Score.of(digits, answers.get(i).afterLastRow()));
        }
        out.print(table.toText(INDENT));
    }

    private static Table scoreTable() {
        return new Table("", "right", "accuracy", "same digit as PyTorch", "log-probabilities off by");
    }

    /**
     * What fewer bytes of weights cost.
     *
     * @param scores in the order of the precisions
     */
    void precisions(Map<Precision, Score> scores) {
        out.println("\nIs it right with weights of fewer bytes?\n");
        Table table = scoreTable();
        scores.forEach((precision, score) -> addScore(table, precision.text(), score));
        out.print(table.toText(INDENT));
    }

    private void addScore(Table table, String name, Score score) {
        table.row(
                name,
                Integer.toString(score.right()),
                Figures.fixed(100.0 * score.right() / digits.count(), 2) + " %",
                score.asPyTorch() + " of " + digits.count(),
                Figures.scientific(score.largestDifference()));
    }

    void announceLatency(Pace pace) {
        out.printf(
                "%nHow long does a step take? (they take turns, %d s to warm up, %d s timed)%n%n",
                pace.warmUp().toSeconds(), pace.measurement().toSeconds());
    }

    /**
     * The latencies, beside the first one's.
     *
     * @param latencies nanoseconds
     * @param allocated bytes a step
     * @param clockCost nanoseconds
     */
    void latency(List<NamedStepper> steppers, List<Histogram> latencies, List<Double> allocated, double clockCost) {
        Table table = new Table("", "p50, µs", "p99, µs", "p99.9, µs", "times as fast", "bytes allocated", "steps");
        double baseline = percentile(latencies.getFirst(), 50);
        for (int i = 0; i < steppers.size(); i++) {
            Histogram latency = latencies.get(i);
            table.row(
                    steppers.get(i).name(),
                    micros(percentile(latency, 50)),
                    micros(percentile(latency, 99)),
                    micros(percentile(latency, 99.9)),
                    Figures.fixed(baseline / percentile(latency, 50), 1),
                    Figures.significant(allocated.get(i)),
                    Figures.count(latency.getTotalCount()));
        }
        out.print(table.toText(INDENT));
        out.println("\n  Each figure includes one reading of the clock, " + micros(clockCost) + " µs.");
    }

    private static double percentile(Histogram latency, double percent) {
        return (double) latency.getValueAtPercentile(percent);
    }

    private static String micros(double nanos) {
        return Figures.fixed(nanos / 1000, 2);
    }

    void bits(BitComparison bits) {
        out.println("\nDo all backends agree, bit for bit?\n");
        out.printf(
                "  %s log-probabilities, computed in %d ways:%n",
                Figures.count(bits.outputsEach()), bits.ways().size());
        bits.ways().forEach(way -> out.println("    " + way));
        @Nullable String difference = bits.firstDifference();
        fact(difference == null ? "yes" : "NO", difference == null ? "every bit is the same" : difference);
    }
}
