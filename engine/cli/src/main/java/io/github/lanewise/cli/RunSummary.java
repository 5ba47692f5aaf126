package io.github.lanewise.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.audio.Wav;
import io.github.lanewise.spec.Tensor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@code run} has done, in words or as JSON.
 *
 * @param file the model's
 * @param model in one line
 * @param backend what computed
 * @param precisionText what the words say of the precision; often nothing
 * @param precision of the weights; null of a pipeline, whose models may differ
 * @param read what it read
 * @param results by name
 * @param seconds that the computing took, without reading and writing
 * @param written what went where
 */
record RunSummary(
        Path file,
        String model,
        String backend,
        String precisionText,
        @Nullable String precision,
        Read read,
        Map<String, Tensor> results,
        double seconds,
        String written) {
    private static final double MILLIS_PER_SECOND = 1e3;

    /**
     * What was read.
     *
     * @param text in one line
     * @param tensors by name
     * @param sound the recording; null where it is something else
     */
    record Read(
            String text,
            Map<String, Tensor> tensors,
            @Nullable Wav sound) {}

    void print(PrintWriter err) {
        err.printf(
                Locale.ROOT,
                "%s on %s%s: %s -> %s in %.3f ms; wrote %s%n",
                model,
                backend,
                precisionText,
                read.text(),
                results.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue().shapeText())
                        .collect(Collectors.joining(", ")),
                seconds * MILLIS_PER_SECOND,
                written);
        @Nullable Wav sound = read.sound();
        if (sound != null && sound.seconds() > 0) {
            err.printf(
                    Locale.ROOT,
                    "real-time factor %.5f: %.3f s of sound in %.4f s, %.0f times as fast as it plays%n",
                    seconds / sound.seconds(),
                    sound.seconds(),
                    seconds,
                    sound.seconds() / seconds);
        }
    }

    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("file", file.toString())
                .put("model", model)
                .put("backend", backend)
                .put("precision", precision);
        json.set("input_shapes", shapes(read.tensors()));
        json.set("output_shapes", shapes(results));
        json.put("seconds", seconds);
        @Nullable Wav sound = read.sound();
        if (sound != null && sound.seconds() > 0) {
            json.put("sound_seconds", sound.seconds()).put("real_time_factor", seconds / sound.seconds());
        }
        return json.put("written", written);
    }

    private static ObjectNode shapes(Map<String, Tensor> tensors) {
        ObjectNode shapes = Json.object();
        tensors.forEach((name, tensor) -> shapes.set(name, Json.shape(tensor)));
        return shapes;
    }
}
