package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.memory.Buffer;
import io.github.lanewise.team.Team;

/** Products that are shared out to a team. Who finds the team taken computes alone. */
final class TeamProducts implements Gemv, Gemm {
    /**
     * Multiplications below which the hand-over between cores (0.2 to 0.4 µs) costs more than a second core gains: about a
     * microsecond's.
     */
    private static final long LEAST_WORK = 32_768;

    private final Gemv gemv;
    private final Gemm gemm;
    private final Team team;
    private final ProductJob job;
    private final Buffer noRoom = new Buffer();

    TeamProducts(Gemv gemv, Gemm gemm, Team team, TeamRooms rooms) {
        this.gemv = gemv;
        this.gemm = gemm;
        this.team = team;
        job = new ProductJob(gemv, gemm, team.threads(), rooms);
    }

    @Override
    public boolean shares(ColumnRange w) {
        return (long) (w.to() - w.from()) * w.matrix().rows() >= LEAST_WORK
                && w.matrix().blocks() > 1;
    }

    @Override
    public void gemv(
            ColumnRange w,
            float[] x,
            int xAt,
            float[] h,
            int hAt,
            float[] start,
            int startAt,
            float[] z,
            int zAt,
            int fromBlock,
            int toBlock,
            boolean descending) {
        if (!shares(w) || toBlock - fromBlock == 1 || !team.tryTake()) {
            gemv.gemv(w, x, xAt, h, hAt, start, startAt, z, zAt, fromBlock, toBlock, descending);
            return;
        }
        try {
            ProductJob.Parameters run = job.parameters();
            set(run, w, x, xAt, start, startAt, z, zAt);
            run.h = h;
            run.hAt = hAt;
            run.rows = 0;
            run.fromBlock = fromBlock;
            run.toBlock = toBlock;
            run.descending = descending;
            team.run(job, job.prepare(w.matrix().mostFloats(), noRoom));
        } finally {
            team.release();
        }
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
            Kernels.whole(this, w, x, xAt, start, startAt, z, zAt);
            return;
        }
        if (work < LEAST_WORK || count <= ProductJob.ROWS || !team.tryTake()) {
            gemm.gemm(w, count, x, xAt, xStride, start, startAt, startStride, z, zAt, zStride, room);
            return;
        }
        try {
            ProductJob.Parameters run = job.parameters();
            set(run, w, x, xAt, start, startAt, z, zAt);
            run.rows = count;
            run.xStride = xStride;
            run.startStride = startStride;
            run.zStride = zStride;
            team.run(job, job.prepare((long) count * zStride, room));
        } finally {
            team.release();
        }
    }

    private static void set(
            ProductJob.Parameters run,
            ColumnRange w,
            float[] x,
            int xAt,
            float[] start,
            int startAt,
            float[] z,
            int zAt) {
        run.w = w;
        run.x = x;
        run.xAt = xAt;
        run.start = start;
        run.startAt = startAt;
        run.z = z;
        run.zAt = zAt;
    }
}
