package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import io.github.lanewise.WarmUp;
import io.github.lanewise.cli.progress.Progress;
import io.github.lanewise.spec.ModelSpec;
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
     * Compares.
     *
     * @param input the sequences' name
     * @param sequences that the model takes
     * @param expected the reference's results
     * @param progress is told of each comparison
     */
    Comparison compare(String input, Sequences sequences, Results expected, Progress progress) {
        List<Comparison.Verdict> verdicts = new ArrayList<>();
        double all = CallShape.values().length * engines.size();
        for (CallShape call : CallShape.values()) {
            for (Engine engine : engines) {
                progress.at(verdicts.size() / all, input + ", " + call + " on " + engine.backend());
                verdicts.add(verdict(input, call, engine, sequences, expected));
            }
        }
        progress.hide();
        return new Comparison(input, sequences.describe(), verdicts);
    }

    private Comparison.Verdict verdict(
            String input, CallShape call, Engine engine, Sequences sequences, Results expected) {
        Backend backend = engine.backend();
        if (call.needsStepping() && !engine.model().canStep()) {
            return new Comparison.Verdict(call, backend, Comparison.Outcome.CANNOT_STEP, 0);
        }
        Results found = call.run(engine, sequences);
        @Nullable String difference = Difference.first(expected, found);
        if (difference == null) {
            boolean itself = call == CallShape.WHOLE && backend == reference().backend();
            return new Comparison.Verdict(
                    call, backend, itself ? Comparison.Outcome.REFERENCE : Comparison.Outcome.SAME, 0);
        }
        if (firstDifference == null) {
            firstDifference = input + ", " + call + " on " + backend + ": " + difference
                    + "; this is a fault of the program or of the machine, please report it";
        }
        return new Comparison.Verdict(call, backend, Comparison.Outcome.DIFFERENT, Difference.max(expected, found));
    }
}
