package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import io.github.lanewise.cli.progress.Progress;
import io.github.lanewise.formats.ModelKind;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.ModelSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a model on every backend and in every way of calling, and compares: bit for bit, and with stored answers. */
@Command(
        name = "verify",
        description = {
            "Runs a model on every backend of this machine and in every way of calling, and compares the results bit for"
                    + " bit; then with the answers that are stored beside the input, if there are any.",
            "With --precision also shows what the precision costs on the input: bytes, and differences from fp32.",
            "Exit code 1 if anything differs."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  lanewise verify model.safetensors",
            "  lanewise verify model.safetensors --input answers.safetensors",
            "  lanewise verify model.safetensors --input rows.csv --precision int8",
            "  lanewise verify model.safetensors --json > verified.json"
        })
final class VerifyCommand implements Callable<Integer> {
    private static final int SEEDS = 1_000_000_000;
    private static final String RANDOM = "random numbers";
    private static final String REFERENCE = "running the reference";

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

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private PrecisionArgument precision;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "With --precision: the right class of each row of the output, from 0, in the output's order:"
                    + " .npy, .csv, or the tensor label of a .safetensors. Shows the accuracy before and after.")
    private @Nullable Path labelsPath;

    @Option(names = "--json", description = "Writes the same as one JSON object, at the end.")
    private boolean json;

    @Override
    public Integer call() throws IOException, CommandException {
        @Nullable Labels labels = labels();
        ModelFile model = argument.read();
        ModelSpec asRead = ordered(model.spec());
        long chosen = seed == null ? new SplittableRandom().nextInt(SEEDS) : seed;
        @Nullable SequenceInput input = input(model);
        Sequences sequences = input == null ? new SeededInputs(asRead, chosen).ordinary() : input.sequences();
        long rows = input == null ? (long) sequences.batch() * sequences.steps() : input.rows();
        Backend backend = Work.backend(Backend.AUTO, asRead, rows);
        PrecisionTrial trial = tried -> run(input, sequences, tried, backend).output();
        VerifyReport report = new VerifyReport(command.commandLine().getOut(), json);
        PrintWriter err = command.commandLine().getErr();
        try (Progress progress = Progress.on(err)) {
            ModelSpec spec = precision.applyTo(
                    argument.path(),
                    asRead,
                    trial,
                    json ? err : command.commandLine().getOut(),
                    progress);
            progress.at("compiling vector code");
            BitCheck check = new BitCheck(spec);
            List<VerifyReport.Fact> header = header(check, spec, chosen);
            progress.hide();
            report.header(header);
            @Nullable
            String wrongAnswer = compare(check, new SeededInputs(asRead, chosen), input, asRead, report, progress);
            if (precision.isGiven()) {
                String what = input == null ? RANDOM : input.path().toString();
                report.measured(new PrecisionAccount(spec, backend, sequences, trial).measure(what, labels, progress));
            }
            @Nullable String difference = check.firstDifference();
            end(report, difference == null ? wrongAnswer : argument.path() + ": " + difference);
        }
        return 0;
    }

    private static void end(VerifyReport report, @Nullable String problem) throws CommandException {
        report.end(problem);
        if (problem != null) {
            throw new CommandException(problem);
        }
    }

    private @Nullable Labels labels() throws IOException {
        if (labelsPath == null) {
            return null;
        }
        if (!precision.isGiven()) {
            throw new ParameterException(
                    command.commandLine(), "--labels: expected only with --precision, found none; leave it out");
        }
        return Labels.read(labelsPath);
    }

    /** Streams and single sequences have no order, and random batches may have any. */
    private static ModelSpec ordered(ModelSpec spec) {
        return spec.batchOrder() == BatchOrder.UNKNOWN ? spec.withBatchOrder(BatchOrder.TIME_FIRST) : spec;
    }

    private List<VerifyReport.Fact> header(BitCheck check, ModelSpec spec, long chosenSeed) throws CommandException {
        List<VerifyReport.Fact> facts = new ArrayList<>();
        facts.add(new VerifyReport.Fact("model", argument.path() + ": " + spec.describe()));
        facts.add(new VerifyReport.Fact("backends", Backends.available()));
        if (precision.isGiven() || Precisions.isReduced(spec)) {
            facts.add(new VerifyReport.Fact("weights", Precisions.describe(spec)));
        }
        facts.add(new VerifyReport.Fact("warm-up", check.warmUp().message()));
        facts.add(new VerifyReport.Fact("seed", Long.toString(chosenSeed)));
        return facts;
    }

    /** The file that was named, or the model's own, if it has an input. */
    private @Nullable SequenceInput input(ModelFile model) throws IOException, CommandException {
        if (inputPath != null) {
            SequenceInput input = SequenceInput.read(inputPath, model);
            return inputPath.equals(labelsPath) ? input.withUsed(Labels.NAME) : input;
        }
        @Nullable Safetensors own = own();
        return own != null && own.has("input") ? SequenceInput.of(own, model) : null;
    }

    /** The tensors of the model's own file; null for one of another kind. */
    private @Nullable Safetensors own() throws IOException {
        return argument.kind() == ModelKind.SAFETENSORS ? Safetensors.read(argument.contents()) : null;
    }

    private static Results run(@Nullable SequenceInput input, Sequences sequences, ModelSpec spec, Backend backend)
            throws CommandException {
        ModelRunner runner = ModelRunner.of(spec, backend);
        return input == null ? runner.run(sequences) : input.run(runner);
    }

    /** Compares bits and judges by the stored answers; returns the first wrong one, or null. */
    private @Nullable String compare(
            BitCheck check,
            SeededInputs seeded,
            @Nullable SequenceInput input,
            ModelSpec asRead,
            VerifyReport report,
            Progress progress)
            throws IOException, CommandException {
        if (inputPath == null) {
            report.compared(compare(check, RANDOM, seeded.ordinary(), progress));
            report.compared(compare(check, "hostile numbers", seeded.hostile(), progress));
        }
        if (input == null) {
            reportAnswersAlone(report);
            return null;
        }
        input.reportNotUsed(command.commandLine().getErr());
        progress.at(REFERENCE);
        Results results = input.run(check.reference().runner());
        Sequences sequences = input.sequences();
        report.compared(check.compare(input.path().toString(), sequences, results, progress));
        if (sequences.batched() && sequences.lengths() == null) {
            int[] lengths = seeded.lengths(sequences.batch(), sequences.steps());
            report.compared(compare(check, input.path() + " with lengths", sequences.withLengths(lengths), progress));
        }
        Safetensors tensors = input.tensors();
        @Nullable StoredAnswers answers = tensors == null ? null : StoredAnswers.of(tensors);
        if (answers == null) {
            report.note(input.path() + ": no stored answers");
            return null;
        }
        // The answers are those of the weights as the file has them.
        Results judged = precision.isGiven() ? run(input, sequences, asRead, Backend.SCALAR) : results;
        return judge(input.path(), answers, judged, report);
    }

    private static Comparison compare(BitCheck check, String what, Sequences sequences, Progress progress) {
        progress.at(REFERENCE);
        return check.compare(what, sequences, check.reference().runner().run(sequences), progress);
    }

    private void reportAnswersAlone(VerifyReport report) throws IOException {
        @Nullable Safetensors own = inputPath == null ? own() : null;
        if (own != null && StoredAnswers.of(own) != null) {
            report.note(argument.path() + ": stored answers without an input, not judged");
        }
    }

    private @Nullable String judge(Path path, StoredAnswers answers, Results results, VerifyReport report)
            throws IOException {
        List<StoredAnswers.Verdict> verdicts = answers.judge(results);
        report.judged(path.toString(), precision.isGiven(), answers, verdicts, answers.withoutResult(results));
        return verdicts.stream()
                .filter(verdict -> !verdict.good())
                .findFirst()
                .map(verdict ->
                        String.format(Locale.ROOT, "%s: %s, %.3g units off", path, verdict.where(), verdict.units()))
                .orElse(null);
    }
}
