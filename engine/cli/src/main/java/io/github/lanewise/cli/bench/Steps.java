package io.github.lanewise.cli.bench;

import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.State;

/** Steps of one stream, back to back, over the same rows again and again. */
final class Steps implements TimedCalls {
    private final Session session;
    private final State state;
    private final float[] rows;
    private final float[] y;
    private final int features;
    private int at;

    Steps(Model model, float[] rows) {
        session = model.newSession();
        state = model.newState();
        features = model.inputSize();
        y = new float[model.outputSize()];
        this.rows = rows;
    }

    private void step() {
        session.step(rows, at, state, y, 0);
        at += features;
        if (at == rows.length) {
            at = 0;
        }
    }

    @Override
    public long nanos(int calls) {
        long begin = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            step();
        }
        return System.nanoTime() - begin;
    }

    @Override
    public void record(int calls, long clock, LatencyHistogram histogram) {
        for (int i = 0; i < calls; i++) {
            long begin = System.nanoTime();
            step();
            histogram.record(System.nanoTime() - begin - clock);
        }
    }
}
