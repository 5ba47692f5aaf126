package io.github.lanewise.formats.pipeline;

import io.github.lanewise.Model;
import io.github.lanewise.formats.model.ModelFile;
import java.util.List;
import java.util.function.Function;

/** Stages one after the other, as they run, with the rows between them. */
final class RowChain {
    private final RowStage[] stages;
    private final float[][] rows;

    RowChain(List<StageSpec> specs, Function<ModelFile, Model> compiled) {
        stages = new RowStage[specs.size()];
        rows = new float[stages.length][];
        for (int i = 0; i < stages.length; i++) {
            stages[i] = specs.get(i).newStage(compiled);
            rows[i] = new float[specs.get(i).output().floats()];
        }
    }

    /** The row behind the last stage, which the next call writes again. */
    float[] apply(float[] x) {
        float[] row = x;
        for (int i = 0; i < stages.length; i++) {
            stages[i].apply(row, rows[i]);
            row = rows[i];
        }
        return row;
    }

    void reset() {
        for (RowStage stage : stages) {
            stage.reset();
        }
    }
}
