package io.github.lanewise.formats.pipeline;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.spectrum.LogScale;
import io.github.lanewise.formats.spectrum.MelFilterBank;
import io.github.lanewise.formats.spectrum.MelNorm;
import io.github.lanewise.formats.spectrum.MelScale;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the stages between frames and their sum, each with the row that the one before hands to it. */
final class StageReader {
    private static final String KINDS = "SPECTRUM, INVERSE_SPECTRUM, MAGNITUDE, POWER, MEL, LOG, MODEL, MASK,"
            + " REPLACE_MAGNITUDE (FRAMES is the first only, OVERLAP_ADD the last)";

    private final int sampleRate;
    private final ModelLoader models;

    /**
     * A reader of the stages of one file.
     *
     * @param sampleRate of the pipeline
     * @param models finds the models
     */
    StageReader(int sampleRate, ModelLoader models) {
        this.sampleRate = sampleRate;
        this.models = models;
    }

    /**
     * Stages one after the other.
     *
     * @param objects their descriptions
     * @param first the row that the first of them gets
     */
    List<StageSpec> read(List<ConfigObject> objects, Row first) throws IOException {
        List<StageSpec> stages = new ArrayList<>();
        Row row = first;
        for (ConfigObject object : objects) {
            StageSpec stage = stage(object, row);
            object.requireNothingElse();
            stages.add(stage);
            row = stage.output();
        }
        return List.copyOf(stages);
    }

    private StageSpec stage(ConfigObject object, Row row) throws IOException {
        String kind = object.string("kind");
        return switch (kind) {
            case "SPECTRUM" -> spectrum(object, requireReal(object, row));
            case "INVERSE_SPECTRUM" -> new InverseSpectrumStage(requireSpectrum(object, row));
            case "MAGNITUDE" -> new MagnitudeStage(requireSpectrum(object, row), false);
            case "POWER" -> new MagnitudeStage(requireSpectrum(object, row), true);
            case "MEL" -> mel(object, requireReal(object, row));
            case "LOG" -> log(object, requireReal(object, row));
            case "MODEL" ->
                new ModelStage(models.read(object, requireReal(object, row).numbers()));
            case "MASK", "REPLACE_MAGNITUDE" ->
                change(object, requireSpectrum(object, row), SpectrumChange.Kind.valueOf(kind));
            default -> throw object.refused("kind", "one of " + KINDS, "'" + kind + "'");
        };
    }

    private static StageSpec spectrum(ConfigObject object, Row row) throws FormatException {
        int size = object.integer("size", row.numbers(), row.numbers());
        return new SpectrumStage(row.numbers(), size);
    }

    private StageSpec mel(ConfigObject object, Row row) throws FormatException {
        if (row.transform() == 0) {
            throw new FormatException(
                    object.path(),
                    object.where(),
                    "a number for each bin of a spectrum from the stage before, as MAGNITUDE and POWER have them",
                    row.describe(),
                    "");
        }
        MelFilterBank.Builder builder = MelFilterBank.builder(sampleRate, row.transform(), object.size("bands"))
                .range(object.number("low", 0), object.number("high", sampleRate / 2f))
                .scale(object.constant("scale", MelScale.values()))
                .norm(object.constant("norm", MelNorm.values()));
        return new MelStage(object.made(builder::build));
    }

    private static StageSpec log(ConfigObject object, Row row) throws FormatException {
        boolean floored = object.has("floor");
        if (floored == object.has("offset")) {
            throw new FormatException(
                    object.path(), object.where(), "either a floor or an offset", floored ? "both" : "none", "");
        }
        float limit = object.number(floored ? "floor" : "offset");
        LogScale natural = object.made(() -> floored ? LogScale.withFloor(limit) : LogScale.withOffset(limit));
        LogScale scale = object.has("decimal") ? natural.decimal(object.number("decimal")) : natural;
        return new LogStage(row, scale);
    }

    private StageSpec change(ConfigObject object, Row row, SpectrumChange.Kind kind) throws IOException {
        List<StageSpec> stages = read(object.objects("stages"), row);
        Row result = stages.isEmpty() ? row : stages.getLast().output();
        if (result.complex() || result.numbers() != row.numbers()) {
            throw object.refused(
                    "stages", "stages that end in " + row.numbers() + " numbers, one for each bin", result.describe());
        }
        return new SpectrumChange(row, stages, kind);
    }

    private static Row requireSpectrum(ConfigObject object, Row row) throws FormatException {
        if (!row.complex()) {
            throw new FormatException(
                    object.path(), object.where(), "a spectrum from the stage before", row.describe(), "");
        }
        return row;
    }

    private static Row requireReal(ConfigObject object, Row row) throws FormatException {
        if (row.complex()) {
            throw new FormatException(
                    object.path(),
                    object.where(),
                    "real numbers from the stage before",
                    row.describe(),
                    "put MAGNITUDE, POWER or INVERSE_SPECTRUM between them");
        }
        return row;
    }
}
