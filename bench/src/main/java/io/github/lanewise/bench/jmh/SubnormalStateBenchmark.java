package io.github.lanewise.bench.jmh;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.State;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * A step of a stream whose hidden and cell states are subnormal, all of them and for ever: the layer lets nothing in and
 * forgets nothing. Worse than silence ever gets.
 *
 * <pre>{@code ./mvnw -q -Pbench -Dbench.args="--include SubnormalStateBenchmark"}</pre>
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls setUp first
public class SubnormalStateBenchmark extends ForkedBenchmark {
    private static final float SUBNORMAL = 1e-39f;

    /** See {@link Shape}. */
    @Param({"5x8", "40x64", "128x128", "512x512"})
    String shape = "5x8";

    /** What the state consists of. */
    @Param
    StreamState state = StreamState.NORMAL;

    private Session session;
    private State stream;
    private float[] input;
    private float[] output;

    /** Makes the stream and refuses to go on if its state does not stay what it is. */
    @Setup(Level.Trial)
    public void setUp() {
        Shape sizes = Shape.parse(shape);
        Model model = Model.builder(keeping(sizes))
                .backend(Backend.VECTOR)
                .flushSubnormals(state == StreamState.FLUSHED)
                .build();
        session = model.newSession();
        stream = model.newState();
        float[] values = new float[sizes.hidden()];
        Arrays.fill(values, state == StreamState.NORMAL ? 1e-3f : SUBNORMAL);
        stream.setHidden(0, values);
        stream.setCell(0, values);
        input = new float[sizes.input()];
        output = new float[sizes.hidden()];
        for (int step = 0; step < 1000; step++) {
            session.step(input, stream, output);
        }
        float left = Math.abs(output[sizes.hidden() - 1]);
        boolean asSaid = switch (state) {
            case NORMAL -> left >= Float.MIN_NORMAL;
            case SUBNORMAL -> left > 0 && left < Float.MIN_NORMAL;
            case FLUSHED -> left == 0;
        };
        if (!asSaid) {
            throw new IllegalStateException(shape + ": expected a state that stays " + state + ", found " + left);
        }
    }

    /** Input gate shut, forget gate wide open (its sigmoid is 1), output gate open. */
    private static ModelSpec keeping(Shape sizes) {
        int rows = sizes.gateRows();
        int hidden = sizes.hidden();
        float[] bias = new float[rows];
        Arrays.fill(bias, 0, hidden, -200f);
        Arrays.fill(bias, hidden, 2 * hidden, 20f);
        Arrays.fill(bias, 3 * hidden, rows, 4f);
        SplittableRandom random = new SplittableRandom(rows);
        float[] recurrent = new float[rows * hidden];
        for (int i = 0; i < recurrent.length; i++) {
            recurrent[i] = (float) random.nextDouble(-0.1, 0.1);
        }
        Map<String, Tensor> tensors = Map.of(
                "weight_ih_l0", Tensor.zeros(rows, sizes.input()),
                "weight_hh_l0", Tensor.of(recurrent, rows, hidden),
                "bias_ih_l0", Tensor.of(bias, rows),
                "bias_hh_l0", Tensor.zeros(rows));
        return ModelSpec.ofStack(
                RecurrentSpec.builder(CellKind.LSTM, sizes.input(), hidden).build(tensors), false);
    }

    /**
     * The step.
     *
     * @return the hidden state
     */
    @Benchmark
    public float[] step() {
        session.step(input, stream, output);
        return output;
    }
}
