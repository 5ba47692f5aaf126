package io.github.lanewise.bench.comparison;

import io.github.lanewise.Model;
import io.github.lanewise.bench.Stepper;

/**
 * A stepper of the engine's as a runner.
 *
 * @param model closed with the runner
 * @param stepper its own
 */
record SteppingRunner(Model model, Stepper stepper) implements Runner {
    @Override
    public void run(float[] x, float[] y) {
        stepper.step(x, y);
    }

    @Override
    public void reset() {
        stepper.reset();
    }

    @Override
    public void close() {
        model.close();
    }
}
