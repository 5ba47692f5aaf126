package io.github.lanewise.bench.voices;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Detectors that hear all streams of sound at the same pace, chunk after chunk. Only their own steps are timed. */
final class Listening {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final String engine;
    private final VoiceDetectors detectors;
    private final VoiceSound sound;
    private final float[] probabilities;
    private int chunks;
    private long allocated;

    Listening(String engine, VoiceDetectors detectors, VoiceSound sound, int streams) {
        this.engine = engine;
        this.detectors = detectors;
        this.sound = sound;
        probabilities = new float[streams];
    }

    /**
     * The next chunk of every stream.
     *
     * @param together streams of a call
     * @return nanoseconds of all calls
     */
    long hear(int together) {
        int row = VoiceModel.FRAMES.size();
        float[] x = new float[together * row];
        float[] y = new float[together];
        long nanos = 0;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int first = 0, count; first < probabilities.length; first += count) {
            count = Math.min(together, probabilities.length - first);
            for (int i = 0; i < count; i++) {
                sound.row(first + i, chunks, x, i * row);
            }
            long start = System.nanoTime();
            detectors.step(x, first, count, y);
            nanos += System.nanoTime() - start;
            System.arraycopy(y, 0, probabilities, first, count);
        }
        allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        chunks++;
        return nanos;
    }

    String engine() {
        return engine;
    }

    /** The number of the last chunk, from 0. */
    int lastChunk() {
        return chunks - 1;
    }

    /** What the last chunk of all streams allocated on the Java heap. */
    long allocated() {
        return allocated;
    }

    /** What a stream's detector said about the last chunk. */
    float probability(int stream) {
        return probabilities[stream];
    }

    void close() {
        detectors.close();
    }
}
