package io.github.lanewise.bench.comparison;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.RunOptions;
import io.github.lanewise.Session;
import io.github.lanewise.State;
import io.github.lanewise.WarmUp;
import io.github.lanewise.bench.EngineStreams;
import io.github.lanewise.spec.Tensor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The engine itself.
 *
 * @param name for tables
 * @param backend what computes
 * @param threads for one call
 */
public record EngineContender(String name, Backend backend, int threads) implements Contender {
    @Override
    public boolean isEngine() {
        return true;
    }

    @Override
    public boolean supports(Workload workload) {
        return true;
    }

    @Override
    public Runner prepare(Workload workload) {
        Model model = model(workload);
        model.warmUp();
        return runner(model, workload);
    }

    @Override
    public Runner start(Workload workload) {
        return runner(model(workload), workload);
    }

    private Model model(Workload workload) {
        return Model.builder(workload.model()).backend(backend).threads(threads).build();
    }

    private Runner runner(Model model, Workload workload) {
        return switch (workload.kind()) {
            case STEP, CHUNK -> new StreamRunner(model, backend);
            case STREAMS -> new SteppingRunner(model, EngineStreams.together(model, workload.batch()));
            case SEQUENCE, BATCH -> new BatchRunner(model, workload);
        };
    }

    private static final class StreamRunner implements Runner {
        private final Model model;
        private final Backend backend;
        private final Session session;
        private final State state;

        StreamRunner(Model model, Backend backend) {
            this.model = model;
            this.backend = backend;
            session = model.newSession();
            state = model.newState();
        }

        @Override
        public void run(float[] x, float[] y) {
            session.step(x, state, y);
        }

        @Override
        public void reset() {
            state.reset();
        }

        /** Asked of forced vector code, the question would begin to warm it. */
        @Override
        public boolean isSettled() {
            return backend != Backend.AUTO || model.warmUp(Duration.ZERO).outcome() != WarmUp.Outcome.TIMED_OUT;
        }

        @Override
        public void close() {
            model.close();
        }
    }

    private static final class BatchRunner implements Runner {
        private final Model model;
        private final Session session;
        private final Workload workload;
        private @Nullable Tensor input;
        private @Nullable Tensor output;

        BatchRunner(Model model, Workload workload) {
            this.model = model;
            session = model.newSession();
            this.workload = workload;
        }

        /** A tensor is a view of an array: new ones only where the caller comes with other arrays. */
        @Override
        @SuppressWarnings("ReferenceEquality") // the same array is meant, not equal contents
        public void run(float[] x, float[] y) {
            Tensor in = input;
            Tensor out = output;
            if (in == null || out == null || in.data() != x || out.data() != y) {
                int steps = workload.steps();
                int batch = workload.batch();
                in = Tensor.of(x, steps, batch, workload.inputFloats() / (steps * batch));
                out = Tensor.of(y, steps, batch, workload.outputFloats() / (steps * batch));
                input = in;
                output = out;
            }
            session.run(in, RunOptions.none(), out);
        }

        @Override
        public void reset() {
            // Each call starts from zeros.
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
