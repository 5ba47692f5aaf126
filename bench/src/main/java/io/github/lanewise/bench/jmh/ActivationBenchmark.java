package io.github.lanewise.bench.jmh;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.VectorWidths;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The activation functions over a buffer, in place. Since a pass leaves its results where its inputs were, new inputs
 * are copied in before each; {@link #copy} tells what that takes, to be subtracted.
 *
 * <pre>{@code ./mvnw -q -Pbench -Dbench.args="--include ActivationBenchmark"}</pre>
 */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls setUp first
public class ActivationBenchmark extends ForkedBenchmark {
    /** Inputs lie between -RANGE and RANGE, where nearly all of a trained network's do. */
    private static final double RANGE = 6;

    /** Floats in the buffer: all gates of 8 and of 128 units. */
    @Param({"32", "512"})
    int size = 512;

    /** Who computes. */
    @Param
    Implementation implementation = Implementation.VECTOR;

    private ActivationPasses passes;
    private int from;

    /** Makes the buffers and refuses to go on if the implementations disagree. */
    @Setup(Level.Trial)
    public void setUp() {
        float[] inputs = new float[size + ActivationPasses.SHIFTS];
        SplittableRandom random = new SplittableRandom(size);
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) random.nextDouble(-RANGE, RANGE);
        }
        ActivationPasses textbook = new TextbookPasses(inputs);
        ActivationPasses scalar = new KernelPasses(Kernels.scalar(), inputs);
        ActivationPasses vector = new KernelPasses(VectorWidths.kernels(VectorWidths.preferredBits()), inputs);
        ActivationAgreement.require(textbook, scalar, vector);
        passes = switch (implementation) {
            case TEXTBOOK -> textbook;
            case SCALAR -> scalar;
            case VECTOR -> vector;
        };
    }

    /**
     * Inputs copied in, then the logistic function.
     *
     * @return the buffer
     */
    @Benchmark
    public Object sigmoid() {
        copy();
        passes.sigmoid();
        return passes;
    }

    /**
     * Inputs copied in, then the hyperbolic tangent.
     *
     * @return the buffer
     */
    @Benchmark
    public Object tanh() {
        copy();
        passes.tanh();
        return passes;
    }

    /**
     * Inputs copied in.
     *
     * @return the buffer
     */
    @Benchmark
    public Object copy() {
        from = (from + 1) % ActivationPasses.SHIFTS;
        passes.load(from);
        return passes;
    }
}
