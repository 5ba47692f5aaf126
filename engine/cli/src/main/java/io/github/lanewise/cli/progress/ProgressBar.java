package io.github.lanewise.cli.progress;

import java.io.PrintWriter;

/**
 * One line at the bottom of a terminal that says how far a command has come. It is written over, at most ten times a second, and
 * gone after {@link #close}.
 */
public final class ProgressBar implements AutoCloseable {
    private static final int CELLS = 24;
    private static final int LINE = 79;
    private static final long NANOS_BETWEEN = 100_000_000;

    private final PrintWriter err;
    private final boolean shown;
    private String doing = "";
    private long last;
    private int length;

    /**
     * A bar.
     *
     * @param err standard error
     * @param shown false for one that prints nothing
     */
    ProgressBar(PrintWriter err, boolean shown) {
        this.err = err;
        this.shown = shown;
    }

    /**
     * A bar on standard error, which prints nothing unless that is a terminal.
     *
     * @param err standard error
     * @return a new bar
     */
    public static ProgressBar on(PrintWriter err) {
        return new ProgressBar(err, Terminal.isStandardError());
    }

    /**
     * Says how far it has come.
     *
     * @param share of the work, from 0 to 1
     * @param what is being done
     */
    public void at(double share, String what) {
        if (!shown) {
            return;
        }
        long now = System.nanoTime();
        if (what.equals(doing) && now - last < NANOS_BETWEEN) {
            return;
        }
        doing = what;
        last = now;
        double within = Math.clamp(share, 0, 1);
        int full = (int) Math.round(within * CELLS);
        String line =
                "[" + "#".repeat(full) + "-".repeat(CELLS - full) + "] " + Math.round(100 * within) + " %  " + what;
        write(line.substring(0, Math.min(LINE, line.length())));
    }

    /** Takes the line away. */
    @Override
    public void close() {
        if (length > 0) {
            write("");
            err.print('\r');
            err.flush();
        }
    }

    private void write(String line) {
        err.print("\r" + line + " ".repeat(Math.max(0, length - line.length())));
        err.flush();
        length = line.length();
    }
}
