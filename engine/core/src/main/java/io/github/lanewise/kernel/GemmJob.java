package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.team.Job;
import io.github.lanewise.team.Team;
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
        private @Nullable AlignedFloats x;
        private long xAt;
        private long xStride;
        private @Nullable AlignedFloats start;
        private long startAt;
        private long startStride;
        private @Nullable AlignedFloats z;
        private long zAt;
        private long zStride;
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

        void compute(Kernels kernels, int piece, AlignedFloats to, long toAt) {
            ColumnRange columns = w;
            AlignedFloats xs = x;
            AlignedFloats from = start;
            int row = row(piece);
            int rows = row(piece + 1) - row;
            if (columns != null && xs != null && from != null) {
                kernels.gemm(
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
                        zStride);
            }
        }
    }

    private final Kernels kernels;
    private final Parameters[] parameters;
    private final AlignedFloats[] results;

    GemmJob(Kernels kernels, int threads) {
        this.kernels = kernels;
        parameters = new Parameters[threads];
        results = new AlignedFloats[threads];
        for (int i = 0; i < threads; i++) {
            parameters[i] = new Parameters();
            results[i] = AlignedFloats.allocate(0);
        }
    }

    void set(
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
        int most = Math.min(PIECES_A_THREAD * parameters.length, Team.MAX_PIECES);
        run.pieces = Math.min(most, (count + ROWS - 1) / ROWS);
        for (int worker = 1; worker < results.length; worker++) {
            if (results[worker].length() < count * zStride) {
                results[worker] = AlignedFloats.allocate(count * zStride);
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
        AlignedFloats z = run.z;
        if (worker == 0 && z != null) {
            run.compute(kernels, piece, z, run.zAt);
        } else {
            run.compute(kernels, piece, results[worker], 0);
        }
    }

    @Override
    public void take(int piece, int worker) {
        Parameters run = parameters[0];
        AlignedFloats z = run.z;
        ColumnRange w = run.w;
        if (z == null || w == null) {
            return;
        }
        // Between rows further apart lies what is not the product's.
        int width = AlignedFloats.stride(w.matrix().rows());
        for (long row = run.row(piece); row < run.row(piece + 1); row++) {
            z.copyFrom(results[worker], row * run.zStride, run.zAt + row * run.zStride, width);
        }
    }
}
