package io.github.lanewise.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.lanewise.cli.doctor.Examination;
import io.github.lanewise.cli.doctor.Finding;
import io.github.lanewise.cli.doctor.Workload;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says whether models run as fast here as they should, and what to change. */
@Command(
        name = "doctor",
        description = {
            "Looks at the machine and at the JVM, compiles vector code for a few LSTMs or for MODEL, times it beside scalar"
                    + " code and beside reading its weights, and says what to change. Takes up to 20 seconds.",
            "Each line is ok, a note, or a problem. Exit code 1 if one is a problem. Times are medians; what a busy machine"
                    + " makes uncertain is no problem."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  lanewise doctor",
            "  lanewise doctor model.safetensors --precision int8",
            "  lanewise doctor --json > doctor.json || echo something is a problem"
        })
final class DoctorCommand implements Callable<Integer> {
    /** Weights in the first, the second and the third cache of most processors. */
    private static final List<Integer> UNITS = List.of(32, 128, 512);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    @ArgGroup(exclusive = false)
    private @Nullable Timed timed;

    @Option(names = "--json", description = "Writes the lines as one JSON object, with figures.")
    private boolean json;

    /** A model to be timed in place of the LSTMs. */
    private static final class Timed {
        @ArgGroup(exclusive = false, multiplicity = "1")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private ModelArgument model;

        @ArgGroup(exclusive = false)
        private @Nullable FixedPrecisionArgument precision;
    }

    @Override
    public Integer call() throws IOException, CommandException {
        List<Finding> findings = new ArrayList<>();
        PrintWriter out = command.commandLine().getOut();
        Examination.run(workloads(), finding -> {
            findings.add(finding);
            if (!json) {
                print(finding, out);
            }
        });
        boolean problem = findings.stream().anyMatch(finding -> finding.status() == Finding.Status.PROBLEM);
        if (json) {
            out.println(json(findings, problem));
        } else {
            out.println(problem ? "something is a problem" : "all is well");
        }
        return problem ? Main.FAILED : 0;
    }

    private List<Workload> workloads() throws IOException, CommandException {
        if (timed == null) {
            return UNITS.stream().map(units -> workload(lstm(units))).toList();
        }
        ModelSpec spec = timed.model.read().spec();
        return List.of(workload(timed.precision == null ? spec : timed.precision.applyTo(timed.model.path(), spec)));
    }

    private static ModelSpec lstm(int units) {
        return ModelSpec.ofStack(
                RecurrentSpec.builder(CellKind.LSTM, units, units).buildUntrained(new SplittableRandom(1)), false);
    }

    private static Workload workload(ModelSpec spec) {
        return new Workload(spec, StoredWeights.bytes(spec), Work.productsOfARow(spec));
    }

    /** A line, and one below it for what to change. In colour on a terminal, unless NO_COLOR says otherwise. */
    private static void print(Finding finding, PrintWriter out) {
        String style = switch (finding.status()) {
            case OK -> "green";
            case NOTE -> "yellow";
            case PROBLEM -> "red,bold";
        };
        String word = finding.status().text();
        out.println(Ansi.AUTO.new Text("@|" + style + " " + word + "|@")
                + " ".repeat(9 - word.length())
                + finding.name()
                + " ".repeat(Math.max(2, 12 - finding.name().length()))
                + finding.text());
        if (!finding.change().isEmpty()) {
            out.println(" ".repeat(21) + finding.change());
        }
        out.flush();
    }

    private static String json(List<Finding> findings, boolean problem) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeBooleanField("well", !problem);
            json.writeArrayFieldStart("findings");
            for (Finding finding : findings) {
                json.writeStartObject();
                json.writeStringField("status", finding.status().text());
                json.writeStringField("name", finding.name());
                json.writeStringField("text", finding.text());
                if (!finding.change().isEmpty()) {
                    json.writeStringField("change", finding.change());
                }
                if (!finding.figures().isEmpty()) {
                    json.writeObjectFieldStart("figures");
                    for (Map.Entry<String, Double> figure : finding.figures().entrySet()) {
                        json.writeNumberField(figure.getKey(), figure.getValue());
                    }
                    json.writeEndObject();
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }
}
