package io.github.lanewise.formats.pipeline;

import io.github.lanewise.spec.Tensor;
import java.util.Arrays;

/** A whole recording through a pipeline: the silence behind it, and which of the results belong to it. */
final class WholeSound {
    private static final int MAX_FLOATS = Integer.MAX_VALUE - 8;

    private final SoundPipeline pipeline;
    private final float[] samples;
    private final Framing framing;

    WholeSound(SoundPipeline pipeline, float[] samples) {
        this.pipeline = pipeline;
        this.samples = samples;
        framing = pipeline.file().framing();
    }

    Tensor run() {
        if (samples.length == 0) {
            throw new IllegalArgumentException("samples: expected at least 1, found 0");
        }
        if (pipeline.file().endsInSound()) {
            // The frames that begin before the end finish all samples.
            float[] sound = through(Math.ceilDiv((long) framing.before() + samples.length, framing.hop()));
            float[] own = Arrays.copyOfRange(sound, framing.before(), framing.before() + samples.length);
            return Tensor.of(own, own.length, 1);
        }
        long surplus = (long) framing.before() + samples.length + framing.after() - framing.size();
        if (surplus < 0) {
            throw new IllegalArgumentException("samples: expected at least " + (samples.length - surplus)
                    + ", which fill a frame of " + framing.size() + ", found " + samples.length);
        }
        float[] rows = through(surplus / framing.hop() + 1);
        return Tensor.of(rows, rows.length / pipeline.outputSize(), pipeline.outputSize());
    }

    /** The results of so many frames. */
    private float[] through(long frames) {
        long floats = frames * pipeline.outputSize();
        if (floats > MAX_FLOATS) {
            throw new IllegalArgumentException("samples: expected a result of at most " + MAX_FLOATS + " floats, found "
                    + floats + "; run the recording as a stream");
        }
        float[] result = new float[(int) floats];
        SoundStream stream = pipeline.newStream();
        int needed = (int) ((frames - 1) * framing.hop() + framing.size() - framing.before());
        int own = Math.min(needed, samples.length);
        int completed = stream.process(samples, 0, own, result, 0);
        stream.process(new float[needed - own], 0, needed - own, result, completed * pipeline.outputSize());
        return result;
    }
}
