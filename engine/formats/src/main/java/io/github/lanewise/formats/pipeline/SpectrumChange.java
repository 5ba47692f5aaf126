package io.github.lanewise.formats.pipeline;

import io.github.lanewise.Model;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.spectrum.Spectrum;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * From a spectrum to another of the same phase. Stages of their own make a number for each bin of it.
 *
 * @param spectrum the row before
 * @param stages that begin with the spectrum
 * @param kind what the numbers are
 */
record SpectrumChange(Row spectrum, List<StageSpec> stages, Kind kind) implements StageSpec {
    /** What becomes of a bin. */
    enum Kind {
        /** It is multiplied with its number. */
        MASK("Mask"),
        /** The number is its new absolute value. */
        REPLACE_MAGNITUDE("ReplaceMagnitude");

        private final String name;

        Kind(String name) {
            this.name = name;
        }
    }

    @Override
    public Row output() {
        return spectrum;
    }

    @Override
    public String describe() {
        return kind.name + "(" + describe(stages) + ")";
    }

    /** Stages one after the other, for people. */
    static String describe(List<StageSpec> stages) {
        return stages.stream().map(StageSpec::describe).collect(Collectors.joining(" -> "));
    }

    @Override
    public List<ModelFile> models() {
        return stages.stream().flatMap(stage -> stage.models().stream()).toList();
    }

    @Override
    public RowStage newStage(Function<ModelFile, Model> compiled) {
        RowChain chain = new RowChain(stages, compiled);
        int bins = spectrum.numbers();
        boolean mask = kind == Kind.MASK;
        return new RowStage() {
            @Override
            public void apply(float[] x, float[] y) {
                float[] numbers = chain.apply(x);
                if (mask) {
                    Spectrum.mask(x, numbers, bins, y);
                } else {
                    Spectrum.replaceMagnitude(x, numbers, bins, y);
                }
            }

            @Override
            public void reset() {
                chain.reset();
            }
        };
    }
}
