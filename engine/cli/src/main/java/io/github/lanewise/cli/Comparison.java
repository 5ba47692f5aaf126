package io.github.lanewise.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.Backend;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What came of running one input on every backend and in every way of calling.
 *
 * @param input its name
 * @param shapes in one line
 * @param verdicts all backends of the first way of calling, then those of the next
 */
record Comparison(String input, String shapes, List<Verdict> verdicts) {
    /** What a run gave. */
    enum Outcome {
        /** What the others are compared with. */
        REFERENCE,
        /** The same bits. */
        SAME,
        /** Other bits. */
        DIFFERENT,
        /** The model needs the whole sequence. */
        CANNOT_STEP;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * One run.
     *
     * @param maxDifference the greatest difference of a number from the reference's; 0 may still be other bits
     */
    record Verdict(CallShape call, Backend backend, Outcome outcome, double maxDifference) {
        private String cell() {
            return outcome == Outcome.DIFFERENT ? "DIFFERENT" : outcome.toString();
        }

        private ObjectNode json() {
            ObjectNode json = Json.object()
                    .put("call", call.toString())
                    .put("backend", backend.toString())
                    .put("outcome", outcome.toString());
            return outcome == Outcome.CANNOT_STEP ? json : json.put("max_difference", maxDifference);
        }
    }

    /** Copies what it is given. */
    Comparison {
        verdicts = List.copyOf(verdicts);
    }

    /** A line for each way of calling, a column for each backend. */
    void print(PrintWriter out) {
        List<Backend> backends =
                verdicts.stream().map(Verdict::backend).distinct().toList();
        Table table = new Table("l".repeat(backends.size() + 1));
        table.row(cells("", backends.stream().map(Backend::toString).toList()));
        for (int from = 0; from < verdicts.size(); from += backends.size()) {
            List<Verdict> line = verdicts.subList(from, from + backends.size());
            table.row(cells(
                    line.getFirst().call().toString(),
                    line.stream().map(Verdict::cell).toList()));
        }
        out.println(input + ": " + shapes);
        table.print(out);
    }

    private static String[] cells(String first, List<String> others) {
        List<String> cells = new ArrayList<>(others);
        cells.addFirst(first);
        return cells.toArray(String[]::new);
    }

    ObjectNode json() {
        ObjectNode json = Json.object().put("input", input).put("shapes", shapes);
        json.set("runs", Json.objects(verdicts.stream().map(Verdict::json).toList()));
        return json;
    }
}
