package io.github.lanewise.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says what {@code verify} finds: in words, as soon as it is found, or as one JSON object, in the end. */
final class VerifyReport {
    private final PrintWriter out;
    private final @Nullable ObjectNode json;
    private final ArrayNode comparisons = Json.objects(List.of());

    /**
     * A report.
     *
     * @param out where to
     * @param asJson whether as JSON
     */
    VerifyReport(PrintWriter out, boolean asJson) {
        this.out = out;
        this.json = asJson ? Json.object() : null;
    }

    /** What is verified: names of things, and what they are. JSON has the names with underscores. */
    void header(List<Fact> facts) {
        if (json == null) {
            Table table = new Table("ll");
            facts.forEach(fact -> table.row(fact.name(), fact.text()));
            table.print(out);
        } else {
            facts.forEach(fact -> json.put(fact.name().replace('-', '_'), fact.text()));
            json.set("comparisons", comparisons);
        }
    }

    /** One line of the header. */
    record Fact(String name, String text) {}

    void compared(Comparison comparison) {
        if (json == null) {
            out.println();
            comparison.print(out);
        } else {
            comparisons.add(comparison.json());
        }
    }

    void note(String line) {
        if (json == null) {
            out.println();
            out.println(line);
        } else {
            json.withArray("notes").add(line);
        }
    }

    /**
     * What stored answers say.
     *
     * @param input the name of the input beside which they are
     * @param asInFile whether the weights are those of the file, and not in the precision asked for
     * @param answers that they are
     * @param verdicts on the results
     * @param notJudged names of answers without a result
     */
    void judged(
            String input,
            boolean asInFile,
            StoredAnswers answers,
            List<StoredAnswers.Verdict> verdicts,
            List<String> notJudged) {
        if (json == null) {
            out.println();
            out.printf(
                    Locale.ROOT,
                    "%s: stored answers%s, at most %d units of %.3g%n",
                    input,
                    asInFile ? ", judged with weights as the file has them" : "",
                    StoredAnswers.ALLOWED,
                    answers.unit());
            print(verdicts);
            notJudged.forEach(answer -> out.println(answer + ": not judged, the model has no such result"));
        } else {
            ObjectNode stored = json.putObject("stored_answers")
                    .put("input", input)
                    .put("unit", answers.unit())
                    .put("allowed_units", StoredAnswers.ALLOWED);
            stored.set(
                    "answers",
                    Json.objects(verdicts.stream().map(VerifyReport::json).toList()));
            stored.set("not_judged", Json.strings(notJudged));
        }
    }

    private void print(List<StoredAnswers.Verdict> verdicts) {
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

    private static ObjectNode json(StoredAnswers.Verdict verdict) {
        return Json.object()
                .put("tensor", verdict.tensor())
                .put("answer", verdict.answer())
                .put("units", verdict.units())
                .put("good", verdict.good())
                .put("worst_element", verdict.where());
    }

    void measured(PrecisionCost cost) {
        if (json == null) {
            out.println();
            cost.print(out);
        } else {
            json.set("precision_cost", cost.json());
        }
    }

    /**
     * Ends the report.
     *
     * @param problem what is wrong first; null if nothing is
     */
    void end(@Nullable String problem) {
        if (json != null) {
            json.put("verified", problem == null).put("problem", problem);
            out.println(json.toPrettyString());
        } else if (problem == null) {
            out.println();
            out.println("verified: the same bits on every backend, in every way of calling that the model allows");
        }
    }
}
