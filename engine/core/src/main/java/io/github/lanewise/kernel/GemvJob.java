package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.team.Job;
import io.github.lanewise.team.Team;
import org.jspecify.annotations.Nullable;

/** {@link Kernels#gemv} in pieces of whole strips. Workers write to a z of their own. */
final class GemvJob implements Job {
    /** Enough that the last piece of the slower thread is small, few enough that handing over costs little. */
    private static final int PIECES_A_THREAD = 4;

    /** The parameters of a run; the caller's are those that belong to the run, a worker's a copy. */
    private static final class Parameters {
        private @Nullable ColumnRange w;
        private @Nullable AlignedFloats x;
        private long xAt;
        private @Nullable AlignedFloats h;
        private long hAt;
        private @Nullable AlignedFloats start;
        private long startAt;
        private @Nullable AlignedFloats z;
        private long zAt;
        private int fromStrip;
        private int toStrip;
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
            fromStrip = other.fromStrip;
            toStrip = other.toStrip;
            pieces = other.pieces;
            descending = other.descending;
        }

        /** The first strip of a piece: pieces are as even as whole strips allow. */
        int strip(int piece) {
            return fromStrip + (int) ((long) (toStrip - fromStrip) * piece / pieces);
        }

        void compute(Kernels kernels, int piece, AlignedFloats to, long toAt) {
            ColumnRange columns = w;
            AlignedFloats xs = x;
            AlignedFloats hs = h;
            AlignedFloats from = start;
            if (columns != null && xs != null && hs != null && from != null) {
                kernels.gemv(
                        columns, xs, xAt, hs, hAt, from, startAt, to, toAt, strip(piece), strip(piece + 1), descending);
            }
        }
    }

    private final Kernels kernels;
    private final Parameters[] parameters;
    private final AlignedFloats[] results;

    GemvJob(Kernels kernels, int threads) {
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
            AlignedFloats x,
            long xAt,
            AlignedFloats h,
            long hAt,
            AlignedFloats start,
            long startAt,
            AlignedFloats z,
            long zAt,
            int fromStrip,
            int toStrip,
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
        run.fromStrip = fromStrip;
        run.toStrip = toStrip;
        int most = Math.min(PIECES_A_THREAD * parameters.length, Team.MAX_PIECES);
        run.pieces = Math.min(most, toStrip - fromStrip);
        run.descending = descending;
        long rows = AlignedFloats.stride(w.matrix().rows());
        for (int worker = 1; worker < results.length; worker++) {
            if (results[worker].length() < rows) {
                results[worker] = AlignedFloats.allocate(rows);
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
        if (z != null && w != null) {
            long stripRows = 2L * kernels.panel() * kernels.lanes();
            long from = run.strip(piece) * stripRows;
            long to = Math.min(run.strip(piece + 1) * stripRows, w.matrix().rows());
            z.copyFrom(results[worker], from, run.zAt + from, to - from);
        }
    }
}
