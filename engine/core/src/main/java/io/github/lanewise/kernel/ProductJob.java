package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.team.Job;
import io.github.lanewise.team.WorkerTeam;
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
        private int x0;
        private int xRow;
        private float[] h = NONE;
        private int h0;
        private float[] z = NONE;
        private int z0;
        private int zRow;

        /** Rows of x; 0 for a product with one vector. */
        private int rows;

        /** The ends of the blocks, for a product with one vector. */
        private int from;

        private int to;
        private int pieces;

        void vectors(@Nullable ColumnRange w, float[] x, int x0, float[] h, int h0, float[] z, int z0) {
            this.w = w;
            this.x = x;
            this.x0 = x0;
            this.h = h;
            this.h0 = h0;
            this.z = z;
            this.z0 = z0;
        }

        void copy(Parameters other) {
            vectors(other.w, other.x, other.x0, other.h, other.h0, other.z, other.z0);
            xRow = other.xRow;
            zRow = other.zRow;
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
    int prepare(ColumnRange w, float[] x, int x0, float[] h, int h0, float[] z, int z0, int from, int to) {
        Parameters run = parameters[0];
        run.vectors(w, x, x0, h, h0, z, z0);
        run.rows = 0;
        run.from = from;
        run.to = to;
        return prepare(Math.abs(to - from), w.matrix().mostFloats());
    }

    /** Says that the next run is a {@link Gemm#gemm}; returns its pieces. */
    int prepare(ColumnRange w, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
        Parameters run = parameters[0];
        run.vectors(w, x, x0, x, x0, z, z0);
        run.rows = count;
        run.xRow = xRow;
        run.zRow = zRow;
        return prepare(run.groups(), (long) count * zRow);
    }

    /** Makes room for the workers' results. */
    private int prepare(int shares, long floats) {
        rooms.reserve(floats);
        int most = Math.min(PIECES_A_THREAD * parameters.length, WorkerTeam.MAX_PIECES);
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
        int z0 = p.z0;
        if (worker > 0) {
            z = rooms.results(worker);
            z0 = 0;
            if (w.onward()) { // the chains go on from what the results hold
                copyResults(p, w, from, to, p.z, p.z0, z, 0);
            }
        }
        if (p.rows == 0) {
            gemv.gemv(w, p.x, p.x0, p.h, p.h0, z, z0, from, to);
        } else {
            int x = p.x0 + from * p.xRow;
            gemm.gemm(w, to - from, p.x, x, p.xRow, z, z0 + from * p.zRow, p.zRow);
        }
    }

    @Override
    public void take(int piece, int worker) {
        Parameters p = parameters[0];
        ColumnRange w = p.w;
        if (w != null) {
            copyResults(p, w, p.first(piece), p.first(piece + 1), rooms.results(worker), 0, p.z, p.z0);
        }
    }

    /** Copies the results of a piece, not what lies between rows that are further apart. */
    private static void copyResults(
            Parameters p,
            ColumnRange w,
            int from,
            int to,
            float[] source,
            int sourceOffset,
            float[] target,
            int targetOffset) {
        if (p.rows == 0) {
            int first = w.matrix().resultAt(Math.min(from, to));
            int end = w.matrix().resultAt(Math.max(from, to));
            System.arraycopy(source, sourceOffset + first, target, targetOffset + first, end - first);
            return;
        }
        for (int row = from; row < to; row++) {
            int at = row * p.zRow;
            System.arraycopy(
                    source,
                    sourceOffset + at,
                    target,
                    targetOffset + at,
                    w.matrix().floats());
        }
    }
}
