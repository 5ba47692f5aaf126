package io.github.lanewise.bench.jmh;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.bench.EngineStreams;
import io.github.lanewise.bench.Stepper;
import io.github.lanewise.spec.ModelSpec;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * One step of each of many streams through one LSTM layer: in one call, and in a call for each stream. JMH's times are those of a
 * step of all streams. The report divides them by the number of streams.
 *
 * <pre>{@code ./mvnw -q -Pbench -Dbench.args="--include StreamsBenchmark"}</pre>
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls setUp first
public class StreamsBenchmark extends ForkedBenchmark {
    /** See {@link Shape}. */
    @Param({"64x64", "128x128", "256x256", "512x512"})
    String shape = "64x64";

    /** How many. */
    @Param({"2", "8", "64", "1024"})
    int streams = 2;

    private InputRing inputs;
    private Stepper oneByOne;
    private Stepper together;
    private float[] output;

    /** Makes the streams and refuses to go on if the two ways disagree with each other or with the textbook. */
    @Setup(Level.Trial)
    public void setUp() {
        Shape sizes = Shape.parse(shape);
        Model model = Model.of(ModelSpec.ofStack(sizes.lstm(), false), Backend.VECTOR);
        oneByOne = EngineStreams.oneByOne(model, streams);
        together = EngineStreams.together(model, streams);
        StreamsAgreement.require(sizes, streams, oneByOne, together);
        inputs = new InputRing(streams * sizes.input());
        output = new float[streams * sizes.hidden()];
    }

    /**
     * A step of each stream, in a call for each.
     *
     * @return the hidden states
     */
    @Benchmark
    public float[] oneByOne() {
        oneByOne.step(inputs.next(), output);
        return output;
    }

    /**
     * A step of each stream, in one call.
     *
     * @return the hidden states
     */
    @Benchmark
    public float[] together() {
        together.step(inputs.next(), output);
        return output;
    }
}
