package io.github.lanewise.bench.jmh;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.bench.EngineStepper;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.VectorWidths;
import io.github.lanewise.memory.Rows;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * One step of one LSTM layer, and the product of its weights with a vector, with the weights in each precision. From 64 units up
 * reading the weights is most of a step.
 *
 * <pre>{@code ./mvnw -q -Pbench -Dbench.args="--include PrecisionBenchmark"}</pre>
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls setUp first
public class PrecisionBenchmark extends ForkedBenchmark {
    private static final int ROWS = 16;

    /** See {@link Shape}. */
    @Param({"64x64", "128x128", "256x256", "512x512", "1024x1024"})
    String shape = "64x64";

    /** Of the weights. */
    @Param
    Precision precision = Precision.FP32;

    private Product product;
    private float[] rows;
    private int stride;
    private int at;
    private EngineStepper stepper;
    private InputRing inputs;
    private float[] output;

    /** Makes the layer and refuses to go on if the backends disagree, or if they do with rounded weights. */
    @Setup(Level.Trial)
    public void setUp() {
        Shape sizes = Shape.parse(shape);
        ModelSpec model = ModelSpec.ofStack(sizes.lstm(), false).withPrecision(precision);
        EngineStepper scalar = new EngineStepper(Model.of(model, Backend.SCALAR));
        stepper = new EngineStepper(Model.of(model, Backend.VECTOR));
        PrecisionAgreement.requireSteps(sizes, model, scalar, stepper);
        inputs = new InputRing(sizes.input());
        output = new float[sizes.hidden()];
        Tensor weight = GemvBenchmark.randomWeight(sizes);
        product = new Product(VectorWidths.kernels(VectorWidths.preferredBits()).of(precision), weight);
        Product twin = new Product(Kernels.scalar().of(precision), weight);
        InputRing ring = new InputRing(sizes.columns());
        stride = Rows.stride(sizes.columns());
        rows = new float[ROWS * stride];
        for (int row = 0; row < ROWS; row++) {
            float[] x = ring.next();
            PrecisionAgreement.requireProduct(sizes, precision, weight, twin, product, x);
            System.arraycopy(x, 0, rows, row * stride, x.length);
        }
    }

    /**
     * The step.
     *
     * @return the hidden state
     */
    @Benchmark
    public float[] step() {
        stepper.step(inputs.next(), output);
        return output;
    }

    /**
     * The product of the layer's weights, as one matrix.
     *
     * @return the result
     */
    @Benchmark
    public float[] product() {
        at = (at + 1) % ROWS;
        return product.of(rows, at * stride);
    }
}
