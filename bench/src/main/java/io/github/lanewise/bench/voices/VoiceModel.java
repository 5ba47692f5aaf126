package io.github.lanewise.bench.voices;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.spec.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A published voice detector, Silero VAD. Its file is not the project's: whoever measures gives the path.
 *
 * @param graph the ONNX file
 * @param spec the layers
 */
public record VoiceModel(Path graph, ModelSpec spec) {
    /** How its rows are cut from sound. */
    public static final AudioFrames FRAMES = new AudioFrames(16_000, 512, 64);

    /** Units of its one recurrent layer. */
    public static final int UNITS = 128;

    /** Chunks of a stream that plays in real time. */
    static final double CHUNKS_A_SECOND = (double) FRAMES.sampleRate() / FRAMES.hop();

    /**
     * Reads the file.
     *
     * @param graph its path
     * @return the model
     * @throws IllegalArgumentException if it is another model
     * @throws IOException if it cannot be read
     */
    public static VoiceModel read(Path graph) throws IOException {
        ModelFile file = ModelFiles.read(graph);
        if (!FRAMES.equals(file.audio())) {
            throw new IllegalArgumentException(graph + ": expected Silero VAD for 16 kHz, found "
                    + file.spec().describe());
        }
        return new VoiceModel(graph, file.spec());
    }
}
