package io.github.lanewise;

import io.github.lanewise.network.LiveNetwork;
import io.github.lanewise.network.Network;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.team.WorkerTeam;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model, ready to run: its weights packed for a backend. Immutable, so one model serves any number of threads, each with
 * a {@link Session} of its own, and any number of streams, each with a {@link State} of its own.
 *
 * <pre>{@code
 * Model model = Model.of(spec);
 * Session session = model.newSession();      // one per thread
 * State state = model.newState();            // one per stream
 * session.step(x, state, y);                 // x: inputSize floats, y: outputSize floats
 * }</pre>
 */
public final class Model implements AutoCloseable {
    private final ModelSpec spec;
    private final Compilation compilation;
    private final String threads;
    private final long fingerprint;
    private final StateLayout stateLayout;
    private final @Nullable WorkerTeam team;
    private final boolean flushesSubnormals;
    private final int inputSize;
    private final int outputSize;
    private final boolean canStep;

    /** With any number of threads, whether or not there are as many processors: for tests. */
    Model(ModelSpec spec, Backend backend, int threads) {
        this(spec, backend, team(threads), false);
    }

    private Model(ModelSpec spec, Backend backend, @Nullable WorkerTeam team, boolean flushesSubnormals) {
        this(spec, Compilation.of(spec, backend, team), team, flushesSubnormals);
    }

    private Model(ModelSpec spec, Compilation compilation, @Nullable WorkerTeam team, boolean flushesSubnormals) {
        this.spec = spec;
        this.compilation = compilation;
        this.team = team;
        this.flushesSubnormals = flushesSubnormals;
        threads = team == null ? "" : ", " + team.threads() + " threads";
        fingerprint = Fingerprint.of(spec);
        Network network = network().now();
        stateLayout = StateLayout.of(network, fingerprint);
        inputSize = network.inputSize();
        outputSize = network.outputSize();
        canStep = network.canStep();
    }

    private static @Nullable WorkerTeam team(int threads) {
        return threads == 1 ? null : new WorkerTeam(threads);
    }

    /** With scalar code until {@link #changeOver}, which is a test's to call. */
    static Model paused(ModelSpec spec, int threads) {
        @Nullable WorkerTeam team = team(threads);
        return new Model(spec, Compilation.paused(spec, team), team, false);
    }

    /** Changes a {@link #paused} model over to vector code, for calls in progress too. */
    void changeOver(int bits) {
        compilation.changeOver(bits);
    }

    /**
     * A model on the backend {@link Backend#AUTO}.
     *
     * @param spec what the model is; its weights are copied
     * @return the model
     */
    public static Model of(ModelSpec spec) {
        return builder(spec).build();
    }

    /**
     * A model on a backend.
     *
     * @param spec what the model is; its weights are copied
     * @param backend what computes
     * @return the model
     * @throws IllegalStateException if the backend cannot compute here, with the reason and the remedy
     */
    public static Model of(ModelSpec spec, Backend backend) {
        return builder(spec).backend(backend).build();
    }

    /**
     * A model with more than a backend to choose.
     *
     * @param spec what the model is; its weights are copied
     * @return a builder of a model on {@link Backend#AUTO} and one thread
     */
    public static Builder builder(ModelSpec spec) {
        return new Builder(spec);
    }

    /** Apart from the builder, so that a test says how many processors there are. */
    static void requireThreads(int threads, int processors) {
        int most = Math.min(processors, WorkerTeam.MAX_THREADS);
        if (threads < 1 || threads > most) {
            throw new IllegalArgumentException("threads: expected 1 to " + most
                    + " (processors that this process may use: " + processors + "; threads of a model: at most "
                    + WorkerTeam.MAX_THREADS + "), found " + threads + "; 1 computes on the calling thread alone");
        }
    }

    boolean flushesSubnormals() {
        return flushesSubnormals;
    }

    /**
     * Frees the weights and ends the workers of a model with several threads, at once. For a model that is not closed the garbage
     * collector does so some time after it has become unreachable. Later calls throw an {@link IllegalStateException}, and calls
     * in progress on other threads may throw one too.
     */
    @Override
    public void close() {
        if (team != null) {
            team.close();
        }
        compilation.close();
    }

    /**
     * What the model is.
     *
     * @return the spec that it was made from
     */
    public ModelSpec spec() {
        return spec;
    }

    /**
     * What computes at this moment.
     *
     * @return the backend that was asked for; of {@link Backend#AUTO} what it has come to, {@link Backend#SCALAR} until vector
     *     code is warm
     */
    public Backend backend() {
        return compilation.backend();
    }

    /**
     * What computes at this moment, for people.
     *
     * @return for instance {@code vector, 512 bit (16 lanes), 2 threads}, or {@code scalar, until vector code is warm}
     */
    public String describeBackend() {
        return compilation.describe() + threads;
    }

    /**
     * Whether vector code computes and has been measured to be fast. A model on {@link Backend#AUTO} becomes warm by itself, in
     * the background; one on forced vector code is measured by {@link #warmUp} only.
     *
     * @return false before that, and for scalar code
     */
    public boolean isWarm() {
        return compilation.isWarm();
    }

    /**
     * Waits until the model is warm, for a minute at most: see {@link #warmUp(Duration)}.
     *
     * @return what came of it
     */
    public WarmUp warmUp() {
        return warmUp(Duration.ofMinutes(1));
    }

    /**
     * Waits until the model is warm. Nobody has to call this: results are the same bits before and after, and only a
     * measurement, or a stream that must not see the slower beginning, has a reason to wait. The work is done by a daemon
     * thread that the process's models share. It takes about a second, and less where other models have warmed the same
     * kernels. Then the calling thread steps a stream of zeros, for a second at most, until the JVM has compiled the calls
     * that a program makes.
     *
     * @param limit how long to wait; the warming goes on in the background after that
     * @return what came of it
     */
    public WarmUp warmUp(Duration limit) {
        long begin = System.nanoTime();
        WarmUp warmUp = compilation.warmUp(limit);
        if (warmUp.outcome() == WarmUp.Outcome.WARM && canStep) {
            StepRehearsal.run(this, limit.minusNanos(System.nanoTime() - begin));
        }
        return warmUp;
    }

    /**
     * Features of an input row.
     *
     * @return floats that {@link Session#step} reads; 1 (a token) where the model begins with an embedding
     */
    public int inputSize() {
        return inputSize;
    }

    /**
     * Features of an output row. How many rows a sequence has is for {@link ModelSpec#outputRows} to say.
     *
     * @return floats that {@link Session#step} writes
     */
    public int outputSize() {
        return outputSize;
    }

    /**
     * Whether the model can go step by step.
     *
     * @return false if it has a layer that is bidirectional, runs in reverse, looks ahead or repeats a row of each sequence, which
     *     needs the whole sequence
     */
    public boolean canStep() {
        return canStep;
    }

    /**
     * Scratch memory for one thread.
     *
     * @return a new session
     */
    public Session newSession() {
        return new Session(this);
    }

    /**
     * The state of a new stream: zeros, or the initial states that the model has stored.
     *
     * @return a new state
     * @throws IllegalStateException if the model cannot step
     */
    public State newState() {
        requireStep();
        return new State(stateLayout);
    }

    /**
     * The states of many new streams, each as from {@link #newState}.
     *
     * @param count how many, at least 0
     * @return new states
     * @throws IllegalArgumentException if the count is negative
     * @throws IllegalStateException if the model cannot step
     */
    public List<State> newStates(int count) {
        requireStep();
        if (count < 0) {
            throw new IllegalArgumentException("new states: expected a count of at least 0, found " + count);
        }
        List<State> states = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            states.add(new State(stateLayout));
        }
        return List.copyOf(states);
    }

    /**
     * A state that was saved by {@link State#toBytes}, on this or another machine or backend.
     *
     * @param bytes what it was saved to
     * @return a new state
     * @throws IllegalArgumentException if the bytes are no state, or the state of another model
     * @throws IllegalStateException if the model cannot step
     */
    public State restoreState(byte[] bytes) {
        State state = newState();
        state.restore(bytes);
        return state;
    }

    /**
     * A state of this model with the contents of another model's: for a stream that goes on with new weights.
     *
     * @param state of a model whose layers are of the same kinds and sizes in the same order; it stays as it is
     * @return a new state
     * @throws IllegalArgumentException if the other model has other layers
     * @throws IllegalStateException if this model cannot step
     */
    public State carryOver(State state) {
        requireStep();
        State carried = state.carriedOver(stateLayout);
        if (carried == null) {
            throw new IllegalArgumentException("state to carry over: expected one of a model with the same layers as "
                    + spec.describe() + ", found one of other layers; begin anew with newState()");
        }
        return carried;
    }

    /**
     * A state of this model with the contents of another model's saved state: for a stream that goes on with new weights, where
     * the model that it comes from is not at hand.
     *
     * @param saved by {@link State#toBytes}, of a model that differs from this one in nothing but its weights
     * @return a new state
     * @throws IllegalArgumentException if the bytes are no state, or the state of a model with other layers
     * @throws IllegalStateException if this model cannot step
     */
    public State carryOver(byte[] saved) {
        State state = newState();
        state.carryOver(saved);
        return state;
    }

    /**
     * A window that slides over a stream: what the model says of the last rows, as if it had seen nothing before them.
     *
     * @param steps how many rows, at least 1
     * @return a window that has seen no row
     * @throws IllegalArgumentException if steps is below 1
     * @throws IllegalStateException if the model cannot step
     */
    public SlidingWindow newWindow(int steps) {
        requireStep();
        if (steps < 1) {
            throw new IllegalArgumentException("window: expected at least 1 step, found " + steps);
        }
        return new SlidingWindow(this, steps);
    }

    void requireStep() {
        if (!canStep()) {
            throw new IllegalStateException("expected a model that can step, found " + spec.wholeSequenceReason()
                    + " in " + spec.describe() + ", which needs the whole sequence; run that with Session.run(Tensor)");
        }
    }

    LiveNetwork network() {
        return compilation.network();
    }

    StateLayout stateLayout() {
        return stateLayout;
    }

    long fingerprint() {
        return fingerprint;
    }

    @Override
    public String toString() {
        return spec.describe() + " on " + describeBackend();
    }

    /** Chooses how a model computes. Its results are the same bits whatever is chosen, but for subnormals and
     * precision. Not thread-safe. */
    public static final class Builder {
        private ModelSpec spec;
        private Backend backend = Backend.AUTO;
        private int threads = 1;
        private boolean flushesSubnormals;

        private Builder(ModelSpec spec) {
            this.spec = Objects.requireNonNull(spec, "spec");
        }

        /**
         * What computes; {@link Backend#AUTO} unless said.
         *
         * @param value the backend
         * @return this
         */
        public Builder backend(Backend value) {
            backend = value;
            return this;
        }

        /**
         * How the weight matrices of all layers are stored; as the spec says of each layer unless said. Half or a quarter of the
         * bytes take half or a quarter of the time where a step costs what reading its weights costs, from about 128 units up.
         *
         * @param value the precision
         * @return this
         */
        public Builder precision(Precision value) {
            spec = spec.withPrecision(value);
            return this;
        }

        /**
         * How the weight matrices of one layer are stored.
         *
         * @param layer its index in the spec's layers
         * @param value the precision
         * @return this
         * @throws IndexOutOfBoundsException if there is no such layer
         */
        public Builder precision(int layer, Precision value) {
            spec = spec.withPrecision(layer, value);
            return this;
        }

        /**
         * Shares out matrix products to several threads, for layers from about (128, 128) up; 1 unless said.
         *
         * <p>The other threads are workers that spin while calls follow each other closely, so each needs a processor of its
         * own; after 0.1 ms without work they sleep. A call never waits for a worker that is not running: beside busy cores it
         * takes about as long as with one thread. One call at a time has the workers; calls of other threads meanwhile compute
         * alone. {@link Model#close} ends the workers.
         *
         * @param value how many for one call, the calling one included: 1 to the processors that the process may use when
         *     the model is made, at most 64
         * @return this
         */
        public Builder threads(int value) {
            threads = value;
            return this;
        }

        /**
         * Whether subnormals of hidden and cell states (magnitudes below {@code Float.MIN_NORMAL}, 1.2e-38) become zeros at
         * the end of each step, on every backend alike; false unless said, as in PyTorch. A state that decays through silence
         * ends there; many processors are slower with such numbers. States go with models of either kind.
         *
         * @param value true for zeros
         * @return this
         */
        public Builder flushSubnormals(boolean value) {
            flushesSubnormals = value;
            return this;
        }

        /**
         * Compiles the model.
         *
         * @return the model
         * @throws IllegalArgumentException if threads is below 1, or there are fewer processors than threads, or a weight does not
         *     go into its layer's precision
         * @throws IllegalStateException if the backend cannot compute here, with the reason and the remedy
         */
        public Model build() {
            requireThreads(threads, Runtime.getRuntime().availableProcessors());
            return new Model(spec, backend, team(threads), flushesSubnormals);
        }
    }
}
