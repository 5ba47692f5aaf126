package io.github.lanewise.formats.pipeline;

import io.github.lanewise.Model;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.spectrum.Spectrum;
import java.util.function.Function;

/**
 * From a spectrum to the absolute values of its bins.
 *
 * @param spectrum the row before
 * @param squared whether to their squares
 */
record MagnitudeStage(Row spectrum, boolean squared) implements StageSpec {
    @Override
    public Row output() {
        return spectrum.real();
    }

    @Override
    public String describe() {
        return squared ? "Power" : "Magnitude";
    }

    @Override
    public RowStage newStage(Function<ModelFile, Model> compiled) {
        int bins = spectrum.numbers();
        return squared ? (x, y) -> Spectrum.power(x, bins, y) : (x, y) -> Spectrum.magnitude(x, bins, y);
    }
}
