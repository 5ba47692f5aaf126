package io.github.lanewise.bench.start;

import io.github.lanewise.bench.company.ExpectedOutputs;
import io.github.lanewise.bench.comparison.Runner;
import io.github.lanewise.bench.comparison.Workload;
import io.github.lanewise.bench.comparison.WorkloadInput;

/**
 * The outputs of a process's first steps, as a runner that gives them again. So those that judge runners judge the very outputs
 * that were timed: nothing can be judged before the first step of a process.
 */
final class FirstOutputs implements Runner {
    private final float[][] outputs;
    private int calls;

    private FirstOutputs(float[][] outputs) {
        this.outputs = outputs;
    }

    /**
     * Takes the first steps of a stream.
     *
     * @param runner at the beginning
     */
    static FirstOutputs of(Workload workload, Runner runner) {
        float[][] outputs = new float[ExpectedOutputs.STREAM][];
        for (int call = 0; call < outputs.length; call++) {
            float[] x = WorkloadInput.of(workload, call);
            outputs[call] = new float[workload.outputFloats()];
            runner.run(x, outputs[call]);
        }
        return new FirstOutputs(outputs);
    }

    @Override
    public void run(float[] x, float[] y) {
        float[] output = outputs[calls++];
        System.arraycopy(output, 0, y, 0, output.length);
    }

    @Override
    public void reset() {
        calls = 0;
    }

    @Override
    public void close() {
        // Nothing to close.
    }
}
