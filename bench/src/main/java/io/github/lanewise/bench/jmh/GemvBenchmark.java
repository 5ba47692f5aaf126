package io.github.lanewise.bench.jmh;

import io.github.lanewise.bench.textbook.TextbookLinear;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.VectorWidths;
import io.github.lanewise.memory.Rows;
import io.github.lanewise.spec.Tensor;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;

/**
 * The product of a layer's weights, as one matrix (4 hidden, input + hidden), with a vector, beside a loop that reads
 * the same bytes and does nothing else. The weights' bytes over the time are the bandwidth.
 *
 * <pre>{@code ./mvnw -q -Pbench -Dbench.args="--include GemvBenchmark"}</pre>
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls setUp first
public class GemvBenchmark extends LayerBenchmark {
    private static final int INPUTS = 16;

    private Product scalar;
    private Product vector;
    private float[] inputs;
    private int stride;
    private int at;

    /** Packs the matrix and refuses to go on if the products disagree. */
    @Setup(Level.Trial)
    public void setUp() {
        Tensor weight = randomWeight(shape());
        scalar = new Product(Kernels.scalar(), weight);
        vector = new Product(VectorWidths.kernels(VectorWidths.preferredBits()), weight);
        TextbookLinear textbook = new TextbookLinear(weight);
        InputRing rows = new InputRing(weight.size(1));
        stride = Rows.stride(weight.size(1));
        inputs = new float[INPUTS * stride];
        for (int row = 0; row < INPUTS; row++) {
            float[] x = rows.next();
            GemvAgreement.require(shape(), textbook, scalar, vector, x);
            System.arraycopy(x, 0, inputs, row * stride, x.length);
        }
        GemvAgreement.requireRead(shape(), vector.weights(), readLoop());
    }

    /** A layer's weights as one matrix, the same ones each time. */
    static Tensor randomWeight(Shape shape) {
        SplittableRandom random = new SplittableRandom(shape.columns());
        Tensor weight = Tensor.zeros(shape.gateRows(), shape.columns());
        double bound = 1 / Math.sqrt(shape.hidden());
        for (int i = 0; i < weight.data().length; i++) {
            weight.data()[i] = (float) random.nextDouble(-bound, bound);
        }
        return weight;
    }

    /**
     * The product in scalar code.
     *
     * @return the result
     */
    @Benchmark
    public float[] scalar() {
        return scalar.of(inputs, nextInput());
    }

    /**
     * The product in vector code.
     *
     * @return the result
     */
    @Benchmark
    public float[] vector() {
        return vector.of(inputs, nextInput());
    }

    /**
     * Reads the weights that {@link #vector} reads.
     *
     * @return their bits or-ed together
     */
    @Benchmark
    public int readLoop() {
        return ReadLoop.or(vector.weights());
    }

    private int nextInput() {
        at = (at + 1) % INPUTS;
        return at * stride;
    }
}
