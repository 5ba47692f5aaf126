package io.github.lanewise.kernel;

/**
 * The gates and state of a GRU whose reset gate acts on the recurrent product. Twins: {@link ScalarGru}, {@link VectorGru}.
 * Sums and gates lie as those of {@link LstmKernel}.
 */
public interface GruKernel {
    /**
     * For each unit {@code r, z = sigmoid; n = tanh(n_x + r n_h)} as {@code tanh(fma(r, n_h, n_x))}, {@code h = (1 - z) n +
     * z h} as {@code fma(z, h - n, n)}.
     *
     * @param z the sums of r and z, and the recurrent part n_h of the new gate
     * @param zAt where they begin
     * @param x the input part n_x of the new gate, unit by unit
     * @param xAt where it begins
     * @param units how many there are (H)
     * @param from the first unit to compute, at the beginning of a block
     * @param to the unit to stop before, at the end of a block
     * @param h hidden state of all units
     * @param hAt where it begins
     * @param next the new hidden state, written; may be h
     * @param nextAt where it begins
     * @param gates r, z, n of all units
     * @param gatesAt where they begin
     * @param traced whether gates are written
     */
    void units(
            float[] z,
            int zAt,
            float[] x,
            int xAt,
            int units,
            int from,
            int to,
            float[] h,
            int hAt,
            float[] next,
            int nextAt,
            float[] gates,
            int gatesAt,
            boolean traced);
}
