package io.github.lanewise.cli.bench;

/**
 * A row, measured.
 *
 * @param workload what was measured
 * @param model in one line
 * @param warmUp what came of the warm-up, in one sentence
 * @param warm whether vector code computed, and fast
 * @param cost of a step
 * @param times what was measured
 * @param noise of the machine right before, as a share
 */
public record Result(
        Workload workload, String model, String warmUp, boolean warm, StepCost cost, Times times, double noise) {
    /**
     * Arithmetic of the products.
     *
     * @return in GFLOP/s
     */
    public double gigaflops() {
        return cost.flops() / times.stepNanos();
    }

    /**
     * Weights read.
     *
     * @return in GB/s, of 10^9 bytes
     */
    public double gigabytes() {
        return cost.weightBytes() / times.stepNanos();
    }
}
