package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.memory.Buffer;
import io.github.lanewise.team.Job;
import org.jspecify.annotations.Nullable;

/** {@link Kernels#gemm} in blocks of rows of x. Workers write to rows of their own. */
final class GemmJob implements Job {
    /** Rows of the kernels' blocks: pieces are multiples, so that none falls back to single rows before the last. */
    static final int ROWS = 4;

    private static final int PIECES_A_THREAD = 4;

    /** The parameters of a run; the caller's are those that belong to the run, a worker's a copy. */
    private static final class Parameters {
        private @Nullable ColumnRange w;
        private int count;
        private float @Nullable [] x;
        private int xAt;
        private int xStride;
        private float @Nullable [] start;
        private int startAt;
        private int startStride;
        private float @Nullable [] z;
        private int zAt;
        private int zStride;
        private int pieces;

        void copy(Parameters other) {
            w = other.w;
            count = other.count;
            x = other.x;
            xAt = other.xAt;
            xStride = other.xStride;
            start = other.start;
            startAt = other.startAt;
            startStride = other.startStride;
            z = other.z;
            zAt = other.zAt;
            zStride = other.zStride;
            pieces = other.pieces;
        }

        /** The first row of a piece. */
        int row(int piece) {
            int blocks = (count + ROWS - 1) / ROWS;
            return Math.min(count, (int) ((long) blocks * piece / pieces) * ROWS);
        }

        void compute(Gemm gemm, int piece, float[] to, int toAt, Buffer room) {
            ColumnRange columns = w;
            float @Nullable [] xs = x;
            float @Nullable [] from = start;
            int row = row(piece);
            int rows = row(piece + 1) - row;
            if (columns != null && xs != null && from != null) {
                gemm.gemm(
                        columns,
                        rows,
                        xs,
                        xAt + row * xStride,
                        xStride,
                        from,
                        startAt + row * startStride,
                        startStride,
                        to,
                        toAt + row * zStride,
                        zStride,
                        room);
            }
        }
    }

    private final Gemm gemm;
    private final Parameters[] parameters;
    private final float[][] results;
    private final Buffer[] rooms;

    GemmJob(Gemm gemm, int threads) {
        this.gemm = gemm;
        parameters = new Parameters[threads];
        results = new float[threads][];
        rooms = new Buffer[threads];
        for (int i = 0; i < threads; i++) {
            parameters[i] = new Parameters();
            results[i] = new float[0];
            rooms[i] = new Buffer();
        }
    }

    void set(
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
        rooms[0] = room;
        Parameters run = parameters[0];
        run.w = w;
        run.count = count;
        run.x = x;
        run.xAt = xAt;
        run.xStride = xStride;
        run.start = start;
        run.startAt = startAt;
        run.startStride = startStride;
        run.z = z;
        run.zAt = zAt;
        run.zStride = zStride;
        run.pieces = Math.min(PIECES_A_THREAD * parameters.length, (count + ROWS - 1) / ROWS);
        for (int worker = 1; worker < results.length; worker++) {
            if (results[worker].length < (long) count * zStride) {
                results[worker] = new float[Math.multiplyExact(count, zStride)];
            }
        }
    }

    int pieces() {
        return parameters[0].pieces;
    }

    @Override
    public void load(int worker) {
        parameters[worker].copy(parameters[0]);
    }

    @Override
    public void compute(int piece, int worker) {
        Parameters run = parameters[worker];
        float @Nullable [] z = run.z;
        if (worker == 0 && z != null) {
            run.compute(gemm, piece, z, run.zAt, rooms[0]);
        } else {
            run.compute(gemm, piece, results[worker], 0, rooms[worker]);
        }
    }

    @Override
    public void take(int piece, int worker) {
        Parameters run = parameters[0];
        float @Nullable [] z = run.z;
        ColumnRange w = run.w;
        if (z == null || w == null) {
            return;
        }
        // Between rows further apart lies what is not the product's.
        int width = w.matrix().floats();
        for (int row = run.row(piece); row < run.row(piece + 1); row++) {
            System.arraycopy(results[worker], row * run.zStride, z, run.zAt + row * run.zStride, width);
        }
    }
}
