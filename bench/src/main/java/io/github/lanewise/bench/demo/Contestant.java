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
 * An implementation that is timed.
 *
 * @param name for the tables
 * @param stepper the implementation
 */
record Contestant(String name, Stepper stepper) {
    /** The textbook, the engine's scalar code, and its vector code at the machine's preferred width if there is any. */
    static List<Contestant> all(ModelSpec spec) {
        List<Contestant> all = new ArrayList<>();
        all.add(new Contestant("textbook", new TextbookClassifier(spec)));
        all.add(of(spec, Backend.SCALAR));
        Backend widest = Backend.available().getLast();
        if (widest != Backend.SCALAR) {
            all.add(of(spec, widest));
        }
        return List.copyOf(all);
    }

    private static Contestant of(ModelSpec spec, Backend backend) {
        Model model = Model.of(spec, backend);
        model.warmUp();
        return new Contestant(model.describeBackend(), new EngineStepper(model));
    }
}
