package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.team.Job;
import io.github.lanewise.team.Team;
import org.jspecify.annotations.Nullable;

/**
 * A product in pieces: with one vector by blocks of the matrix, with several by groups of rows of x. Workers write to memory
 * of their own.
 */
final class ProductJob implements Job {
    /** Rows in a group of the kernels: pieces are multiples, so that none falls back to single rows before the last. */
    static final int ROWS = 3;

    /** Enough that the last piece of the slower thread is small, few enough that handing over costs little. */
    private static final int PIECES_A_THREAD = 4;

    private static final float[] NONE = new float[0];

    /** The parameters of a run; the caller's are those that belong to the run, a worker's a copy. */
    private static final class Parameters {
        private @Nullable ColumnRange w;
        private float[] x = NONE;
        private int xAt;
        private int xStride;
        private float[] h = NONE;
        private int hAt;
        private float[] z = NONE;
        private int zAt;
        private int zStride;

        /** Rows of x; 0 for a product with one vector. */
        private int rows;

        /** The ends of the blocks, for a product with one vector. */
        private int from;

        private int to;
        private int pieces;

        void vectors(@Nullable ColumnRange w, float[] x, int xAt, float[] h, int hAt, float[] z, int zAt) {
            this.w = w;
            this.x = x;
            this.xAt = xAt;
            this.h = h;
            this.hAt = hAt;
            this.z = z;
            this.zAt = zAt;
        }

        void copy(Parameters other) {
            vectors(other.w, other.x, other.xAt, other.h, other.hAt, other.z, other.zAt);
            xStride = other.xStride;
            zStride = other.zStride;
            rows = other.rows;
            from = other.from;
            to = other.to;
            pieces = other.pieces;
        }

        private int groups() {
            return (rows + ROWS - 1) / ROWS;
        }

        /** The first block of a piece, or its first row: pieces are as even as whole blocks, or groups of rows, allow. */
        private int first(int piece) {
            return rows == 0
                    ? from + (int) ((long) (to - from) * piece / pieces)
                    : Math.min(rows, (int) ((long) groups() * piece / pieces) * ROWS);
        }
    }

    private final Gemv gemv;
    private final Gemm gemm;
    private final Parameters[] parameters;
    private final TeamRooms rooms;

    ProductJob(Gemv gemv, Gemm gemm, int threads, TeamRooms rooms) {
        this.gemv = gemv;
        this.gemm = gemm;
        parameters = new Parameters[threads];
        this.rooms = rooms;
        for (int i = 0; i < threads; i++) {
            parameters[i] = new Parameters();
        }
    }

    /** Says that the next run is a {@link Gemv#gemv}; returns its pieces. */
    int prepare(ColumnRange w, float[] x, int xAt, float[] h, int hAt, float[] z, int zAt, int from, int to) {
        Parameters run = parameters[0];
        run.vectors(w, x, xAt, h, hAt, z, zAt);
        run.rows = 0;
        run.from = from;
        run.to = to;
        return prepare(Math.abs(to - from), w.matrix().mostFloats());
    }

    /** Says that the next run is a {@link Gemm#gemm}; returns its pieces. */
    int prepare(ColumnRange w, int count, float[] x, int xAt, int xStride, float[] z, int zAt, int zStride) {
        Parameters run = parameters[0];
        run.vectors(w, x, xAt, x, xAt, z, zAt);
        run.rows = count;
        run.xStride = xStride;
        run.zStride = zStride;
        return prepare(run.groups(), (long) count * zStride);
    }

    /** Makes room for the workers' results. */
    private int prepare(int shares, long floats) {
        rooms.reserve(floats);
        int most = Math.min(PIECES_A_THREAD * parameters.length, Team.MAX_PIECES);
        parameters[0].pieces = Math.min(most, shares);
        return parameters[0].pieces;
    }

    @Override
    public void load(int worker) {
        parameters[worker].copy(parameters[0]);
    }

    @Override
    public void compute(int piece, int worker) {
        Parameters p = parameters[worker];
        ColumnRange w = p.w;
        if (w == null) {
            return;
        }
        int from = p.first(piece);
        int to = p.first(piece + 1);
        float[] z = p.z;
        int zAt = p.zAt;
        if (worker > 0) {
            z = rooms.results(worker);
            zAt = 0;
            if (w.onward()) { // the chains go on from what the results hold
                copyResults(p, w, from, to, p.z, p.zAt, z, 0);
            }
        }
        if (p.rows == 0) {
            gemv.gemv(w, p.x, p.xAt, p.h, p.hAt, z, zAt, from, to);
        } else {
            int x = p.xAt + from * p.xStride;
            gemm.gemm(w, to - from, p.x, x, p.xStride, z, zAt + from * p.zStride, p.zStride);
        }
    }

    @Override
    public void take(int piece, int worker) {
        Parameters p = parameters[0];
        ColumnRange w = p.w;
        if (w != null) {
            copyResults(p, w, p.first(piece), p.first(piece + 1), rooms.results(worker), 0, p.z, p.zAt);
        }
    }

    /** Copies the results of a piece, not what lies between rows that are further apart. */
    private static void copyResults(
            Parameters p, ColumnRange w, int from, int to, float[] source, int sourceAt, float[] target, int targetAt) {
        if (p.rows == 0) {
            int first = w.matrix().resultAt(Math.min(from, to));
            int end = w.matrix().resultAt(Math.max(from, to));
            System.arraycopy(source, sourceAt + first, target, targetAt + first, end - first);
            return;
        }
        for (int row = from; row < to; row++) {
            int at = row * p.zStride;
            System.arraycopy(
                    source, sourceAt + at, target, targetAt + at, w.matrix().floats());
        }
    }
}
