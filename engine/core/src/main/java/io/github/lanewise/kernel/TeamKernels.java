package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.spec.Tensor;
import io.github.lanewise.team.Team;

/**
 * Kernels whose matrix products are shared out to a team: one row of x by strips of the matrix, several by blocks of rows.
 * Who computes a row of z does not change its chain, so the bits are the same. Passes stay with the caller.
 *
 * <p>Thread-safe: who finds the team taken computes alone.
 */
public final class TeamKernels implements Kernels {
    /**
     * Multiplications below which the hand-over between cores (0.2 to 0.4 µs) costs more than a second core gains: about a
     * microsecond's.
     */
    private static final long LEAST_WORK = 32_768;

    private final Kernels alone;
    private final Team team;
    private final GemvJob gemv;
    private final GemmJob gemm;

    /**
     * Kernels for a team.
     *
     * @param alone what each thread computes with
     * @param team closed by its owner
     */
    public TeamKernels(Kernels alone, Team team) {
        this.alone = alone;
        this.team = team;
        gemv = new GemvJob(alone, team.threads());
        gemm = new GemmJob(alone, team.threads());
    }

    @Override
    public int lanes() {
        return alone.lanes();
    }

    @Override
    public int panel() {
        return alone.panel();
    }

    @Override
    public PackedMatrix pack(Tensor... weights) {
        return alone.pack(weights);
    }

    @Override
    public ElementKernels elements() {
        return alone.elements();
    }

    @Override
    public void gemv(
            ColumnRange w,
            AlignedFloats x,
            long xAt,
            AlignedFloats h,
            long hAt,
            AlignedFloats start,
            long startAt,
            AlignedFloats z,
            long zAt,
            int fromStrip,
            int toStrip,
            boolean descending) {
        long work = (long) (w.to() - w.from()) * w.matrix().rows();
        if (work >= LEAST_WORK && toStrip - fromStrip > 1 && team.tryTake()) {
            try {
                gemv.set(w, x, xAt, h, hAt, start, startAt, z, zAt, fromStrip, toStrip, descending);
                team.run(gemv, gemv.pieces());
            } finally {
                team.release();
            }
        } else {
            alone.gemv(w, x, xAt, h, hAt, start, startAt, z, zAt, fromStrip, toStrip, descending);
        }
    }

    @Override
    public void gemm(
            ColumnRange w,
            int count,
            AlignedFloats x,
            long xAt,
            long xStride,
            AlignedFloats start,
            long startAt,
            long startStride,
            AlignedFloats z,
            long zAt,
            long zStride) {
        long work = (long) (w.to() - w.from()) * w.matrix().rows() * count;
        if (count == 1) {
            gemv(w, x, xAt, x, xAt, start, startAt, z, zAt, 0, strips(w.matrix()), false);
        } else if (work >= LEAST_WORK && count > GemmJob.ROWS && team.tryTake()) {
            try {
                gemm.set(w, count, x, xAt, xStride, start, startAt, startStride, z, zAt, zStride);
                team.run(gemm, gemm.pieces());
            } finally {
                team.release();
            }
        } else {
            alone.gemm(w, count, x, xAt, xStride, start, startAt, startStride, z, zAt, zStride);
        }
    }

    @Override
    public void sigmoid(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n) {
        alone.sigmoid(x, xAt, y, yAt, n);
    }

    @Override
    public void tanh(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n) {
        alone.tanh(x, xAt, y, yAt, n);
    }

    @Override
    public void relu(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n) {
        alone.relu(x, xAt, y, yAt, n);
    }

    @Override
    public void expBelow(AlignedFloats z, long at, int n, float max) {
        alone.expBelow(z, at, n, max);
    }

    @Override
    public void canonicalNaN(AlignedFloats z, long at, int n) {
        alone.canonicalNaN(z, at, n);
    }

    @Override
    public void flushSubnormals(AlignedFloats z, long at, int n) {
        alone.flushSubnormals(z, at, n);
    }

    @Override
    public void lstmCellState(AlignedFloats gates, long gatesAt, AlignedFloats c, long cAt, int n) {
        alone.lstmCellState(gates, gatesAt, c, cAt, n);
    }

    @Override
    public void lstmHiddenState(
            AlignedFloats gates, long gatesAt, AlignedFloats c, long cAt, AlignedFloats h, long hAt, int n) {
        alone.lstmHiddenState(gates, gatesAt, c, cAt, h, hAt, n);
    }

    @Override
    public void gruNewGate(
            AlignedFloats z, long zAt, AlignedFloats x, long xAt, AlignedFloats gates, long gatesAt, int n) {
        alone.gruNewGate(z, zAt, x, xAt, gates, gatesAt, n);
    }

    @Override
    public void gruHiddenState(AlignedFloats gates, long gatesAt, AlignedFloats h, long hAt, int n) {
        alone.gruHiddenState(gates, gatesAt, h, hAt, n);
    }
}
