package io.github.lanewise.bench.jmh;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.CompilerControl;

/** Fused multiply-adds as fast as the core can, all in registers: the bound for anything that must compute as many. */
public final class FmaLoop {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    /** Two for each float of twelve vectors. */
    private static final int FLOPS_A_TURN = 2 * 12 * FLOATS.length();

    private float sum;

    /**
     * Computes.
     *
     * @param flops multiplications and additions, rounded up to a multiple of the loop's
     */
    public void run(double flops) {
        sum += turns((int) Math.ceil(flops / FLOPS_A_TURN), sum);
    }

    /** Twelve chains: fma takes up to five cycles, and a core starts two per cycle. */
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private static float turns(int turns, float start) {
        FloatVector x = FloatVector.broadcast(FLOATS, 0.5f);
        FloatVector a0 = FloatVector.broadcast(FLOATS, start * 0.5f);
        FloatVector a1 = a0.add(1f);
        FloatVector a2 = a0.add(2f);
        FloatVector a3 = a0.add(3f);
        FloatVector a4 = a0.add(4f);
        FloatVector a5 = a0.add(5f);
        FloatVector a6 = a0.add(6f);
        FloatVector a7 = a0.add(7f);
        FloatVector a8 = a0.add(8f);
        FloatVector a9 = a0.add(9f);
        FloatVector a10 = a0.add(10f);
        FloatVector a11 = a0.add(11f);
        for (int i = 0; i < turns; i++) {
            a0 = a0.fma(x, x);
            a1 = a1.fma(x, x);
            a2 = a2.fma(x, x);
            a3 = a3.fma(x, x);
            a4 = a4.fma(x, x);
            a5 = a5.fma(x, x);
            a6 = a6.fma(x, x);
            a7 = a7.fma(x, x);
            a8 = a8.fma(x, x);
            a9 = a9.fma(x, x);
            a10 = a10.fma(x, x);
            a11 = a11.fma(x, x);
        }
        FloatVector low = a0.add(a1).add(a2.add(a3)).add(a4.add(a5));
        FloatVector high = a6.add(a7).add(a8.add(a9)).add(a10.add(a11));
        return low.add(high).lane(0);
    }
}
