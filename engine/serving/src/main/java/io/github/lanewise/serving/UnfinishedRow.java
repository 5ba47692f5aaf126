package io.github.lanewise.serving;

/**
 * A row that was accepted and handed back, since the executor was closed before its step began.
 *
 * @param <K> identifies streams
 */
public final class UnfinishedRow<K> {
    private final K stream;
    private final float[] row;

    UnfinishedRow(K stream, float[] row) {
        this.stream = stream;
        this.row = row;
    }

    /**
     * Whose row it is.
     *
     * @return the stream
     */
    public K stream() {
        return stream;
    }

    /**
     * The input.
     *
     * @return the array itself, which belongs to whoever has this
     */
    public float[] row() {
        return row;
    }
}
