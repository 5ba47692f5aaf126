package io.github.lanewise.cli.doctor;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.WarmUp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether vector code is compiled here and as fast as it should be: beside scalar code, and beside reading the same bytes. A finding
 * is a problem only where the median and the quickest turn both say so, and the machine is quiet enough to tell.
 */
final class SpeedFindings {
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Duration WARM_UP = Duration.ofMillis(300);
    private static final Duration TURNS = Duration.ofMillis(1500);

    /** Where half of the turns differ by more from the median, nothing is called a problem. */
    private static final double NOISY_PERCENT = 25;

    /** From so many products on, vector code pays wherever it runs; what a smaller model does beside them may weigh more. */
    private static final long PRODUCTS_WORTH_VECTORS = 10_000;

    /** From so many bytes on, a step costs what reading its weights costs, and little more; measured: 0.9 to 1.4 times. */
    private static final long BYTES_THAT_BIND = 400_000;

    private static final double MOST_TIMES_READING = 3;

    private SpeedFindings() {}

    /**
     * Waits until a model is warm, and times it.
     *
     * @param workload the model
     * @param patience how long to wait
     */
    static Finding of(Workload workload, Duration patience) {
        try (Model model = Model.of(workload.spec())) {
            long begin = System.nanoTime();
            WarmUp warmUp = model.warmUp(patience);
            double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
            String name = workload.spec().describe();
            return switch (warmUp.outcome()) {
                case WARM -> timed(workload, model, seconds);
                case TIMED_OUT, INTERRUPTED ->
                    Finding.note(
                            "speed",
                            name + ": " + warmUp.message(),
                            "run it again when the machine has less other work; see flags and limits above");
                case SLOW, SCALAR -> Finding.problem("speed", name + ": " + warmUp.message(), "see the lines above");
            };
        }
    }

    /** Of a model for which no time was left, because those before took it. */
    static Finding leftOut(Workload workload) {
        return Finding.note("speed", workload.spec().describe() + ": not timed, the models before took too long", "");
    }

    private static Finding timed(Workload workload, Model model, double warmSeconds) {
        ReadLoop loop = new ReadLoop(workload.weightBytes());
        List<Turns.Times> times = Turns.of(WARM_UP, TURNS, workload.on(model), workload.on(Backend.SCALAR), loop::read);
        Measured measured = new Measured(
                workload, warmSeconds, times.get(0), times.get(1), times.get(2).times(loop.times()), loop.sink());
        return measured.judge();
    }

    /**
     * What was measured of a model.
     *
     * @param workload the model
     * @param warmSeconds until it was warm
     * @param vector times of a call in vector code
     * @param scalar in scalar code
     * @param reading of reading its bytes
     * @param read what was read, zeros
     */
    record Measured(
            Workload workload,
            double warmSeconds,
            Turns.Times vector,
            Turns.Times scalar,
            Turns.Times reading,
            int read) {
        private boolean slowerThanScalar() {
            return vector.median() > scalar.median() && vector.least() > scalar.least();
        }

        private boolean readingBinds() {
            return workload.steps()
                    && workload.weightBytes() >= BYTES_THAT_BIND
                    // A convolution uses a weight many times, an embedding reads few, and short weights are unpacked.
                    && Math.abs(4.0 * workload.products() / workload.weightBytes() - 1) < 0.1;
        }

        private boolean slowerThanReading() {
            return readingBinds()
                    && vector.median() > MOST_TIMES_READING * reading.median()
                    && vector.least() > MOST_TIMES_READING * reading.least();
        }

        private double noise() {
            return Math.max(vector.spreadPercent(), scalar.spreadPercent());
        }

        Finding judge() {
            String found = slowerThanScalar()
                    ? "vector code is slower than scalar code"
                    : slowerThanReading()
                            ? String.format(
                                    Locale.ROOT,
                                    "a step takes more than %.0f times as long as reading its weights",
                                    MOST_TIMES_READING)
                            : "";
            boolean quiet = noise() <= NOISY_PERCENT;
            boolean large = slowerThanReading() || workload.products() >= PRODUCTS_WORTH_VECTORS;
            Finding.Status status = found.isEmpty() && quiet
                    ? Finding.Status.OK
                    : !found.isEmpty() && quiet && large ? Finding.Status.PROBLEM : Finding.Status.NOTE;
            List<String> change = new ArrayList<>();
            if (!found.isEmpty()) {
                change.add(found);
                change.add(large ? "see flags and limits above" : "so small a model gains little from vectors");
            }
            if (!quiet) {
                change.add("the machine has other work; run it again when it has less");
            }
            return new Finding(status, "speed", text(), String.join("; ", change), figures());
        }

        private String text() {
            return String.format(
                    Locale.ROOT,
                    "%s: warm in %.1f s; %s %s ±%.0f %%, %.1f times as fast as scalar code%s",
                    workload.spec().describe(),
                    warmSeconds,
                    workload.call(),
                    micros(vector.median()),
                    noise(),
                    scalar.median() / vector.median(),
                    readingBinds() ? "; reading its weights takes " + micros(reading.median()) : "");
        }

        private static String micros(double nanos) {
            double micros = nanos / NANOS_PER_MICRO;
            return String.format(Locale.ROOT, micros < 10 ? "%.2f µs" : "%.1f µs", micros);
        }

        private Map<String, Double> figures() {
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("warm_s", warmSeconds);
            figures.put("vector_us", vector.median() / NANOS_PER_MICRO);
            figures.put("scalar_us", scalar.median() / NANOS_PER_MICRO);
            figures.put("reading_us", reading.median() / NANOS_PER_MICRO);
            figures.put("weights_bytes", (double) workload.weightBytes());
            figures.put("noise_percent", noise());
            return figures;
        }
    }
}
