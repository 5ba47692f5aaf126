package io.github.lanewise.formats.pipeline;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads the models of a pipeline, which have to go from row to row. */
final class ModelLoader {
    private final Path pipeline;
    private final int sampleRate;

    ModelLoader(Path pipeline, int sampleRate) {
        this.pipeline = pipeline;
        this.sampleRate = sampleRate;
    }

    /**
     * The model of a stage.
     *
     * @param stage its description, with the model's file
     * @param numbers of the row that the model gets
     */
    ModelFile read(ConfigObject stage, int numbers) throws IOException {
        Path path = path(stage);
        // What a model does not use is in its file's answer, and whoever reads the pipeline has that.
        ModelFile model = ModelFiles.read(
                path, ReadOptions.builder().notices(notice -> {}).build());
        ModelSpec spec = model.spec();
        String reason = spec.wholeSequenceReason();
        if (reason != null) {
            throw refused(stage, path, "that goes step by step", reason + ", which needs the whole sequence");
        }
        if (spec.layers().getFirst() instanceof EmbeddingSpec) {
            throw refused(stage, path, "of numbers", "one of tokens, " + spec.describe());
        }
        if (spec.inputSize() != numbers) {
            throw refused(
                    stage,
                    path,
                    "that takes " + numbers + " numbers, as the stage before has them",
                    spec.describe() + ", which takes " + spec.inputSize());
        }
        AudioFrames audio = model.audio();
        if (audio != null && audio.sampleRate() != sampleRate) {
            throw refused(stage, path, "for " + sampleRate + " samples a second", audio.sampleRate() + " in its file");
        }
        return model;
    }

    private Path path(ConfigObject stage) throws FormatException {
        String name = stage.string("file");
        try {
            Path path = pipeline.resolveSibling(name);
            if (!Files.exists(path)) {
                throw stage.refused("file", "a model beside the pipeline or at a path from there", "no file " + path);
            }
            return path;
        } catch (InvalidPathException e) {
            throw stage.refused("file", "the name of a file", "'" + name + "'").causedBy(e);
        }
    }

    private static FormatException refused(ConfigObject stage, Path path, String expected, String found) {
        return stage.refused("file", "a model " + expected, path + ": " + found);
    }
}
