package io.github.lanewise.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers of another engine, stored beside the inputs: {@code output_f64} or {@code output_f32}, and {@code h_n} and
 * {@code c_n} likewise. Their unit is how far that engine's own float32 is from its float64, which the file may say as
 * {@code tol_hint}, and at least {@value #LEAST_UNIT}.
 */
final class StoredAnswers {
    /** How many units an element may be off. */
    static final int ALLOWED = 4;

    private static final double LEAST_UNIT = 1e-6;
    private static final List<String> TENSORS = List.of("output", "h_n", "c_n");
    private static final String HINT = "tol_hint";
    private static final Pattern ANSWER = Pattern.compile(".*_f(32|64)");

    private final Safetensors file;
    private final double unit;

    private StoredAnswers(Safetensors file, double unit) {
        this.file = file;
        this.unit = unit;
    }

    /** Whether a tensor's name is that of a stored answer, of any model. */
    static boolean isAnswer(String name) {
        return ANSWER.matcher(name).matches();
    }

    /**
     * One tensor's judgement.
     *
     * @param tensor ours
     * @param answer the name of the stored one
     * @param units how far the worst element is off
     * @param where the worst element, with both values, in one line
     */
    record Verdict(String tensor, String answer, double units, String where) {
        boolean good() {
            return units <= ALLOWED;
        }
    }

    /**
     * The answers in a file.
     *
     * @param file with inputs
     * @return the answers; null if there are none
     * @throws FormatException if the file's unit is no number
     */
    static @Nullable StoredAnswers of(Safetensors file) throws FormatException {
        boolean any = TENSORS.stream().anyMatch(name -> name(file, name) != null);
        return any ? new StoredAnswers(file, Math.max(LEAST_UNIT, hint(file))) : null;
    }

    double unit() {
        return unit;
    }

    /**
     * Judges results by the answers. Where an answer is not finite, anything goes.
     *
     * @param results ours
     * @return one verdict for each tensor that has an answer
     * @throws FormatException if an answer is of another shape or type
     */
    List<Verdict> judge(Results results) throws FormatException {
        List<Verdict> verdicts = new ArrayList<>();
        for (Map.Entry<String, Tensor> entry : results.named().entrySet()) {
            @Nullable String answer = name(file, entry.getKey());
            if (answer != null) {
                verdicts.add(judge(entry.getKey(), entry.getValue(), answer));
            }
        }
        return verdicts;
    }

    /**
     * Answers that have nothing to judge.
     *
     * @param results ours
     * @return their names
     */
    List<String> withoutResult(Results results) {
        return TENSORS.stream()
                .filter(tensor -> !results.named().containsKey(tensor))
                .map(tensor -> name(file, tensor))
                .filter(Objects::nonNull)
                .toList();
    }

    private Verdict judge(String name, Tensor tensor, String answer) throws FormatException {
        long[] shape = Arrays.stream(tensor.shape()).asLongStream().toArray();
        if (!Arrays.equals(shape, file.shape(answer))) {
            throw new FormatException(
                    file.path(),
                    "tensor " + answer,
                    "the shape of the model's " + name + ", " + Arrays.toString(shape),
                    Arrays.toString(file.shape(answer)),
                    "");
        }
        double[] expected = file.doubles(answer);
        double worst = 0;
        int at = 0;
        for (int i = 0; i < expected.length; i++) {
            double off = Double.isFinite(expected[i]) ? Math.abs(tensor.data()[i] - expected[i]) / unit : 0;
            // A NaN of ours is as far off as can be.
            double units = Double.isNaN(off) ? Double.POSITIVE_INFINITY : off;
            if (units > worst) {
                worst = units;
                at = i;
            }
        }
        String where = expected.length == 0
                ? "no elements"
                : Difference.element(name, tensor, at) + ": expected " + expected[at] + ", found " + tensor.data()[at];
        return new Verdict(name, answer, worst, where);
    }

    private static @Nullable String name(Safetensors file, String tensor) {
        return file.has(tensor + "_f64") ? tensor + "_f64" : file.has(tensor + "_f32") ? tensor + "_f32" : null;
    }

    /** From the header's entry of that name, or from inside its config; 0 if it is in neither. */
    private static double hint(Safetensors file) throws FormatException {
        @Nullable String text = file.metadata().get(HINT);
        if (text == null) {
            text = inConfig(file);
        }
        if (text == null) {
            return 0;
        }
        try {
            double hint = Double.parseDouble(text);
            if (hint >= 0 && hint < Double.POSITIVE_INFINITY) {
                return hint;
            }
        } catch (NumberFormatException _) {
            // refused below
        }
        throw new FormatException(
                file.path(), "header, " + HINT, "a finite number of at least 0", "'" + text + "'", "");
    }

    private static @Nullable String inConfig(Safetensors file) throws FormatException {
        @Nullable String config = file.metadata().get("config");
        if (config == null) {
            return null;
        }
        try {
            @Nullable JsonNode hint = new ObjectMapper().readTree(config).get(HINT);
            return hint == null ? null : hint.asText();
        } catch (JsonProcessingException e) {
            int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
            throw new FormatException(
                    file.path(), "header, config", "valid JSON", "text that is none at its column " + column, "");
        }
    }
}
