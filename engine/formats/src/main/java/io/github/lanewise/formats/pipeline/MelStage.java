package io.github.lanewise.formats.pipeline;

import io.github.lanewise.Model;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.spectrum.MelFilterBank;
import java.util.function.Function;

/**
 * From powers or magnitudes to mel bands.
 *
 * @param bank the bands
 */
record MelStage(MelFilterBank bank) implements StageSpec {
    @Override
    public Row output() {
        return Row.ofNumbers(bank.bands());
    }

    @Override
    public String describe() {
        return "Mel(" + bank.bands() + ")";
    }

    @Override
    public RowStage newStage(Function<ModelFile, Model> compiled) {
        return bank::apply;
    }
}
