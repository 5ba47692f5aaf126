package io.github.lanewise.bench.jmh;

import io.github.lanewise.bench.Agreement;
import io.github.lanewise.kernel.ElementKernels;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.Leaf;
import io.github.lanewise.kernel.LeafWork;
import io.github.lanewise.kernel.VectorWidths;
import io.github.lanewise.memory.Rows;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The passes over elements that {@link ActivationBenchmark} leaves out: what cells with options and the layers around
 * recurrent ones are made of.
 *
 * <pre>{@code ./mvnw -q -Pbench -Dbench.args="--include PassBenchmark"}</pre>
 */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls setUp first
public class PassBenchmark extends ForkedBenchmark {
    /** Which pass. */
    @Param({
        "RELU",
        "EXP_BELOW",
        "CANONICAL_NAN",
        "FLUSH_SUBNORMALS",
        "CLIP",
        "HARD_SIGMOID",
        "AFFINE",
        "MULTIPLY",
        "MULTIPLY_ADD",
        "MULTIPLY_ADD_PRODUCT",
        "INTERPOLATE",
        "MAGNITUDE",
        "SCALED_SUM"
    })
    Leaf pass = Leaf.SCALED_SUM;

    /** Floats of a pass: 32 units, and all gates of 128. */
    @Param({"32", "512"})
    int size = 512;

    /** Who computes. */
    @Param({"SCALAR", "VECTOR"})
    Implementation implementation = Implementation.VECTOR;

    private ElementKernels elements;
    private float[] a;
    private float[] x;
    private float[] y;
    private float[] z;

    /** Makes the arrays and refuses to go on if the twins disagree. */
    @Setup(Level.Trial)
    public void setUp() {
        ElementKernels scalar = Kernels.scalar().elements();
        ElementKernels vector =
                VectorWidths.kernels(VectorWidths.preferredBits()).elements();
        float[][] expected = results(scalar);
        float[][] found = results(vector);
        for (int i = 0; i < expected.length; i++) {
            Agreement.requireSameBits(pass + ", vector against scalar, array " + i, expected[i], found[i]);
        }
        elements = implementation == Implementation.SCALAR ? scalar : vector;
    }

    /** The arrays after one pass, without what a vector writes behind their last element. */
    private float[][] results(ElementKernels twin) {
        SplittableRandom random = new SplittableRandom(size);
        a = floats(random);
        x = floats(random);
        y = floats(random);
        z = floats(random);
        LeafWork.pass(pass, twin, size, a, x, y, z);
        return new float[][] {cut(a), cut(x), cut(y), cut(z)};
    }

    private float[] floats(SplittableRandom random) {
        float[] floats = Rows.allocate(size);
        for (int i = 0; i < size; i++) {
            floats[i] = (float) random.nextDouble(-1, 1);
        }
        return floats;
    }

    private float[] cut(float[] floats) {
        return Arrays.copyOf(floats, size);
    }

    /**
     * One pass.
     *
     * @return an array that most passes write
     */
    @Benchmark
    public Object pass() {
        LeafWork.pass(pass, elements, size, a, x, y, z);
        return y;
    }
}
