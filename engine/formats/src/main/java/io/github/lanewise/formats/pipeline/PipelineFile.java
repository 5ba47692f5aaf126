package io.github.lanewise.formats.pipeline;

import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.spectrum.Window;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JSON file that describes what becomes of sound, and the models that it names:
 *
 * <pre>{@code
 * {"kind": "PIPELINE", "sample_rate": 16000, "stages": [
 *   {"kind": "FRAMES", "size": 512, "hop": 128},
 *   {"kind": "SPECTRUM"},
 *   {"kind": "MASK", "stages": [{"kind": "MAGNITUDE"}, {"kind": "MODEL", "file": "model_1.onnx"}]},
 *   {"kind": "INVERSE_SPECTRUM"},
 *   {"kind": "MODEL", "file": "model_2.onnx"},
 *   {"kind": "OVERLAP_ADD"}]}
 * }</pre>
 *
 * <p>The first stage is FRAMES; a frame goes through the others one after the other. The last one is OVERLAP_ADD where the
 * result is sound, and any stage of real numbers where it is a row of numbers for each frame.
 *
 * <table>
 * <caption>The stages, with what each makes and its keys; those with a value here may be left out</caption>
 * <tr><th>kind</th><th>makes</th><th>keys</th></tr>
 * <tr><td>FRAMES</td><td>frames of samples</td><td>size, hop, window (RECTANGULAR), before (size - hop), after (hop - 1; not for
 *     sound): samples of silence before and behind a recording</td></tr>
 * <tr><td>SPECTRUM</td><td>of real numbers their spectrum</td><td>size (how many numbers there are): of the transform, with zeros
 *     behind the numbers</td></tr>
 * <tr><td>MAGNITUDE, POWER</td><td>of a spectrum absolute values, their squares</td><td></td></tr>
 * <tr><td>MEL</td><td>of MAGNITUDE or POWER mel bands</td><td>bands, scale (HTK or SLANEY, required), norm (NONE or SLANEY,
 *     required), low (0), high (half of the sample rate), in hertz</td></tr>
 * <tr><td>LOG</td><td>logarithms</td><td>floor, or offset; decimal (natural logarithms): a factor for decimal ones</td></tr>
 * <tr><td>MODEL</td><td>the output of a model's step</td><td>file, from the pipeline's folder</td></tr>
 * <tr><td>MASK</td><td>a spectrum, each bin times a number</td><td>stages, which make these numbers of the spectrum</td></tr>
 * <tr><td>REPLACE_MAGNITUDE</td><td>a spectrum with other absolute values</td><td>stages, which make these of the
 *     spectrum</td></tr>
 * <tr><td>INVERSE_SPECTRUM</td><td>of a spectrum the samples</td><td></td></tr>
 * <tr><td>OVERLAP_ADD</td><td>sound</td><td>window (RECTANGULAR), normalize (false): whether the sum is divided by that of the
 *     products of both windows</td></tr>
 * </table>
 *
 * <p>The windows are those of {@link Window}. Any other key is refused. Immutable, if nobody writes to the weights' arrays.
 */
public final class PipelineFile {
    /** A pipeline says what it is before anything else, so that a large model in JSON need not be read for that. */
    private static final Pattern BEGINNING = Pattern.compile("\\s*\\{\\s*\"kind\"\\s*:\\s*\"PIPELINE\"");

    private static final int BEGINNING_BYTES = 256;

    private final Path path;
    private final int sampleRate;
    private final Framing framing;
    private final List<StageSpec> stages;
    private final @Nullable Joining joining;

    private PipelineFile(
            Path path, int sampleRate, Framing framing, List<StageSpec> stages, @Nullable Joining joining) {
        this.path = path;
        this.sampleRate = sampleRate;
        this.framing = framing;
        this.stages = stages;
        this.joining = joining;
    }

    /**
     * Whether a file is a pipeline.
     *
     * @param contents of the file
     * @return whether it begins with a JSON object whose first key is {@code kind} and has the value {@code PIPELINE}
     */
    public static boolean isOne(FileContents contents) {
        byte[] first = contents.bytes()
                .asSlice(0, Math.min(BEGINNING_BYTES, contents.size()))
                .toArray(ValueLayout.JAVA_BYTE);
        return BEGINNING.matcher(new String(first, StandardCharsets.ISO_8859_1)).lookingAt();
    }

    /**
     * Reads a pipeline, and its models.
     *
     * @param path the file
     * @return the pipeline
     * @throws FormatException if the file or a model breaks a rule of its format, or the stages do not go together
     * @throws IOException if a file cannot be read
     */
    public static PipelineFile read(Path path) throws IOException {
        return read(FileContents.read(path));
    }

    /**
     * Reads a pipeline that is in memory, and its models.
     *
     * @param contents of the file, whose path says where the models are
     * @return the pipeline
     * @throws FormatException if the file or a model breaks a rule of its format, or the stages do not go together
     * @throws IOException if a model cannot be read
     */
    public static PipelineFile read(FileContents contents) throws IOException {
        Path path = contents.path();
        ConfigObject root = ConfigObject.read(contents).named("pipeline");
        if (!root.string("kind").equals("PIPELINE")) {
            throw root.refused("kind", "PIPELINE", "'" + root.string("kind") + "'");
        }
        int sampleRate = root.size("sample_rate");
        List<ConfigObject> objects = new ArrayList<>();
        for (ConfigObject object : root.objects("stages")) {
            objects.add(object.named(object.where().substring("pipeline ".length())));
        }
        root.requireNothingElse();
        if (objects.isEmpty()) {
            throw root.refused("stages", "at least FRAMES and another stage", "none");
        }
        boolean sound = objects.getLast().string("kind").equals("OVERLAP_ADD");
        Framing framing = framing(objects.removeFirst(), sound);
        ConfigObject last = sound ? objects.removeLast() : null;
        StageReader reader = new StageReader(sampleRate, new ModelLoader(path, sampleRate));
        List<StageSpec> stages = reader.read(objects, Row.ofNumbers(framing.size()));
        Row end = stages.isEmpty()
                ? Row.ofNumbers(framing.size())
                : stages.getLast().output();
        if (last == null) {
            requireRows(root, end);
            return new PipelineFile(path, sampleRate, framing, stages, null);
        }
        return new PipelineFile(path, sampleRate, framing, stages, joining(last, framing, end));
    }

    private static Framing framing(ConfigObject object, boolean sound) throws FormatException {
        String kind = object.string("kind");
        if (!kind.equals("FRAMES")) {
            throw object.refused("kind", "FRAMES as the first stage", "'" + kind + "'");
        }
        int size = object.size("size");
        int hop = object.size("hop");
        if (hop > size) {
            throw object.refused("hop", "1 to " + size + ", the samples of a frame", Integer.toString(hop));
        }
        Window window = window(object);
        int before = object.integer("before", 0, size - hop);
        if (before >= size) {
            throw object.refused("before", "0 to " + (size - 1) + ", less than a frame", Integer.toString(before));
        }
        if (sound && object.has("after")) {
            throw object.refused(
                    "after", "no such key where the pipeline ends in sound, which has the recording's length", "one");
        }
        int after = object.integer("after", 0, hop - 1);
        object.requireNothingElse();
        return new Framing(size, hop, window, before, after);
    }

    private static Window window(ConfigObject object) throws FormatException {
        return object.has("window") ? object.constant("window", Window.values()) : Window.RECTANGULAR;
    }

    private static Joining joining(ConfigObject object, Framing framing, Row row) throws FormatException {
        if (row.complex() || row.numbers() != framing.size()) {
            throw new FormatException(
                    object.path(),
                    object.where(),
                    "frames of " + framing.size() + " samples, as FRAMES has cut them, from the stage before",
                    row.describe(),
                    row.complex() ? "put INVERSE_SPECTRUM between them" : "");
        }
        Joining joining = new Joining(framing, window(object), object.truth("normalize", false));
        object.requireNothingElse();
        object.made(joining::newOverlapAdd);
        return joining;
    }

    private static void requireRows(ConfigObject root, Row end) throws FormatException {
        if (end.complex()) {
            throw root.refused(
                    "stages",
                    "stages that end in OVERLAP_ADD, for sound, or in real numbers",
                    end.describe() + " at the end");
        }
    }

    /**
     * The file.
     *
     * @return as it was read
     */
    public Path path() {
        return path;
    }

    /**
     * The sample rate that the models were trained for.
     *
     * @return samples a second
     */
    public int sampleRate() {
        return sampleRate;
    }

    /**
     * Samples from the beginning of a frame to that of the next.
     *
     * @return at least 1
     */
    public int hop() {
        return framing.hop();
    }

    /**
     * Whether the result is sound.
     *
     * @return false where it is a row of numbers for each frame
     */
    public boolean endsInSound() {
        return joining != null;
    }

    /**
     * The models, in the order of the stages.
     *
     * @return unmodifiable
     */
    public List<ModelFile> models() {
        return stages.stream().flatMap(stage -> stage.models().stream()).toList();
    }

    /**
     * The stages in one line, for people.
     *
     * @return for instance {@code Frames(512, hop 128) -> Spectrum(257) -> Magnitude -> LSTM(257, 128)}
     */
    public String describe() {
        StringBuilder line = new StringBuilder(framing.describe());
        for (StageSpec stage : stages) {
            line.append(" -> ").append(stage.describe());
        }
        return joining == null
                ? line.toString()
                : line.append(" -> ").append(joining.describe()).toString();
    }

    Framing framing() {
        return framing;
    }

    List<StageSpec> stages() {
        return stages;
    }

    @Nullable
    Joining joining() {
        return joining;
    }
}
