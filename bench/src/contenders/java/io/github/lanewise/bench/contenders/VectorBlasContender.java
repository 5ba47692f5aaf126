package io.github.lanewise.bench.contenders;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import io.github.lanewise.bench.comparison.Contender;
import io.github.lanewise.bench.comparison.Runner;
import io.github.lanewise.bench.comparison.Workload;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** netlib's sgemv in pure Java (VectorBLAS, on the Vector API) as a building block, with {@link Math} around it. */
public final class VectorBlasContender implements Contender {
    /** Warns that there is no native library, which is not wanted here. Held, because loggers are collected. */
    private static final Logger NETLIB = Logger.getLogger("dev.ludovic.netlib.blas");

    static {
        NETLIB.setLevel(Level.SEVERE);
    }

    @Override
    public String name() {
        return "VectorBLAS sgemv + Math";
    }

    @Override
    public boolean supports(Workload workload) {
        return workload.kind() == Workload.Kind.STEP && workload.stack().numLayers() == 1;
    }

    @Override
    public Runner prepare(Workload workload) {
        return new BlasRunner(workload.stack().weights().getFirst());
    }

    private static final class BlasRunner implements Runner {
        private final BLAS blas = JavaBLAS.getInstance();
        private final float[] weightIh;
        private final float[] weightHh;
        private final float[] bias;
        private final float[] z;
        private final float[] h;
        private final float[] c;
        private final int input;
        private final int hidden;

        BlasRunner(CellWeights cell) {
            weightIh = cell.weightIh().data();
            weightHh = cell.weightHh().data();
            input = cell.weightIh().size(1);
            hidden = cell.weightHh().size(1);
            z = new float[4 * hidden];
            bias = new float[4 * hidden];
            add(cell.biasIh());
            add(cell.biasHh());
            h = new float[hidden];
            c = new float[hidden];
        }

        private void add(@Nullable Tensor more) {
            for (int row = 0; more != null && row < bias.length; row++) {
                bias[row] += more.data()[row];
            }
        }

        /** Row-major (4H, K) is column-major (K, 4H), so its transpose is what multiplies x. */
        @Override
        public void run(float[] x, float[] y) {
            System.arraycopy(bias, 0, z, 0, z.length);
            blas.sgemv("T", input, 4 * hidden, 1f, weightIh, input, x, 1, 1f, z, 1);
            blas.sgemv("T", hidden, 4 * hidden, 1f, weightHh, hidden, h, 1, 1f, z, 1);
            for (int u = 0; u < hidden; u++) {
                float i = sigmoid(z[u]);
                float f = sigmoid(z[hidden + u]);
                float g = (float) Math.tanh(z[2 * hidden + u]);
                float o = sigmoid(z[3 * hidden + u]);
                c[u] = f * c[u] + i * g;
                h[u] = o * (float) Math.tanh(c[u]);
            }
            System.arraycopy(h, 0, y, 0, hidden);
        }

        private static float sigmoid(float x) {
            return (float) (1 / (1 + Math.exp(-x)));
        }

        @Override
        public void reset() {
            Arrays.fill(h, 0f);
            Arrays.fill(c, 0f);
        }

        @Override
        public void close() {
            // Nothing but arrays.
        }
    }
}
