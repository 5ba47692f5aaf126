package io.github.lanewise.bench.demo;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.bench.EngineStepper;
import io.github.lanewise.bench.Stepper;
import io.github.lanewise.bench.textbook.TextbookClassifier;
import io.github.lanewise.spec.ModelSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * An implementation that is timed, with its name.
 *
 * @param name for the tables
 * @param stepper the implementation
 */
record NamedStepper(String name, Stepper stepper) {
    /** The textbook, the engine's scalar code, and its vector code at the machine's preferred width if there is any. */
    static List<NamedStepper> all(ModelSpec spec) {
        List<NamedStepper> all = new ArrayList<>();
        all.add(new NamedStepper("textbook", new TextbookClassifier(spec)));
        all.add(of(spec, Backend.SCALAR));
        Backend widest = Backend.available().getLast();
        if (widest != Backend.SCALAR) {
            all.add(of(spec, widest));
        }
        return List.copyOf(all);
    }

    private static NamedStepper of(ModelSpec spec, Backend backend) {
        Model model = Model.of(spec, backend);
        model.warmUp();
        return new NamedStepper(model.describeBackend(), new EngineStepper(model));
    }
}
