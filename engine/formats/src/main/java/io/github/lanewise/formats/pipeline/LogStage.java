package io.github.lanewise.formats.pipeline;

import io.github.lanewise.Model;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.spectrum.LogScale;
import java.util.function.Function;

/**
 * The logarithm of each number.
 *
 * @param output the row, whose numbers stay of the same bins
 * @param scale which logarithm
 */
record LogStage(Row output, LogScale scale) implements StageSpec {
    @Override
    public String describe() {
        return "Log";
    }

    @Override
    public RowStage newStage(Function<ModelFile, Model> compiled) {
        return (x, y) -> scale.apply(x, output.numbers(), y);
    }
}
