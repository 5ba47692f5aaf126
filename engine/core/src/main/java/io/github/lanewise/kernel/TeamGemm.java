package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.memory.Buffer;
import io.github.lanewise.team.Team;

/** Products with several vectors, shared out to a team by groups of rows. */
final class TeamGemm implements Gemm {
    private final Gemm alone;
    private final Gemv gemv;
    private final Team team;
    private final GemmJob job;

    TeamGemm(Gemm alone, Gemv gemv, Team team) {
        this.alone = alone;
        this.gemv = gemv;
        this.team = team;
        job = new GemmJob(alone, team.threads());
    }

    @Override
    public void gemm(
            ColumnRange w,
            int count,
            float[] x,
            int xAt,
            int xStride,
            float[] start,
            int startAt,
            int startStride,
            float[] z,
            int zAt,
            int zStride,
            Buffer room) {
        long work = (long) (w.to() - w.from()) * w.matrix().rows() * count;
        if (count == 1) {
            Kernels.whole(gemv, w, x, xAt, start, startAt, z, zAt);
        } else if (work >= TeamGemv.LEAST_WORK && count > GemmJob.ROWS && team.tryTake()) {
            try {
                job.set(w, count, x, xAt, xStride, start, startAt, startStride, z, zAt, zStride, room);
                team.run(job, job.pieces());
            } finally {
                team.release();
            }
        } else {
            alone.gemm(w, count, x, xAt, xStride, start, startAt, startStride, z, zAt, zStride, room);
        }
    }
}
