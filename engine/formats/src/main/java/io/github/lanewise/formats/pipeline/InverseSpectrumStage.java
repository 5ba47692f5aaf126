package io.github.lanewise.formats.pipeline;

import io.github.lanewise.Model;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.spectrum.RealFft;
import java.util.function.Function;

/**
 * From a spectrum to its frame. Where zeros filled the frame up, what is in their place now is left out.
 *
 * @param spectrum the row before
 */
record InverseSpectrumStage(Row spectrum) implements StageSpec {
    @Override
    public Row output() {
        return Row.ofNumbers(spectrum.samples());
    }

    @Override
    public String describe() {
        return "InverseSpectrum(" + spectrum.samples() + ")";
    }

    @Override
    public RowStage newStage(Function<ModelFile, Model> compiled) {
        RealFft fft = RealFft.of(spectrum.transform());
        int samples = spectrum.samples();
        if (samples == spectrum.transform()) {
            return (x, y) -> fft.inverse(x, y, 0);
        }
        float[] padded = new float[spectrum.transform()];
        return (x, y) -> {
            fft.inverse(x, padded, 0);
            System.arraycopy(padded, 0, y, 0, samples);
        };
    }
}
