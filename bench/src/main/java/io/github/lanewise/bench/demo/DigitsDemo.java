package io.github.lanewise.bench.demo;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.bench.Agreement;
import io.github.lanewise.bench.DisagreementException;
import io.github.lanewise.bench.Stepper;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * An LSTM reads handwritten digits that it has not seen in training, row by row, as textbook Java and as the engine
 * with every backend of this machine; shows whether they agree, with PyTorch and among each other, and how long a
 * step takes.
 *
 * <pre>{@code ./mvnw -q -Pdemo}</pre>
 *
 * <p>Exit code 0 success, 1 implementations disagree (backends: in a single bit), or the files cannot be read.
 */
public final class DigitsDemo {
    /** How far the textbook's log-probabilities, which reach down to -20 or so, may be from the engine's. */
    private static final double TOLERANCE = 1e-3;

    private final ModelSpec spec;
    private final Digits digits;
    private final List<NamedStepper> steppers;
    private final DigitsPage page;

    private DigitsDemo(ModelFile model, Digits digits, PrintStream out) {
        this.spec = model.spec();
        this.digits = digits;
        this.steppers = NamedStepper.all(spec);
        this.page = new DigitsPage(out, digits);
    }

    /**
     * Runs the demonstration.
     *
     * @param args none
     */
    public static void main(String[] args) {
        System.exit(run(new PrintStream(System.out, true, StandardCharsets.UTF_8), Pace.NORMAL));
    }

    static int run(PrintStream out, Pace pace) {
        try {
            ModelFile model = ModelFiles.read(Digits.model());
            return new DigitsDemo(model, Digits.heldOut(), out).run(pace) ? 0 : 1;
        } catch (IOException | DisagreementException e) {
            System.err.println("demo: " + e.getMessage());
            return 1;
        }
    }

    /** Returns whether all backends agree in every bit. */
    private boolean run(Pace pace) {
        List<Answers> answers = steppers.stream()
                .map(named -> Answers.of(named.stepper(), digits))
                .toList();
        page.introduction(spec);
        page.drawings(answers.getLast());
        page.scores(steppers, answers);
        // Timed before any other width runs: C2 would have to reckon with all of them in the methods that they share.
        if (comparable(answers)) {
            time(pace);
        }
        BitComparison bits = BitComparison.of(Backend.available(), spec, digits);
        page.bits(bits);
        Map<Precision, Score> scores = new EnumMap<>(Precision.class);
        for (Precision precision : Precision.values()) {
            scores.put(precision, score(spec.withPrecision(precision)));
        }
        page.precisions(scores);
        return bits.firstDifference() == null;
    }

    private Score score(ModelSpec reduced) {
        float[] found = Model.of(reduced).newSession().run(digits.images()).data();
        double[] logProbabilities = new double[found.length];
        Arrays.setAll(logProbabilities, i -> found[i]);
        return Score.of(digits, logProbabilities);
    }

    /**
     * Whether those that are to be timed give the same answers.
     *
     * @throws io.github.lanewise.bench.DisagreementException if the textbook's are not nearly the engine's
     */
    private boolean comparable(List<Answers> answers) {
        float[] textbook = answers.getFirst().logProbabilities();
        BitComparison engine = new BitComparison(digits);
        for (int i = 1; i < steppers.size(); i++) {
            engine.add(steppers.get(i).name(), answers.get(i).logProbabilities());
        }
        Agreement.requireWithin(
                "textbook against scalar", TOLERANCE, answers.get(1).logProbabilities(), textbook);
        return engine.firstDifference() == null;
    }

    private void time(Pace pace) {
        page.announceLatency(pace);
        List<Stepper> timed = steppers.stream().map(NamedStepper::stepper).toList();
        List<Histogram> latencies = new StepLatency(timed, digits).measure(pace);
        List<Double> allocated = timed.stream()
                .map(stepper -> StepAllocation.perStep(stepper, digits))
                .toList();
        page.latency(steppers, latencies, allocated, StepLatency.clockCost());
    }
}
