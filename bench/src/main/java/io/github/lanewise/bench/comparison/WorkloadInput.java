package io.github.lanewise.bench.comparison;

import java.util.SplittableRandom;

/** What everybody computes a workload from. */
public final class WorkloadInput {
    private WorkloadInput() {}

    /**
     * The input of a call: numbers between -1 and 1, the same ones each time.
     *
     * @param workload what is computed
     * @param call its number, from 0
     * @return as many floats as the workload takes
     */
    public static float[] of(Workload workload, int call) {
        SplittableRandom random = new SplittableRandom(call);
        float[] x = new float[workload.inputFloats()];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble(-1, 1);
        }
        return x;
    }
}
