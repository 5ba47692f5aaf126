package io.github.lanewise.bench.jmh;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.SlidingWindow;
import io.github.lanewise.State;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What a model says of the last rows of a stream, when the next row comes: with a window that slides, and with the window computed
 * whole. The time of a push is that of the answer and of what follows it. {@code ./mvnw -q -Pstreams} measures the answer alone.
 *
 * <pre>{@code ./mvnw -q -Pbench -Dbench.args="--include WindowBenchmark"}</pre>
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls setUp first
public class WindowBenchmark extends ForkedBenchmark {
    /** So that no two windows in a row are the same. */
    private static final int WINDOWS = 16;

    /** Which one. */
    @Param
    WindowModel model = WindowModel.A;

    private WindowRows rows;
    private SlidingWindow window;
    private Session session;
    private State state;
    private float[] output;
    private long row;

    /** Makes the window and refuses to go on if its answers are not those of windows computed whole. */
    @Setup(Level.Trial)
    public void setUp() {
        Model engine = Model.of(model.spec(), Backend.VECTOR);
        rows = new WindowRows(model.steps() + WINDOWS, model.features());
        window = engine.newWindow(model.steps());
        WindowAgreement.require(model.name(), engine, model.steps(), (x, at, y) -> window.push(x, at, y, 0));
        session = engine.newSession();
        state = engine.newState();
        output = new float[1];
    }

    /**
     * The next row into the window that slides.
     *
     * @return the answer
     */
    @Benchmark
    public float[] push() {
        window.push(rows.values(), rows.at(row++), output, 0);
        return output;
    }

    /**
     * The whole window through the model.
     *
     * @return the answer
     */
    @Benchmark
    public float[] whole() {
        state.reset();
        session.run(rows.values(), rows.at(row++ % WINDOWS), model.steps(), state, output, 0);
        return output;
    }
}
