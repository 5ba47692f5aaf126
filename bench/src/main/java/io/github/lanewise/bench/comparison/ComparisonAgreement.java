package io.github.lanewise.bench.comparison;

import io.github.lanewise.bench.Agreement;
import java.util.SplittableRandom;

/** Compares everybody's outputs before anything is timed. */
final class ComparisonAgreement {
    /** How far another engine may be from this one, absolute; a hidden state lies between -1 and 1. */
    static final double TOLERANCE = 1e-4;

    private static final int STREAM = 50;

    private ComparisonAgreement() {}

    /** Inputs between -1 and 1, the same ones each time. */
    static float[] input(Workload workload, int call) {
        SplittableRandom random = new SplittableRandom(call);
        float[] x = new float[workload.inputFloats()];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble(-1, 1);
        }
        return x;
    }

    /**
     * Refuses a contender that disagrees with the engine, over a stream of 50 steps or two calls. Resets both.
     *
     * @throws io.github.lanewise.bench.DisagreementException naming contender, call and output
     */
    static void require(Workload workload, String name, Runner engine, Runner contender, boolean sameBits) {
        engine.reset();
        contender.reset();
        float[] expected = new float[workload.outputFloats()];
        float[] found = new float[workload.outputFloats()];
        int calls = workload.isStream() ? STREAM : 2;
        for (int call = 0; call < calls; call++) {
            float[] x = input(workload, call);
            engine.run(x, expected);
            contender.run(x, found);
            String what = name + ", " + workload.kind() + " of " + workload.shape() + ", call " + call;
            if (sameBits) {
                Agreement.requireSameBits(what, expected, found);
            } else {
                Agreement.requireWithin(what, TOLERANCE, expected, found);
            }
        }
        engine.reset();
        contender.reset();
    }
}
