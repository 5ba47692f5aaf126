package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import io.github.lanewise.WarmUp;
import io.github.lanewise.spec.ModelSpec;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs sequences on every backend of this machine and in every way of calling, and compares the results bit for bit. */
final class BitCheck {
    private final List<Engine> engines;
    private @Nullable String firstDifference;

    BitCheck(ModelSpec spec) throws CommandException {
        List<Engine> all = new ArrayList<>();
        for (Backend backend : Backend.available()) {
            all.add(Engine.of(spec, backend));
        }
        engines = List.copyOf(all);
    }

    /** The one whose run over whole sequences the others are compared with. */
    Engine reference() {
        return engines.getFirst();
    }

    /** Has the code of the widest vectors compiled, so that what is compared is what runs in the end; says what came of it. */
    WarmUp warmUp() {
        return engines.getLast().model().warmUp();
    }

    /** Where two results differ for the first time, in one line; null as long as all are the same. */
    @Nullable
    String firstDifference() {
        return firstDifference;
    }

    /**
     * Compares, and prints a table of verdicts.
     *
     * @param what the sequences' name
     * @param sequences that the model takes
     * @param expected the reference's results
     * @param out for the table
     */
    void compare(String what, Sequences sequences, Results expected, PrintWriter out) {
        Table table = new Table("l".repeat(engines.size() + 1));
        table.row(cells(
                "", engines.stream().map(engine -> engine.backend().toString()).toList()));
        for (CallShape call : CallShape.values()) {
            List<String> verdicts = new ArrayList<>();
            for (Engine engine : engines) {
                verdicts.add(verdict(what, call, engine, sequences, expected));
            }
            table.row(cells(call.toString(), verdicts));
        }
        out.println(what + ": " + sequences.describe());
        table.print(out);
    }

    private String verdict(String what, CallShape call, Engine engine, Sequences sequences, Results expected) {
        if (call.needsStepping() && !engine.model().canStep()) {
            return "cannot step";
        }
        @Nullable String difference = Difference.first(expected, call.run(engine, sequences));
        if (difference == null) {
            return call == CallShape.WHOLE && engine.backend() == reference().backend() ? "reference" : "same";
        }
        if (firstDifference == null) {
            firstDifference = what + ", " + call + " on " + engine.backend() + ": " + difference
                    + "; this is a fault of the program or of the machine, please report it";
        }
        return "DIFFERENT";
    }

    private static String[] cells(String first, List<String> others) {
        List<String> cells = new ArrayList<>(others);
        cells.addFirst(first);
        return cells.toArray(String[]::new);
    }
}
