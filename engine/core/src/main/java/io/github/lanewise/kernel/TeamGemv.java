package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.team.Team;

/** Products with one vector, shared out to a team by blocks of the matrix. */
final class TeamGemv implements Gemv {
    /**
     * Multiplications below which the hand-over between cores (0.2 to 0.4 µs) costs more than a second core gains: about a
     * microsecond's.
     */
    static final long LEAST_WORK = 32_768;

    private final Gemv alone;
    private final Team team;
    private final GemvJob job;

    TeamGemv(Gemv alone, Team team) {
        this.alone = alone;
        this.team = team;
        job = new GemvJob(alone, team.threads());
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
        if (shares(w) && toBlock - fromBlock > 1 && team.tryTake()) {
            try {
                job.set(w, x, xAt, h, hAt, start, startAt, z, zAt, fromBlock, toBlock, descending);
                team.run(job, job.pieces());
            } finally {
                team.release();
            }
        } else {
            alone.gemv(w, x, xAt, h, hAt, start, startAt, z, zAt, fromBlock, toBlock, descending);
        }
    }
}
