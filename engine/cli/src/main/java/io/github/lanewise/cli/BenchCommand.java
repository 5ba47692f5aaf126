package io.github.lanewise.cli;

import io.github.lanewise.cli.bench.Bench;
import io.github.lanewise.cli.bench.Conditions;
import io.github.lanewise.cli.bench.JsonReport;
import io.github.lanewise.cli.bench.PageReport;
import io.github.lanewise.cli.bench.PublishedTable;
import io.github.lanewise.cli.bench.Report;
import io.github.lanewise.cli.bench.Result;
import io.github.lanewise.cli.bench.Shape;
import io.github.lanewise.cli.bench.TextReport;
import io.github.lanewise.cli.bench.Workload;
import io.github.lanewise.cli.bench.WrongAnswerException;
import io.github.lanewise.cli.progress.ProgressBar;
import io.github.lanewise.formats.io.AtomicFile;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Measures how fast steps are on this machine. */
@Command(
        name = "bench",
        description = {
            "Measures steps on this machine, beside scalar code and beside a loop that only reads the weights, which take turns"
                    + " with it. Bits are compared before anything is timed.",
            "Without a model and a shape, rows have the sizes of tables that others have published.",
            "Exit code 1 if an answer was wrong."
        },
        mixinStandardHelpOptions = true,
        modelTransformer = BenchCommand.OptionalModel.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  lanewise bench",
            "  lanewise bench model.safetensors --precision int8",
            "  lanewise bench --lstm 128x128 --gru 64x256x2 --seconds 10",
            "  lanewise bench --table rtneural --json - | jq '.results[].p99_ns'",
            "  lanewise bench --table all --seconds 120 --html bench.html"
        })
final class BenchCommand implements Callable<Integer> {
    private static final double MOST_SECONDS = 3600;
    private static final String MODEL = "model";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Main main;

    @Mixin(name = MODEL)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ModelArgument model;

    @Option(
            names = "--lstm",
            paramLabel = "IxH[xL]",
            converter = ShapeConverter.class,
            description =
                    "An LSTM of I inputs, H units and L layers (1 unless said) with random weights. May be repeated.")
    private List<Shape> lstm = new ArrayList<>();

    @Option(
            names = "--gru",
            paramLabel = "IxH[xL]",
            converter = ShapeConverter.class,
            description = "A GRU, as --lstm has it.")
    private List<Shape> gru = new ArrayList<>();

    @Option(
            names = "--rnn",
            paramLabel = "IxH[xL]",
            converter = ShapeConverter.class,
            description = "An RNN with tanh, as --lstm has it.")
    private List<Shape> rnn = new ArrayList<>();

    @Option(
            names = "--table",
            paramLabel = "NAME",
            converter = TableConverter.class,
            description =
                    "All rows of a table that others have published, with random weights: rtneural, stac or vollo; all"
                            + " for all three. May be repeated.")
    private List<Tables> tables = new ArrayList<>();

    @Option(
            names = "--precision",
            paramLabel = "PRECISION",
            converter = PrecisionArgument.Converter.class,
            description =
                    "How weight matrices are stored: fp32, bf16, int8 or int4 (convolutions: int8). Of MODEL, then perhaps"
                            + " single layers, by name, or by number from 1 where a layer has no name: int8,fc=fp32."
                            + " Otherwise as the file has them.")
    private @Nullable PrecisionRequest precision;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "40",
            description =
                    "How long all rows take together, about: ${DEFAULT-VALUE} unless said. Each row needs a second or so"
                            + " to warm up.")
    private double seconds;

    @Option(
            names = "--ascii",
            description = "Histograms and units of ASCII characters, as where the output has no others.")
    private boolean ascii;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description =
                    "A file for every figure and the conditions. Replaced if it exists. With - they go to standard output,"
                            + " without the text.")
    private @Nullable Path json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "A file for a page with charts, which needs no other file. Replaced if it exists.")
    private @Nullable Path html;

    /** The model that other commands require. */
    static final class OptionalModel implements IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec command) {
            PositionalParamSpec required = command.positionalParameters().getFirst();
            command.remove(required);
            return command.addPositional(PositionalParamSpec.builder()
                    .arity("0..1")
                    .index("0")
                    .paramLabel(required.paramLabel())
                    .description(required.description())
                    .type(required.type())
                    .getter(required.getter())
                    .setter(required.setter())
                    .build());
        }
    }

    /** Reads the sizes of a stack. */
    static final class ShapeConverter implements ITypeConverter<Shape> {
        @Override
        public Shape convert(String value) {
            try {
                return Shape.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** What one name stands for. */
    record Tables(List<PublishedTable> all) {}

    /** Reads the name of one table, or of all. */
    static final class TableConverter implements ITypeConverter<Tables> {
        @Override
        public Tables convert(String value) {
            List<PublishedTable> named = Arrays.stream(PublishedTable.values())
                    .filter(table ->
                            value.equals("all") || value.equals(table.name().toLowerCase(Locale.ROOT)))
                    .toList();
            if (named.isEmpty()) {
                throw new TypeConversionException("expected rtneural, stac, vollo or all, found '" + value + "'");
            }
            return new Tables(named);
        }
    }

    @Override
    public Integer call() throws IOException, CommandException {
        requireUsage();
        List<Workload> workloads = workloads();
        boolean textless = json != null && StandardInput.isMeantBy(json);
        for (Path file : files()) {
            OutputFile.requirePlace(file, model.isGiven() ? new Path[] {model.path()} : new Path[0]);
        }
        Report report = measure(workloads);
        if (textless) {
            byte[] bytes = JsonReport.of(report);
            main.out().write(bytes, 0, bytes.length);
        } else {
            print(new TextReport(report, ascii || !TextReport.suits(main.out().charset())), report);
        }
        write(report, textless);
        if (report.warning() != null) {
            command.commandLine().getErr().println("warning: " + report.warning());
        }
        return 0;
    }

    private void requireUsage() {
        if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
            throw wrongUsage("--seconds: expected a number above 0 and at most 3600, found " + seconds);
        }
        if (html != null && StandardInput.isMeantBy(html)) {
            throw wrongUsage("--html: expected the name of a file, found -; give it one that ends in .html");
        }
        if (html != null && html.equals(json)) {
            throw wrongUsage("--html: expected another file than --json, found " + html + " for both");
        }
        if (precision != null && precision.isAuto()) {
            throw wrongUsage(
                    "--precision: expected fp32, bf16, int8 or int4, found auto; verify --precision auto says what"
                            + " it chooses");
        }
        if (!model.isGiven()) {
            for (OptionSpec option :
                    Objects.requireNonNull(command.mixins().get(MODEL)).options()) {
                if (command.commandLine().getParseResult().hasMatchedOption(option)) {
                    throw wrongUsage(option.longestName() + ": expected only with MODEL, found none; leave it out");
                }
            }
            if (precision != null && !precision.layers().isEmpty()) {
                throw wrongUsage(
                        "--precision: expected one precision where there is no MODEL, found precisions of layers;"
                                + " leave these out");
            }
        }
    }

    private ParameterException wrongUsage(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        if (json != null && !StandardInput.isMeantBy(json)) {
            files.add(json);
        }
        if (html != null) {
            files.add(html);
        }
        return files;
    }

    private List<Workload> workloads() throws IOException, CommandException {
        List<Workload> workloads = new ArrayList<>();
        if (model.isGiven()) {
            workloads.add(ofFile());
        }
        List<Workload> untrained = new ArrayList<>();
        lstm.forEach(shape -> untrained.add(Workload.of(CellKind.LSTM, shape)));
        gru.forEach(shape -> untrained.add(Workload.of(CellKind.GRU, shape)));
        rnn.forEach(shape -> untrained.add(Workload.of(CellKind.RNN_TANH, shape)));
        tables.stream()
                .flatMap(named -> named.all().stream())
                .distinct()
                .forEach(table -> untrained.addAll(table.all()));
        if (workloads.isEmpty() && untrained.isEmpty()) {
            untrained.addAll(PublishedTable.someOfEach());
        }
        Precision all = precision == null ? null : precision.all();
        untrained.forEach(row -> workloads.add(all == null ? row : row.in(all)));
        return workloads;
    }

    private Workload ofFile() throws IOException, CommandException {
        ModelFile file = model.read();
        ModelNotes.reportNotUsed(file, command.commandLine().getErr());
        ModelSpec spec = precision == null ? file.spec() : precision.applyTo(model.path(), file.spec());
        if (spec.wholeSequenceReason() != null) {
            throw new CommandException(model.path() + ": expected a model that can step, found "
                    + spec.wholeSequenceReason() + " in " + spec.describe() + ", which needs the whole sequence");
        }
        String name = String.valueOf(model.path().getFileName());
        boolean reduced = precision != null || Precisions.isReduced(spec);
        return Workload.of(reduced ? name + ", " + Precisions.describe(spec) : name, spec);
    }

    private Report measure(List<Workload> workloads) throws CommandException {
        try (ProgressBar progress = ProgressBar.on(command.commandLine().getErr())) {
            Bench bench = new Bench(workloads, seconds, progress::at);
            Conditions conditions = Conditions.here(new Version().getVersion()[0], bench.clockNanos());
            return new Report(conditions, bench.run());
        } catch (WrongAnswerException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    private void print(TextReport text, Report report) {
        PrintWriter out = command.commandLine().getOut();
        Table conditions = new Table("ll");
        text.conditions().forEach(row -> conditions.row(row.toArray(String[]::new)));
        conditions.print(out);
        for (Map.Entry<String, List<Result>> rows : report.tables().entrySet()) {
            out.println();
            out.println(rows.getKey());
            String source = Report.source(rows.getKey());
            if (!source.isEmpty()) {
                out.println(source);
            }
            List<String> headings = text.headings();
            Table table = new Table("l" + "r".repeat(headings.size() - 1)).row(headings.toArray(String[]::new));
            rows.getValue().forEach(result -> table.row(TextReport.cells(result).toArray(String[]::new)));
            table.print(out);
        }
        out.println();
        TextReport.legend().forEach(out::println);
        out.println();
        out.println("Single steps: how many took how long, both logarithmic");
        Table histograms = new Table("ll");
        text.histograms().forEach(row -> histograms.row(row.toArray(String[]::new)));
        histograms.print(out);
    }

    private void write(Report report, boolean jsonIsWritten) throws IOException {
        PrintWriter err = command.commandLine().getErr();
        if (json != null && !jsonIsWritten) {
            byte[] bytes = JsonReport.of(report);
            AtomicFile.write(json, out -> out.write(bytes));
            err.printf(Locale.ROOT, "wrote %,d bytes to %s%n", bytes.length, json);
        }
        if (html != null) {
            byte[] bytes = PageReport.of(report);
            AtomicFile.write(html, out -> out.write(bytes));
            err.printf(Locale.ROOT, "wrote %,d bytes to %s%n", bytes.length, html);
        }
    }
}
