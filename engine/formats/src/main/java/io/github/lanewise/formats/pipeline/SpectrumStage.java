package io.github.lanewise.formats.pipeline;

import io.github.lanewise.Model;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.spectrum.RealFft;
import java.util.function.Function;

/**
 * From a frame to its spectrum.
 *
 * @param samples of the frame
 * @param size of the transform; zeros fill up the frame
 */
record SpectrumStage(int samples, int size) implements StageSpec {
    @Override
    public Row output() {
        return Row.ofSpectrum(size, samples);
    }

    @Override
    public String describe() {
        return "Spectrum(" + output().numbers() + ")";
    }

    @Override
    public RowStage newStage(Function<ModelFile, Model> compiled) {
        RealFft fft = RealFft.of(size);
        if (samples == size) {
            return (x, y) -> fft.forward(x, 0, y);
        }
        float[] padded = new float[size];
        return (x, y) -> {
            System.arraycopy(x, 0, padded, 0, samples);
            fft.forward(padded, 0, y);
        };
    }
}
