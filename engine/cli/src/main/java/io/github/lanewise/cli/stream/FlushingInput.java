package io.github.lanewise.cli.stream;

import java.io.Flushable;
import java.io.IOException;
import java.io.InputStream;

/**
 * An input that has an output flushed before it waits. Whoever waits for an answer before sending more gets it, and a fast pipe,
 * whose rows come many at a time, has its answers written many at a time.
 */
public final class FlushingInput extends InputStream {
    private final InputStream in;
    private final Flushable output;

    /**
     * An input.
     *
     * @param in what is read
     * @param output flushed before each read that would wait
     */
    public FlushingInput(InputStream in, Flushable output) {
        this.in = in;
        this.output = output;
    }

    @Override
    public int read() throws IOException {
        flushBeforeWaiting();
        return in.read();
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        flushBeforeWaiting();
        return in.read(bytes, from, length);
    }

    private void flushBeforeWaiting() throws IOException {
        if (in.available() == 0) {
            output.flush();
        }
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }
}
