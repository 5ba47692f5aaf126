package io.github.lanewise.bench.jmh;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.bench.EngineStepper;
import io.github.lanewise.bench.Stepper;
import io.github.lanewise.bench.textbook.TextbookLstm;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * One step of one LSTM layer of one stream, its state carried on from call to call.
 *
 * <pre>{@code ./mvnw -q -Pbench -Dbench.args="--include StepBenchmark"}</pre>
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls setUp first
public class StepBenchmark extends LayerBenchmark {
    /** Who computes. */
    @Param
    Implementation implementation = Implementation.VECTOR;

    private InputRing inputs;
    private Stepper stepper;
    private float[] output;

    /** Makes the layer and refuses to go on if the implementations disagree. */
    @Setup(Level.Trial)
    public void setUp() {
        RecurrentSpec lstm = shape().lstm();
        ModelSpec model = ModelSpec.ofStack(lstm, false);
        Stepper textbook = new TextbookLstm(lstm);
        Stepper scalar = new EngineStepper(Model.of(model, Backend.SCALAR));
        Stepper vector = new EngineStepper(Model.of(model, Backend.VECTOR));
        StepAgreement.require(shape(), textbook, scalar, vector);
        stepper = switch (implementation) {
            case TEXTBOOK -> textbook;
            case SCALAR -> scalar;
            case VECTOR -> vector;
        };
        inputs = new InputRing(lstm.inputSize());
        output = new float[lstm.hiddenSize()];
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
}
