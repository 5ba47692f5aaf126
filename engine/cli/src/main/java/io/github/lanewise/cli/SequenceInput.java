package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.formats.audio.Wav;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.tensors.Csv;
import io.github.lanewise.formats.tensors.CsvOptions;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model and the sequences that it reads: an array {@code .npy}, a table {@code .csv} with a row for each time step, a
 * {@code .wav} of one channel, or a {@code .safetensors} with the tensors {@code input} and perhaps {@code h0}, {@code c0},
 * {@code lengths}.
 *
 * @param model the model
 * @param path where the sequences are from
 * @param sequences what the model reads
 * @param notUsed tensors of the file that nobody uses and that are not known to be something else
 * @param tensors the file's tensors; null for a file of one array
 * @param sound the file's sound; null for a file of something else
 */
record SequenceInput(
        ModelFile model,
        Path path,
        Sequences sequences,
        List<String> notUsed,
        @Nullable Safetensors tensors,
        @Nullable Wav sound)
        implements RunInput {
    private static final long PRODUCTS_OF_A_PIECE = 1_000_000_000L;
    /** So many steps lose no time at the ends of pieces. */
    private static final long LEAST_PIECE = 1_000;

    private static final Set<String> INPUTS = Set.of("input", "h0", "c0", "lengths");
    private static final Set<String> HIDDEN_STATE = Set.of("h_n");
    private static final Set<String> LSTM_STATES =
            Collections.unmodifiableSet(new LinkedHashSet<>(List.of("h_n", "c_n")));

    /**
     * Reads the inputs of a model.
     *
     * @param path the file
     * @param model the model
     * @return the inputs, whose shapes nobody has checked
     * @throws IOException if its name has an ending that we do not know, it cannot be read, or a tensor is missing or
     *     not what it has to be
     * @throws CommandException if a recording cannot be cut into the model's rows
     */
    static SequenceInput read(Path path, ModelFile model) throws IOException, CommandException {
        return read(path, model, CsvOptions.COMMAS);
    }

    /**
     * Reads the inputs of a model, as {@link #read(Path, ModelFile)} does.
     *
     * @param table how a {@code .csv} is written
     */
    static SequenceInput read(Path path, ModelFile model, CsvOptions table) throws IOException, CommandException {
        ModelSpec spec = model.spec();
        SequenceInput input = switch (FileKind.of(path)) {
            case SAFETENSORS -> of(Safetensors.read(path), model);
            case NPY -> of(model, path, column(spec, Npy.read(path)));
            // A table has two dimensions already: steps and features.
            case CSV -> of(model, path, Csv.read(path, table));
            case WAV -> recording(path, model);
        };
        input.requireOrder();
        return input;
    }

    /** Refuses a batch for a model whose file does not say the order of its axes. */
    private void requireOrder() throws CommandException {
        if (sequences.batched() && model.spec().batchOrder() == BatchOrder.UNKNOWN) {
            throw new CommandException(path + ": expected the order of the axes of a batch of shape "
                    + sequences.input().shapeText() + ", found none in " + model.path() + "; give "
                    + ModelNotes.ORDER_OPTIONS);
        }
    }

    /**
     * Reads the inputs of a model from standard input.
     *
     * @param in standard input
     * @param model the model
     * @param table how a table is written
     * @return the inputs, whose shapes nobody has checked
     * @throws IOException if it cannot be read, or is no array
     * @throws CommandException if it is a batch, and the model's file does not say the order of its axes
     */
    static SequenceInput read(InputStream in, ModelFile model, CsvOptions table) throws IOException, CommandException {
        StandardInput array = StandardInput.read(in, table);
        ModelSpec spec = model.spec();
        SequenceInput input =
                of(model, StandardInput.NAME, array.table() ? array.tensor() : column(spec, array.tensor()));
        input.requireOrder();
        return input;
    }

    private static SequenceInput of(ModelFile model, Path path, Tensor input) {
        return new SequenceInput(
                model, path, new Sequences(model.spec(), input, null, null, null), List.of(), null, null);
    }

    /** Sample by sample, or in the rows that the model says. */
    private static SequenceInput recording(Path path, ModelFile model) throws IOException, CommandException {
        Wav sound = Wav.read(path);
        Tensor rows;
        try {
            rows = rows(path, sound, model);
        } catch (IllegalArgumentException e) {
            throw new CommandException(path + ": " + e.getMessage(), e);
        }
        return new SequenceInput(
                model, path, new Sequences(model.spec(), rows, null, null, null), List.of(), null, sound);
    }

    /**
     * The rows that a model reads of a recording.
     *
     * @throws FormatException if it has another sample rate than the model
     * @throws IllegalArgumentException if it cannot be cut into rows
     */
    static Tensor rows(Path path, Wav sound, ModelFile model) throws FormatException {
        AudioFrames audio = model.audio();
        if (audio == null) {
            return sound.samples();
        }
        requireRate(path, sound, model, audio);
        return audio.cut(sound.samples().data());
    }

    private static void requireRate(Path path, Wav sound, ModelFile model, AudioFrames audio) throws FormatException {
        if (sound.sampleRate() != audio.sampleRate()) {
            throw new FormatException(
                    path,
                    "",
                    audio.sampleRate() + " samples a second, as the model " + model.path() + " was trained for",
                    Integer.toString(sound.sampleRate()),
                    "resample the sound");
        }
    }

    /**
     * The inputs of a model, from a file of tensors.
     *
     * @param file the file
     * @param model the model
     * @return the inputs, whose shapes nobody has checked
     * @throws FormatException if a tensor is missing, or not what it has to be
     * @throws CommandException if they are a batch, and the model's file does not say the order of its axes
     */
    static SequenceInput of(Safetensors file, ModelFile model) throws FormatException, CommandException {
        ModelSpec spec = model.spec();
        NumberReader numbers = new NumberReader(file);
        Sequences sequences = new Sequences(
                spec,
                column(spec, numbers.floats("input")),
                numbers.optionalFloats("h0"),
                numbers.optionalFloats("c0"),
                numbers.optionalCounts("lengths"));
        Set<String> weights = spec.tensors().keySet();
        List<String> notUsed = file.names().stream()
                .filter(name -> !INPUTS.contains(name) && !weights.contains(name) && !StoredAnswers.isAnswer(name))
                .toList();
        SequenceInput input = new SequenceInput(model, file.path(), sequences, notUsed, file, null);
        input.requireOrder();
        return input;
    }

    /** Tokens as PyTorch has them, one number a time step, get the dimension of features that the engine counts on. */
    private static Tensor column(ModelSpec spec, Tensor input) {
        boolean tokens = spec.layers().getFirst() instanceof EmbeddingSpec;
        if (!tokens || (input.rank() != 1 && input.rank() != 2)) {
            return input;
        }
        int[] shape = Arrays.copyOf(input.shape(), input.rank() + 1);
        shape[input.rank()] = 1;
        return Tensor.of(input.data(), shape);
    }

    /** By their numbers, for nobody has checked the shape yet. */
    @Override
    public long rows() {
        return Math.ceilDiv((long) sequences.input().data().length, model.spec().inputSize());
    }

    @Override
    public Set<String> finalStates() {
        @Nullable RecurrentSpec stack = model.spec().singleStack();
        if (stack == null) {
            return Set.of();
        }
        return stack.kind() == CellKind.LSTM ? LSTM_STATES : HIDDEN_STATE;
    }

    @Override
    public String describeModel() {
        return model.spec().describe();
    }

    @Override
    public String describe() {
        return sequences.describe();
    }

    @Override
    public Map<String, Tensor> tensorsByName() {
        return sequences.named();
    }

    @Override
    public PreparedRun prepare(ModelSpec spec, Backend backend, Destination destination)
            throws CommandException, FormatException {
        ModelRunner runner = ModelRunner.of(spec, backend);
        Results room = attempt(runner::newOutput);
        destination.requireRoom(room.output(), AudioFormat.of(sound, model));
        return progress -> {
            progress.at(PreparedRun.RUNNING);
            int piece = piece(runner.model().spec());
            boolean inPieces =
                    sequences.isOneLongerThan(piece) && runner.model().canStep() && spec.head() == Head.EVERY_STEP;
            return (inPieces ? Streams.inPieces(runner.model(), sequences, piece, progress) : run(runner)).named();
        };
    }

    /** Steps that take some tenths of a second, of which each piece of a long sequence has so many. */
    static int piece(ModelSpec spec) {
        return (int) Math.clamp(
                PRODUCTS_OF_A_PIECE / Math.max(1, Work.productsOfARow(spec)), LEAST_PIECE, Integer.MAX_VALUE);
    }

    /**
     * Runs a model over the inputs.
     *
     * @throws CommandException if the model does not take them, naming file and tensor
     */
    Results run(ModelRunner runner) throws CommandException {
        return attempt(runner::run);
    }

    private Results attempt(Function<Sequences, Results> call) throws CommandException {
        try {
            return call.apply(sequences);
        } catch (IllegalArgumentException e) {
            throw new CommandException(path + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void reportNotes(PrintWriter err) {
        ModelNotes.reportDifferences(model, err);
        ModelNotes.reportNotUsed(model, err);
        reportNotUsed(err);
    }

    /** The same input, of which somebody uses a tensor. */
    SequenceInput withUsed(String name) {
        List<String> others =
                notUsed.stream().filter(tensor -> !tensor.equals(name)).toList();
        return new SequenceInput(model, path, sequences, others, tensors, sound);
    }

    /** Names the tensors that nobody uses, if there are any, in one line. */
    void reportNotUsed(PrintWriter err) {
        if (!notUsed.isEmpty()) {
            err.println("not used: " + String.join(", ", notUsed));
        }
    }
}
