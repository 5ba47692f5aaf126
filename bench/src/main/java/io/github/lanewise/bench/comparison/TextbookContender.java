package io.github.lanewise.bench.comparison;

import io.github.lanewise.bench.textbook.TextbookLstm;

/** Plain Java with {@link Math}, for steps. */
record TextbookContender() implements Contender {
    @Override
    public String name() {
        return "textbook Java";
    }

    @Override
    public boolean supports(Workload workload) {
        return workload.kind() == Workload.Kind.STEP && workload.stack().numLayers() == 1;
    }

    @Override
    public Runner prepare(Workload workload) {
        TextbookLstm lstm = new TextbookLstm(workload.stack());
        return new Runner() {
            @Override
            public void run(float[] x, float[] y) {
                lstm.step(x, y);
            }

            @Override
            public void reset() {
                lstm.reset();
            }

            @Override
            public void close() {
                // Nothing but arrays.
            }
        };
    }
}
