package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.team.Job;
import org.jspecify.annotations.Nullable;

/** {@link Kernels#gemv} in pieces of whole blocks. Workers write to a z of their own. */
final class GemvJob implements Job {
    /** Enough that the last piece of the slower thread is small, few enough that handing over costs little. */
    private static final int PIECES_A_THREAD = 4;

    /** The parameters of a run; the caller's are those that belong to the run, a worker's a copy. */
    private static final class Parameters {
        private @Nullable ColumnRange w;
        private float @Nullable [] x;
        private int xAt;
        private float @Nullable [] h;
        private int hAt;
        private float @Nullable [] start;
        private int startAt;
        private float @Nullable [] z;
        private int zAt;
        private int fromBlock;
        private int toBlock;
        private int pieces;
        private boolean descending;

        void copy(Parameters other) {
            w = other.w;
            x = other.x;
            xAt = other.xAt;
            h = other.h;
            hAt = other.hAt;
            start = other.start;
            startAt = other.startAt;
            z = other.z;
            zAt = other.zAt;
            fromBlock = other.fromBlock;
            toBlock = other.toBlock;
            pieces = other.pieces;
            descending = other.descending;
        }

        /** The first block of a piece: pieces are as even as whole blocks allow. */
        int block(int piece) {
            return fromBlock + (int) ((long) (toBlock - fromBlock) * piece / pieces);
        }

        void compute(Gemv gemv, int piece, float[] to, int toAt) {
            ColumnRange columns = w;
            float @Nullable [] xs = x;
            float @Nullable [] hs = h;
            float @Nullable [] from = start;
            if (columns != null && xs != null && hs != null && from != null) {
                gemv.gemv(
                        columns, xs, xAt, hs, hAt, from, startAt, to, toAt, block(piece), block(piece + 1), descending);
            }
        }
    }

    private final Gemv gemv;
    private final Parameters[] parameters;
    private final float[][] results;

    GemvJob(Gemv gemv, int threads) {
        this.gemv = gemv;
        parameters = new Parameters[threads];
        results = new float[threads][];
        for (int i = 0; i < threads; i++) {
            parameters[i] = new Parameters();
            results[i] = new float[0];
        }
    }

    void set(
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
        Parameters run = parameters[0];
        run.w = w;
        run.x = x;
        run.xAt = xAt;
        run.h = h;
        run.hAt = hAt;
        run.start = start;
        run.startAt = startAt;
        run.z = z;
        run.zAt = zAt;
        run.fromBlock = fromBlock;
        run.toBlock = toBlock;
        run.pieces = Math.min(PIECES_A_THREAD * parameters.length, toBlock - fromBlock);
        run.descending = descending;
        for (int worker = 1; worker < results.length; worker++) {
            if (results[worker].length < w.matrix().floats()) {
                results[worker] = new float[w.matrix().floats()];
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
            run.compute(gemv, piece, z, run.zAt);
        } else {
            run.compute(gemv, piece, results[worker], 0);
        }
    }

    @Override
    public void take(int piece, int worker) {
        Parameters run = parameters[0];
        float @Nullable [] z = run.z;
        ColumnRange w = run.w;
        if (z != null && w != null) {
            int from = w.matrix().resultAt(run.block(piece));
            int to = w.matrix().resultAt(run.block(piece + 1));
            System.arraycopy(results[worker], from, z, run.zAt + from, to - from);
        }
    }
}
