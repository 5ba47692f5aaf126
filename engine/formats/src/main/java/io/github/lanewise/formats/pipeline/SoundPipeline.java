package io.github.lanewise.formats.pipeline;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Objects;

/**
 * A pipeline that is ready to run: sound in, sound or rows of numbers out. Immutable and shared between threads; each stream of
 * sound has a {@link SoundStream}. The results are the same bits on every machine, by whatever backend, and in chunks of any size.
 */
public final class SoundPipeline implements AutoCloseable {
    private final PipelineFile file;
    private final IdentityHashMap<ModelFile, Model> models = new IdentityHashMap<>();

    private SoundPipeline(PipelineFile file, Backend backend) {
        this.file = file;
        for (ModelFile model : file.models()) {
            models.put(model, Model.of(model.spec(), backend));
        }
    }

    /**
     * Reads a pipeline, and makes it ready.
     *
     * @param path the file, see {@link PipelineFile}
     * @return the pipeline
     * @throws FormatException if the file or a model breaks a rule of its format, or the stages do not go together
     * @throws IOException if a file cannot be read
     */
    public static SoundPipeline read(Path path) throws IOException {
        return of(PipelineFile.read(path), Backend.AUTO);
    }

    /**
     * Makes a pipeline ready.
     *
     * @param file what it is
     * @param backend what computes the models
     * @return the pipeline
     * @throws IllegalStateException if the backend cannot compute here
     */
    public static SoundPipeline of(PipelineFile file, Backend backend) {
        return new SoundPipeline(file, backend);
    }

    /**
     * What the pipeline is.
     *
     * @return the file that it was made of
     */
    public PipelineFile file() {
        return file;
    }

    /**
     * Floats that a frame adds to the result: the samples of a hop, or the numbers of a row.
     *
     * @return at least 1
     */
    public int outputSize() {
        if (file.endsInSound()) {
            return file.hop();
        }
        return file.stages().isEmpty()
                ? file.framing().size()
                : file.stages().getLast().output().numbers();
    }

    /**
     * How much sound comes out later than it went in, where that goes hop by hop: frame less hop. A program that takes sound from
     * a device waits for a hop besides.
     *
     * @return samples; 0 where the result is rows
     */
    public int latency() {
        return file.endsInSound() ? file.framing().size() - file.hop() : 0;
    }

    /**
     * A stream at its beginning.
     *
     * @return for one thread
     */
    public SoundStream newStream() {
        return new SoundStream(file, outputSize(), model -> Objects.requireNonNull(models.get(model)));
    }

    /**
     * A whole recording.
     *
     * @param samples at the pipeline's sample rate, at least one
     * @return sound of the same length, shape (samples, 1), in which each sample is at its own time; or a row for each frame,
     *     shape (frames, outputSize)
     * @throws IllegalArgumentException if there is no sample, or none of the frames gets full
     */
    public Tensor run(float[] samples) {
        return new WholeSound(this, samples).run();
    }

    /** Gives the models' memory back. Streams cannot run then. */
    @Override
    public void close() {
        models.values().forEach(Model::close);
    }

    @Override
    public String toString() {
        return file.describe();
    }
}
