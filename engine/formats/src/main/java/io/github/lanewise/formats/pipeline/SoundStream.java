package io.github.lanewise.formats.pipeline;

import io.github.lanewise.Model;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.spectrum.Frames;
import io.github.lanewise.formats.spectrum.OverlapAdd;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One stream of sound through a {@link SoundPipeline}. Samples come in chunks of any size, and the results are the same bits. Not
 * thread-safe. Allocates nothing after it is made.
 */
public final class SoundStream {
    private final int outputSize;
    private final Frames frames;
    private final float[] frame;
    private final RowChain stages;
    private final @Nullable OverlapAdd sum;

    SoundStream(PipelineFile file, int outputSize, Function<ModelFile, Model> models) {
        this.outputSize = outputSize;
        frames = file.framing().newFrames();
        frame = new float[file.framing().size()];
        stages = new RowChain(file.stages(), models);
        Joining joining = file.joining();
        sum = joining == null ? null : joining.newOverlapAdd();
    }

    /**
     * How many frames the next samples complete.
     *
     * @param count how many samples, at least 0
     * @return frames; each writes outputSize floats
     */
    public int framesIn(int count) {
        return frames.completedBy(count);
    }

    /**
     * The next hop, or any other number of samples. See {@link #process(float[], int, int, float[], int)}.
     *
     * @param samples the next samples, all of the array
     * @param result room for outputSize floats of each frame that they complete, written
     * @return how many frames they completed
     * @throws IllegalArgumentException if the result has no room; the stream stays then
     */
    public int process(float[] samples, float[] result) {
        return process(samples, 0, samples.length, result, 0);
    }

    /**
     * The next samples. Where the first frame begins with a frame less a hop of silence, which is so unless the pipeline's file says
     * something else, each hop completes a frame. Of sound, hop samples go in and hop come out, which are
     * {@link SoundPipeline#latency} samples older. So the first samples that come out are from before the beginning; to get the
     * last ones, put as many zeros behind the sound.
     *
     * @param samples the array with the samples
     * @param from where they begin
     * @param count how many there are, at least 0
     * @param result the array for the results
     * @param resultFrom where the outputSize floats of each completed frame begin, written
     * @return how many frames the samples completed, as {@link #framesIn} says before
     * @throws IllegalArgumentException if an array is too short; the stream stays then
     */
    public int process(float[] samples, int from, int count, float[] result, int resultFrom) {
        requireRoom("samples", samples.length, from, count);
        int completed = framesIn(count);
        requireRoom("result", result.length, resultFrom, (long) completed * outputSize);
        int at = from;
        int to = resultFrom;
        while (at < from + count) {
            at += frames.take(samples, at, from + count - at);
            if (frames.isFull()) {
                frames.next(frame);
                finish(stages.apply(frame), result, to);
                to += outputSize;
            }
        }
        return completed;
    }

    private void finish(float[] row, float[] result, int to) {
        if (sum == null) {
            System.arraycopy(row, 0, result, to, outputSize);
        } else {
            sum.add(row, result, to);
        }
    }

    private static void requireRoom(String what, int length, int from, long count) {
        if (count < 0 || from < 0 || from > length - count) {
            throw new IllegalArgumentException(
                    what + ": expected " + count + " floats from index " + from + " on, found " + length + " in all");
        }
    }

    /** Goes back to the beginning of a stream, with the models' initial states. */
    public void reset() {
        frames.reset();
        stages.reset();
        if (sum != null) {
            sum.reset();
        }
    }
}
