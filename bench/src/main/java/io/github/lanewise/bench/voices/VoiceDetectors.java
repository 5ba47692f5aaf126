package io.github.lanewise.bench.voices;

/** Streams of sound, each with a state of its own, and one model that listens to all of them. Not thread-safe. */
public interface VoiceDetectors extends AutoCloseable {
    /**
     * The next chunk of some streams in one call, with what copying of states the engine needs.
     *
     * @param x a row for each of them, one after the other
     * @param first the number of the first stream
     * @param count how many streams
     * @param y a probability for each of them, written
     */
    void step(float[] x, int first, int count, float[] y);

    @Override
    void close();
}
