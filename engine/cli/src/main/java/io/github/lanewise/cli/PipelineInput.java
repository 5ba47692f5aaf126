package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import io.github.lanewise.formats.audio.Wav;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.pipeline.PipelineFile;
import io.github.lanewise.formats.pipeline.SoundPipeline;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline of sound, and the recording that goes through it.
 *
 * @param pipeline the pipeline
 * @param path the recording's file
 * @param sound the recording
 */
record PipelineInput(PipelineFile pipeline, Path path, Wav sound) {
    /**
     * Reads the recording.
     *
     * @throws FormatException if it is no recording, or one of another sample rate
     * @throws IOException if it cannot be read
     */
    static PipelineInput read(PipelineFile pipeline, Path path) throws IOException {
        boolean piped = StandardInput.isMeantBy(path);
        if (piped || FileKind.of(path) != FileKind.WAV) {
            throw new FormatException(
                    piped ? StandardInput.NAME : path,
                    "",
                    "a recording (.wav) for the pipeline " + pipeline.path(),
                    piped ? "standard input" : "another kind of file",
                    "give a .wav file");
        }
        Wav sound = Wav.read(path);
        if (sound.sampleRate() != pipeline.sampleRate()) {
            throw new FormatException(
                    path,
                    "",
                    pipeline.sampleRate() + " samples a second, as the pipeline " + pipeline.path() + " says",
                    Integer.toString(sound.sampleRate()),
                    "resample the sound");
        }
        return new PipelineInput(pipeline, path, sound);
    }

    /** The models. */
    List<ModelSpec> specs() {
        return pipeline.models().stream().map(ModelFile::spec).toList();
    }

    /** About how many frames the recording has. */
    long frames() {
        return Math.ceilDiv(sound.samples().size(0), pipeline.hop());
    }

    /** How sound is written; null where the pipeline ends in rows. */
    @Nullable
    AudioFormat audio() {
        return pipeline.endsInSound() ? new AudioFormat(sound.sampleRate(), sound.encoding()) : null;
    }

    /** The recording's length, for people. */
    String describe() {
        return "input of " + sound.samples().size(0) + " samples";
    }

    /**
     * Makes the pipeline ready.
     *
     * @param backend what computes the models
     * @param destination where the result will go
     * @throws FormatException if the destination has no room for it
     */
    Prepared prepare(Backend backend, Destination destination) throws FormatException {
        SoundPipeline ready = SoundPipeline.of(pipeline, backend);
        destination.requireRoom(Tensor.zeros(1, pipeline.endsInSound() ? 1 : ready.outputSize()), audio());
        return () -> {
            try {
                return Map.of("output", ready.run(sound.samples().data()));
            } catch (IllegalArgumentException e) {
                throw new CommandException(path + ": " + e.getMessage(), e);
            }
        };
    }

    /** Says what of the models' files was not used, and in what they differ. */
    void reportNotes(PrintWriter err) {
        for (ModelFile model : pipeline.models()) {
            ModelNotes.reportDifferences(model, err);
            ModelNotes.reportNotUsed(model, err);
        }
    }

    /** A pipeline that is ready. */
    @FunctionalInterface
    interface Prepared {
        /**
         * Runs the pipeline over the recording.
         *
         * @return the result, by the name {@code output}
         * @throws CommandException if the recording is too short
         */
        Map<String, Tensor> run() throws CommandException;
    }
}
