package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.memory.Buffer;
import io.github.lanewise.team.Job;
import io.github.lanewise.team.Team;
import org.jspecify.annotations.Nullable;

/**
 * A product in pieces: with one vector by blocks of the matrix, with several by groups of rows of x. Workers write to memory
 * of their own.
 */
final class ProductJob implements Job {
    /** Rows in a group of the kernels: pieces are multiples, so that none falls back to single rows before the last. */
    static final int ROWS = 4;

    /** Enough that the last piece of the slower thread is small, few enough that handing over costs little. */
    private static final int PIECES_A_THREAD = 4;

    private static final float[] NONE = new float[0];

    /** The parameters of a run; the caller's are those that belong to the run, a worker's a copy. */
    static final class Parameters {
        @Nullable
        ColumnRange w;

        float[] x = NONE;
        int xAt;
        int xStride;
        float[] h = NONE;
        int hAt;
        float[] start = NONE;
        int startAt;
        int startStride;
        float[] z = NONE;
        int zAt;
        int zStride;

        /** Rows of x; 0 for a product with one vector. */
        int rows;

        int fromBlock;
        int toBlock;
        boolean descending;
        private int pieces;

        private void copy(Parameters other) {
            w = other.w;
            x = other.x;
            xAt = other.xAt;
            xStride = other.xStride;
            h = other.h;
            hAt = other.hAt;
            start = other.start;
            startAt = other.startAt;
            startStride = other.startStride;
            z = other.z;
            zAt = other.zAt;
            zStride = other.zStride;
            rows = other.rows;
            fromBlock = other.fromBlock;
            toBlock = other.toBlock;
            descending = other.descending;
            pieces = other.pieces;
        }

        private int groups() {
            return (rows + ROWS - 1) / ROWS;
        }

        /** The first block of a piece, or its first row: pieces are as even as whole blocks, or groups of rows, allow. */
        private int first(int piece) {
            return rows == 0
                    ? fromBlock + (int) ((long) (toBlock - fromBlock) * piece / pieces)
                    : Math.min(rows, (int) ((long) groups() * piece / pieces) * ROWS);
        }
    }

    private final Gemv gemv;
    private final Gemm gemm;
    private final Parameters[] parameters;
    private final TeamRooms rooms;
    private Buffer callersRoom = new Buffer();

    ProductJob(Gemv gemv, Gemm gemm, int threads, TeamRooms rooms) {
        this.gemv = gemv;
        this.gemm = gemm;
        parameters = new Parameters[threads];
        this.rooms = rooms;
        for (int i = 0; i < threads; i++) {
            parameters[i] = new Parameters();
        }
    }

    /** The parameters of the next run, for the caller to set before {@link #prepare}. */
    Parameters parameters() {
        return parameters[0];
    }

    /**
     * Makes room for the workers' results.
     *
     * @param floats that a result takes
     * @param room the caller's
     * @return pieces
     */
    int prepare(long floats, Buffer room) {
        callersRoom = room;
        rooms.reserve(floats);
        Parameters run = parameters[0];
        int shares = run.rows == 0 ? run.toBlock - run.fromBlock : run.groups();
        int most = Math.min(PIECES_A_THREAD * parameters.length, Team.MAX_PIECES);
        run.pieces = Math.min(most, shares);
        return run.pieces;
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
        float[] z = worker == 0 ? p.z : rooms.results(worker);
        int zAt = worker == 0 ? p.zAt : 0;
        int from = p.first(piece);
        int to = p.first(piece + 1);
        if (p.rows == 0) {
            gemv.gemv(w, p.x, p.xAt, p.h, p.hAt, p.start, p.startAt, z, zAt, from, to, p.descending);
        } else {
            int x = p.xAt + from * p.xStride;
            int s = p.startAt + from * p.startStride;
            int y = zAt + from * p.zStride;
            Buffer room = worker == 0 ? callersRoom : rooms.room(worker);
            gemm.gemm(w, to - from, p.x, x, p.xStride, p.start, s, p.startStride, z, y, p.zStride, room);
        }
    }

    @Override
    public void take(int piece, int worker) {
        Parameters p = parameters[0];
        ColumnRange w = p.w;
        if (w == null) {
            return;
        }
        int from = p.first(piece);
        int to = p.first(piece + 1);
        if (p.rows == 0) {
            int at = w.matrix().resultAt(from);
            System.arraycopy(
                    rooms.results(worker), at, p.z, p.zAt + at, w.matrix().resultAt(to) - at);
            return;
        }
        // Between rows further apart lies what is not the product's.
        for (int row = from; row < to; row++) {
            int at = row * p.zStride;
            System.arraycopy(
                    rooms.results(worker), at, p.z, p.zAt + at, w.matrix().floats());
        }
    }
}
