package io.github.lanewise.cli.progress;

import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ProgressBar} for work that may be over at once: nothing is shown in the first second. Later it is drawn by a thread of
 * its own, so that it appears while one long piece of the work goes on.
 */
public final class Progress implements AutoCloseable {
    private static final Duration BEFORE = Duration.ofSeconds(1);
    private static final Duration BETWEEN = Duration.ofMillis(100);

    private final ProgressBar bar;
    private double share;
    private @Nullable String what;
    private long since;
    private boolean closed;

    /**
     * Progress that nobody draws but who calls {@link #draw}.
     *
     * @param bar where
     */
    Progress(ProgressBar bar) {
        this.bar = bar;
    }

    /**
     * Progress on standard error, which prints nothing unless that is a terminal.
     *
     * @param err standard error
     * @return a new one
     */
    public static Progress on(PrintWriter err) {
        boolean shown = Terminal.isStandardError();
        Progress progress = new Progress(new ProgressBar(err, shown));
        if (shown) {
            Thread.ofPlatform().daemon().name("lanewise progress").start(progress::drawUntilClosed);
        }
        return progress;
    }

    /**
     * Progress that is never shown.
     *
     * @return a new one
     */
    public static Progress none() {
        return new Progress(new ProgressBar(new PrintWriter(Writer.nullWriter()), false));
    }

    /**
     * Says how far the work has come.
     *
     * @param ofAll from 0 to 1
     * @param doing what begins now
     */
    public synchronized void at(double ofAll, String doing) {
        if (!doing.equals(what)) {
            since = System.nanoTime();
        }
        share = ofAll;
        what = doing;
    }

    /**
     * Says what is being done, where nobody knows how far it has come.
     *
     * @param doing what begins now
     */
    public void at(String doing) {
        at(Double.NaN, doing);
    }

    /** Takes the line away until the next {@link #at}, for something else to be printed. */
    public synchronized void hide() {
        what = null;
        bar.close();
    }

    /** Takes the line away for good. */
    @Override
    public synchronized void close() {
        hide();
        closed = true;
        notifyAll();
    }

    /**
     * Draws the bar, or what is being done and for how long.
     *
     * @param seconds that it has taken up to now
     */
    synchronized void draw(long seconds) {
        if (what == null) {
            return;
        }
        if (Double.isNaN(share)) {
            bar.at(what + ", " + seconds + " s");
        } else {
            bar.at(share, what);
        }
    }

    private synchronized void drawUntilClosed() {
        try {
            Duration next = BEFORE;
            while (!closed) {
                // Woken up early or not, the bar itself is drawn ten times a second at most.
                wait(next.toMillis());
                if (!closed) {
                    draw(Duration.ofNanos(System.nanoTime() - since).toSeconds());
                }
                next = BETWEEN;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
