package io.github.lanewise.bench.start;

import io.github.lanewise.bench.comparison.Runner;

/** Times each step of another runner. A step's time has one reading of the clock in it, some 25 ns. */
final class TimedRunner implements Runner {
    private final Runner runner;
    private final StepTimes times;

    TimedRunner(Runner runner, StepTimes times) {
        this.runner = runner;
        this.times = times;
    }

    @Override
    public void run(float[] x, float[] y) {
        long begin = System.nanoTime();
        runner.run(x, y);
        times.add(begin, System.nanoTime());
    }

    @Override
    public void reset() {
        runner.reset();
    }

    @Override
    public boolean isSettled() {
        return runner.isSettled();
    }

    @Override
    public void close() {
        runner.close();
    }
}
