package io.github.lanewise.formats.pipeline;

import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.State;
import io.github.lanewise.formats.model.ModelFile;
import java.util.List;
import java.util.function.Function;

/**
 * A step of a model, whose state goes on from row to row.
 *
 * @param file the model
 */
record ModelStage(ModelFile file) implements StageSpec {
    @Override
    public Row output() {
        return Row.ofNumbers(file.spec().outputSize());
    }

    @Override
    public String describe() {
        return file.spec().describe();
    }

    @Override
    public List<ModelFile> models() {
        return List.of(file);
    }

    @Override
    public RowStage newStage(Function<ModelFile, Model> compiled) {
        return new Stepping(compiled.apply(file));
    }

    private static final class Stepping implements RowStage {
        private final Model model;
        private final Session session;
        private State state;

        Stepping(Model model) {
            this.model = model;
            session = model.newSession();
            state = model.newState();
        }

        @Override
        public void apply(float[] x, float[] y) {
            session.step(x, state, y);
        }

        @Override
        public void reset() {
            state = model.newState();
        }
    }
}
