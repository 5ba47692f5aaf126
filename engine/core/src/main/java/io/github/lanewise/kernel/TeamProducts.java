package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.team.WorkerTeam;

/** Products that are shared out to a team. Who finds the team taken computes alone. */
final class TeamProducts implements Gemv, Gemm {
    /**
     * Multiplications below which the hand-over between cores (0.2 to 0.4 µs) costs more than a second core gains: about a
     * microsecond's.
     */
    private static final long LEAST_WORK = 32_768;

    private final Gemv gemv;
    private final Gemm gemm;
    private final WorkerTeam team;
    private final ProductJob job;

    TeamProducts(Gemv gemv, Gemm gemm, WorkerTeam team, TeamRooms rooms) {
        this.gemv = gemv;
        this.gemm = gemm;
        this.team = team;
        job = new ProductJob(gemv, gemm, team.threads(), rooms);
    }

    /** Whether a product is large enough to be shared out. */
    private static boolean isWorthIt(ColumnRange w) {
        return (long) (w.to() - w.from()) * w.matrix().rows() >= LEAST_WORK
                && w.matrix().blocks() > 1;
    }

    @Override
    public void gemv(ColumnRange w, float[] x, int x0, float[] h, int h0, float[] z, int z0, int from, int to) {
        if (!isWorthIt(w) || Math.abs(to - from) == 1 || !team.tryTake()) {
            gemv.gemv(w, x, x0, h, h0, z, z0, from, to);
            return;
        }
        try {
            team.run(job, job.prepare(w, x, x0, h, h0, z, z0, from, to));
        } finally {
            team.release();
        }
    }

    @Override
    public void gemm(ColumnRange w, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
        long work = (long) (w.to() - w.from()) * w.matrix().rows() * count;
        if (count == 1) {
            Kernels.whole(this, w, x, x0, z, z0);
        } else if (work < LEAST_WORK || count <= ProductJob.ROWS || !team.tryTake()) {
            gemm.gemm(w, count, x, x0, xRow, z, z0, zRow);
        } else {
            try {
                team.run(job, job.prepare(w, count, x, x0, xRow, z, z0, zRow));
            } finally {
                team.release();
            }
        }
    }
}
