package io.github.lanewise.cli.bench;

import io.github.lanewise.Model;
import io.github.lanewise.SlidingWindow;

/** Answers of a window that slides over a stream. The work between two answers is done, and not timed. */
final class WindowAnswers implements TimedCalls {
    private final SlidingWindow window;
    private final float[] rows;
    private final float[] y;
    private final int features;
    private final long clock;
    private int at;

    WindowAnswers(Model model, int steps, float[] rows, long clock) {
        window = model.newWindow(steps);
        features = model.inputSize();
        y = new float[model.outputSize()];
        this.rows = rows;
        this.clock = clock;
    }

    private long answer() {
        long begin = System.nanoTime();
        window.answer(rows, at, y, 0);
        long nanos = System.nanoTime() - begin;
        window.advance();
        at += features;
        if (at == rows.length) {
            at = 0;
        }
        return nanos;
    }

    @Override
    public long nanos(int calls) {
        long nanos = 0;
        for (int i = 0; i < calls; i++) {
            nanos += answer() - clock;
        }
        return nanos;
    }

    @Override
    public void record(int calls, long taken, LatencyHistogram histogram) {
        for (int i = 0; i < calls; i++) {
            histogram.record(answer() - taken);
        }
    }
}
