package io.github.lanewise.cli;

import io.github.lanewise.formats.ModelKind;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.ModelSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a model on every backend and in every way of calling, and compares: bit for bit, and with stored answers. */
@Command(
        name = "verify",
        description = {
            "Runs a model on every backend of this machine and in every way of calling, and compares the results bit for"
                    + " bit; then with the answers that are stored beside the input, if there are any.",
            "Exit code 1 if anything differs."
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    private static final int SEEDS = 1_000_000_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ModelArgument argument;

    @Option(
            names = "--input",
            paramLabel = "IN",
            description = "What it reads, as for run, with answers (output_f64 or output_f32, h_n_f64, ...) beside it."
                    + " Without: random and hostile numbers, and the input in the model's own file.")
    private @Nullable Path inputPath;

    @Option(names = "--seed", paramLabel = "N", description = "The seed of the random numbers; otherwise a new one.")
    private @Nullable Long seed;

    @Override
    public Integer call() throws IOException, CommandException {
        ModelFile model = argument.read();
        // Streams and single sequences have no order, and random batches may have any.
        ModelSpec spec = model.spec().batchOrder() == BatchOrder.UNKNOWN
                ? model.spec().withBatchOrder(BatchOrder.TIME_FIRST)
                : model.spec();
        BitCheck check = new BitCheck(spec);
        PrintWriter out = command.commandLine().getOut();
        long chosen = seed == null ? new SplittableRandom().nextInt(SEEDS) : seed;
        new Table("ll")
                .row("model", argument.path() + ": " + model.spec().describe())
                .row("backends", Backends.available())
                .row("warm-up", check.warmUp().message())
                .row("seed", Long.toString(chosen))
                .print(out);

        SeededInputs seeded = new SeededInputs(spec, chosen);
        if (inputPath == null) {
            compare(check, "random numbers", seeded.ordinary(), out);
            compare(check, "hostile numbers", seeded.hostile(), out);
        }
        @Nullable SequenceInput input = input(model, out);
        @Nullable String wrongAnswer = null;
        if (input != null) {
            input.reportNotUsed(command.commandLine().getErr());
            wrongAnswer = verify(input, check, seeded, out);
        }
        if (check.firstDifference() != null) {
            throw new CommandException(argument.path() + ": " + check.firstDifference());
        }
        if (wrongAnswer != null) {
            throw new CommandException(wrongAnswer);
        }
        out.println();
        out.println("verified: the same bits on every backend, in every way of calling that the model allows");
        return 0;
    }

    /** The file that was named, or the model's own, if it has an input. */
    private @Nullable SequenceInput input(ModelFile model, PrintWriter out) throws IOException, CommandException {
        if (inputPath != null) {
            return SequenceInput.read(inputPath, model);
        }
        if (argument.kind() != ModelKind.SAFETENSORS) {
            return null;
        }
        Safetensors file = Safetensors.read(argument.contents());
        if (file.has("input")) {
            return SequenceInput.of(file, model);
        }
        if (StoredAnswers.of(file) != null) {
            out.println();
            out.println(argument.path() + ": stored answers without an input, not judged");
        }
        return null;
    }

    private static void compare(BitCheck check, String what, Sequences sequences, PrintWriter out) {
        out.println();
        check.compare(what, sequences, check.reference().runner().run(sequences), out);
    }

    /** Compares bits and judges by the stored answers; returns the first wrong one, or null. */
    private static @Nullable String verify(SequenceInput input, BitCheck check, SeededInputs seeded, PrintWriter out)
            throws IOException, CommandException {
        Results results = input.run(check.reference().runner());
        Sequences sequences = input.sequences();
        out.println();
        check.compare(input.path().toString(), sequences, results, out);
        if (sequences.batched() && sequences.lengths() == null) {
            int[] lengths = seeded.lengths(sequences.batch(), sequences.steps());
            compare(check, input.path() + " with lengths", sequences.withLengths(lengths), out);
        }
        out.println();
        Safetensors tensors = input.tensors();
        @Nullable StoredAnswers answers = tensors == null ? null : StoredAnswers.of(tensors);
        if (answers == null) {
            out.println(input.path() + ": no stored answers");
            return null;
        }
        return judge(input.path(), answers, results, out);
    }

    private static @Nullable String judge(Path path, StoredAnswers answers, Results results, PrintWriter out)
            throws IOException {
        List<StoredAnswers.Verdict> verdicts = answers.judge(results);
        out.printf(
                Locale.ROOT,
                "%s: stored answers, at most %d units of %.3g%n",
                path,
                StoredAnswers.ALLOWED,
                answers.unit());
        print(verdicts, out);
        for (String answer : answers.withoutResult(results)) {
            out.println(answer + ": not judged, the model has no such result");
        }
        return verdicts.stream()
                .filter(verdict -> !verdict.good())
                .findFirst()
                .map(verdict ->
                        String.format(Locale.ROOT, "%s: %s, %.3g units off", path, verdict.where(), verdict.units()))
                .orElse(null);
    }

    private static void print(List<StoredAnswers.Verdict> verdicts, PrintWriter out) {
        Table table = new Table("llrll").row("", "answer", "units", "verdict", "worst element");
        for (StoredAnswers.Verdict verdict : verdicts) {
            table.row(
                    verdict.tensor(),
                    verdict.answer(),
                    String.format(Locale.ROOT, "%.3f", verdict.units()),
                    verdict.good() ? "good" : "WRONG",
                    verdict.where());
        }
        table.print(out);
    }
}
