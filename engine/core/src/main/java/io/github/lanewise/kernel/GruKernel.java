package io.github.lanewise.kernel;

/**
 * The gates and state of a GRU whose reset gate acts on the recurrent product, of the row that the scratch says. Twins: {@link
 * ScalarGru}, {@link VectorGru}.
 */
public interface GruKernel {
    /**
     * For each unit {@code r, z = sigmoid; n = tanh(n_x + r n_h)} as {@code tanh(fma(r, n_h, n_x))}, {@code h = (1 - z) n +
     * z h} as {@code fma(z, h - n, n)}. Gates are written if they are traced.
     *
     * @param from the first unit to compute, at the beginning of a block
     * @param to the unit to stop before, at the end of a block
     * @param state the hidden state of all units
     * @param next the new hidden state, written; may be the old one's place
     * @param scratch the sums of r and z, and the recurrent part n_h of the new gate; aside its input part n_x, unit by unit
     */
    void units(int from, int to, float[] state, float[] next, StepScratch scratch);
}
