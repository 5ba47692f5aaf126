package io.github.lanewise.bench.comparison;

import java.util.SplittableRandom;

/** What everybody computes a workload from. */
final class WorkloadInput {
    private WorkloadInput() {}

    /** The input of a call: numbers between -1 and 1, the same ones each time. */
    static float[] of(Workload workload, int call) {
        SplittableRandom random = new SplittableRandom(call);
        float[] x = new float[workload.inputFloats()];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble(-1, 1);
        }
        return x;
    }
}
