package io.github.lanewise;

import io.github.lanewise.event.Events;
import io.github.lanewise.memory.Buffer;
import io.github.lanewise.network.GateProbe;
import io.github.lanewise.network.LiveNetwork;
import io.github.lanewise.network.Network;
import io.github.lanewise.network.Scratch;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A thread's scratch for running a model. Not thread-safe: one thread at a time. A call that begins while another one is in
 * progress is refused with an {@link IllegalStateException} as a rule. Two threads that begin at the same moment may go
 * unnoticed, and their results are meaningless. After the largest call, and once the JVM has compiled the code, calls that write
 * to the caller's arrays allocate nothing.
 *
 * <p>Whatever the call (step by step, in chunks, as a whole, in a batch), a stream's outputs are the same bits.
 */
public final class Session {
    private final Model model;
    private final LiveNetwork live;
    private final Scratch scratch = new Scratch();
    private final float[] token = new float[1];
    private final BatchRunner batches;
    private final StreamRunner streams;
    private final Buffer inputs = new Buffer();
    private final Buffer outputs = new Buffer();
    private @Nullable GateProbe probe;
    private boolean busy;

    Session(Model model) {
        this.model = model;
        this.live = model.network();
        scratch.flushSubnormals(model.flushesSubnormals());
        batches = new BatchRunner(model.spec(), live, scratch);
        streams = new StreamRunner(model.fingerprint(), model.stateLayout(), live, scratch);
    }

    /**
     * One time step of a stream.
     *
     * @param x at least inputSize floats
     * @param state the stream's, advanced
     * @param y at least outputSize floats, written
     * @throws IllegalArgumentException if an array is too short, the state is of other layers or weights, or x is no token
     *     where the model begins with an embedding
     * @throws IllegalStateException if the model cannot step
     */
    public void step(float[] x, State state, float[] y) {
        step(x, 0, state, y, 0);
    }

    /**
     * One time step of a stream, from and to a place in an array.
     *
     * @param x the array with the input row
     * @param xOffset where its inputSize floats begin
     * @param state the stream's, advanced
     * @param y the array for the output row
     * @param yOffset where its outputSize floats begin
     * @throws IllegalArgumentException if an array is too short, the state is of other layers or weights, or x is no token
     *     where the model begins with an embedding
     * @throws IllegalStateException if the model cannot step
     */
    public void step(float[] x, int xOffset, State state, float[] y, int yOffset) {
        checkStream(state);
        Network network = live.now();
        checkRoom("x", x.length, xOffset, network.inputSize());
        checkRoom("y", y.length, yOffset, network.outputSize());
        network.checkInput(x, xOffset, 1);
        enter();
        try {
            Events.@Nullable StepTimer timer = Events.beginStep();
            network.step(x, xOffset, state.floats(), y, yOffset, scratch, probe);
            if (timer != null) {
                timer.end(model::toString);
            }
        } finally {
            busy = false;
        }
    }

    /**
     * One time step of a stream, from and to buffers, which may lie off the heap. The rows are copied.
     *
     * @param x inputSize floats from its position on, which moves past them
     * @param state the stream's, advanced
     * @param y outputSize floats are written from its position on, which moves past them
     * @throws IllegalArgumentException if a buffer has too few floats left, the state is of other layers or weights, or x is no
     *     token where the model begins with an embedding; positions stay then
     * @throws IllegalStateException if the model cannot step
     */
    public void step(FloatBuffer x, State state, FloatBuffer y) {
        int in = model.inputSize();
        int out = model.outputSize();
        checkBuffers(x, in, y, out);
        float[] input = inputs.atLeast(in);
        float[] output = outputs.atLeast(out);
        x.get(x.position(), input, 0, in);
        step(input, 0, state, output, 0);
        x.position(x.position() + in);
        y.put(output, 0, out);
    }

    /**
     * One time step of a stream, from and to memory segments, which may lie off the heap. The rows are copied.
     *
     * @param x the segment with the input row: inputSize floats of the machine's byte order, aligned or not
     * @param xOffset the byte at which they begin
     * @param state the stream's, advanced
     * @param y the segment for the output row, of outputSize floats
     * @param yOffset the byte at which they begin
     * @throws IllegalArgumentException if a segment is too short, y is read-only, a segment is closed or belongs to another
     *     thread, the state is of other layers or weights, or x is no token where the model begins with an embedding; the state
     *     stays then
     * @throws IllegalStateException if the model cannot step
     */
    public void step(MemorySegment x, long xOffset, State state, MemorySegment y, long yOffset) {
        int in = model.inputSize();
        int out = model.outputSize();
        checkSegment("x", x, xOffset, in);
        checkSegment("y", y, yOffset, out);
        if (y.isReadOnly()) {
            throw new IllegalArgumentException("y: expected a segment that can be written, found a read-only one");
        }
        float[] input = inputs.atLeast(in);
        float[] output = outputs.atLeast(out);
        MemorySegment.copy(x, ValueLayout.JAVA_FLOAT_UNALIGNED, xOffset, input, 0, in);
        step(input, 0, state, output, 0);
        MemorySegment.copy(output, 0, y, ValueLayout.JAVA_FLOAT_UNALIGNED, yOffset, out);
    }

    /**
     * One time step of a stream of tokens.
     *
     * @param input the token, for the embedding that the model begins with
     * @param state the stream's, advanced
     * @param y at least outputSize floats, written
     * @throws IllegalArgumentException if the array is too short, the state is of other layers or weights, the token is out of
     *     range, or the model does not begin with an embedding
     * @throws IllegalStateException if the model cannot step
     */
    public void step(int input, State state, float[] y) {
        if (!(model.spec().layers().getFirst() instanceof EmbeddingSpec embedding)) {
            throw new IllegalArgumentException("expected a model that begins with an embedding, found "
                    + model.spec().describe() + "; give the step floats");
        }
        // Checked here, since a float holds no int beyond 2^24 exactly.
        if (input < 0 || input >= embedding.tokens()) {
            throw new IllegalArgumentException("embedding: expected tokens from " + embedding.firstToken() + " to "
                    + (embedding.tokens() - 1) + ", found " + input);
        }
        token[0] = input;
        step(token, 0, state, y, 0);
    }

    /**
     * One time step of each of many streams: see {@link #step(float[], int, State[], int, int, float[], int)}.
     *
     * @param x at least a row of inputSize floats for each state
     * @param states the streams', advanced
     * @param y room for a row of outputSize floats for each state, written
     * @throws IllegalArgumentException as there
     * @throws IllegalStateException if the model cannot step
     */
    public void step(float[] x, State[] states, float[] y) {
        step(x, 0, states, 0, states.length, y, 0);
    }

    /**
     * One time step of each of many streams, in one pass over the weights. Each stream's output and state are the same bits as
     * from a step of its own, whichever streams go together and in whatever order.
     *
     * @param x the array with the input rows, in the order of the states
     * @param xOffset where the first of the count rows of inputSize floats begins
     * @param states the array with the streams' states, each once; advanced
     * @param from index of the first of them
     * @param count how many, at least 0
     * @param y the array for the output rows, in the order of the states
     * @param yOffset where the first of the count rows of outputSize floats begins
     * @throws IllegalArgumentException if an array is too short, a state is there twice or is of other layers or weights, or an
     *     input is no token where the model begins with an embedding; no stream has advanced then
     * @throws IllegalStateException if the model cannot step
     */
    public void step(float[] x, int xOffset, State[] states, int from, int count, float[] y, int yOffset) {
        model.requireStep();
        streams.check(states, from, count);
        Network network = live.now();
        checkRoom("x", x.length, xOffset, (long) count * network.inputSize());
        checkRoom("y", y.length, yOffset, (long) count * network.outputSize());
        network.checkInput(x, xOffset, count);
        enter();
        try {
            streams.step(x, xOffset, states, from, count, y, yOffset, probe);
        } finally {
            busy = false;
        }
    }

    /**
     * Several time steps of a stream.
     *
     * @param x at least steps rows of inputSize floats
     * @param steps how many, at least 1
     * @param state the stream's, advanced by all of them
     * @param y room for steps rows of outputSize floats, written; for one row where the model's head is not EVERY_STEP
     * @throws IllegalArgumentException if steps is below 1, an array is too short, the state is of other layers or weights, or an x
     *     is no token where the model begins with an embedding
     * @throws IllegalStateException if the model cannot step
     */
    public void run(float[] x, int steps, State state, float[] y) {
        run(x, 0, steps, state, y, 0);
    }

    /**
     * Several time steps of a stream, from and to a place in an array.
     *
     * @param x the array with the input rows
     * @param xOffset where the steps rows of inputSize floats begin
     * @param steps how many, at least 1
     * @param state the stream's, advanced by all of them
     * @param y the array for the output rows
     * @param yOffset where the steps rows of outputSize floats begin; one row where the model's head is not EVERY_STEP
     * @throws IllegalArgumentException if steps is below 1, an array is too short, the state is of other layers or weights, or an x
     *     is no token where the model begins with an embedding
     * @throws IllegalStateException if the model cannot step
     */
    public void run(float[] x, int xOffset, int steps, State state, float[] y, int yOffset) {
        checkStream(state);
        if (steps < 1) {
            throw new IllegalArgumentException("steps: expected at least 1, found " + steps);
        }
        Network network = live.now();
        checkRoom("x", x.length, xOffset, (long) steps * network.inputSize());
        checkRoom("y", y.length, yOffset, (long) model.spec().outputRows(steps) * network.outputSize());
        network.checkInput(x, xOffset, steps);
        enter();
        try {
            scratch.schedule().uniform(steps, 1);
            live.run(x, xOffset, false, state.floats(), y, yOffset, scratch, probe);
        } finally {
            busy = false;
        }
    }

    /**
     * Several time steps of a stream, from and to buffers, which may lie off the heap. The rows are copied.
     *
     * @param x steps rows of inputSize floats from its position on, which moves past them
     * @param steps how many, at least 1
     * @param state the stream's, advanced by all of them
     * @param y steps rows of outputSize floats are written from its position on, which moves past them; one row where the
     *     model's head is not EVERY_STEP
     * @throws IllegalArgumentException if steps is below 1, a buffer has too few floats left or y is read-only, the state
     *     belongs to another model, or an x is no token where the model begins with an embedding; positions stay then
     * @throws IllegalStateException if the model cannot step
     */
    public void run(FloatBuffer x, int steps, State state, FloatBuffer y) {
        long in = (long) Math.max(0, steps) * model.inputSize();
        long out = (long) model.spec().outputRows(Math.max(0, steps)) * model.outputSize();
        checkBuffers(x, in, y, out);
        float[] input = inputs.atLeast(in);
        float[] output = outputs.atLeast(out);
        x.get(x.position(), input, 0, (int) in);
        run(input, 0, steps, state, output, 0);
        x.position(x.position() + (int) in);
        y.put(output, 0, (int) out);
    }

    /**
     * A batch of whole sequences of one length, each from the model's initial state.
     *
     * @param input (T, inputSize), or (T, N, inputSize), or (N, T, inputSize) where the model is batch first
     * @return the output, of the shape that {@link #outputShape} returns
     * @throws IllegalArgumentException if the input's shape is wrong, or an input is no token where the model begins with an
     *     embedding
     */
    public Tensor run(Tensor input) {
        return run(input, RunOptions.none());
    }

    /**
     * A batch of whole sequences, with an output of its own.
     *
     * @param input (T, inputSize), or (T, N, inputSize), or (N, T, inputSize) where the model is batch first
     * @param options lengths, initial and final states
     * @return the output, of the shape that {@link #outputShape} returns; zeros beyond a sequence's length, which behind a repeat
     *     are the repeat's steps
     * @throws IllegalArgumentException if a shape or a length is wrong, or an input is no token where the model begins
     *     with an embedding
     */
    public Tensor run(Tensor input, RunOptions options) {
        Tensor output = Tensor.zeros(outputShape(input));
        run(input, options, output);
        return output;
    }

    /**
     * A batch of whole sequences, into the caller's tensor.
     *
     * @param input (T, inputSize), or (T, N, inputSize), or (N, T, inputSize) where the model is batch first
     * @param options lengths, initial and final states
     * @param output of the shape that {@link #outputShape} returns, written; zeros beyond a sequence's length, which behind a
     *     repeat are the repeat's steps
     * @throws IllegalArgumentException if a shape or a length is wrong, or an input is no token where the model begins
     *     with an embedding; nothing is written then
     */
    public void run(Tensor input, RunOptions options, Tensor output) {
        enter();
        try {
            batches.run(input, options, output, probe);
        } finally {
            busy = false;
        }
    }

    /**
     * Room for the states of a batch.
     *
     * @param batch N; 1 for an input without a batch
     * @return zeros, one entry a recurrent layer, in the order in which they run
     * @throws IllegalArgumentException if the batch is negative, or a layer's states have more than 2^31 - 1 elements
     */
    public List<LayerState> newStates(int batch) {
        if (batch < 0) {
            throw new IllegalArgumentException("new states: expected a batch of at least 0, found " + batch);
        }
        return LayerStates.zeros(live.now().recurrent(), batch);
    }

    /** A batch of a model of one stack, with PyTorch's stacked states. */
    void run(Tensor input, StackOptions options, Tensor output, Tensor hN, @Nullable Tensor cN) {
        enter();
        try {
            batches.run(input, options, output, hN, cN, probe);
        } finally {
            busy = false;
        }
    }

    /**
     * The output's shape for an input's.
     *
     * @param input as {@link #run(Tensor)} takes it
     * @return with the head EVERY_STEP the input's with outputSize features, and with the steps of the last repeat where the model
     *     has one; otherwise (N, outputSize), or (outputSize) for one sequence without a batch
     * @throws IllegalArgumentException if the input's shape is wrong
     */
    public int[] outputShape(Tensor input) {
        return batches.outputShape(input);
    }

    /**
     * Lets a listener see every gate and state of every time step that this session computes.
     *
     * @param listener called on the session's thread after each step of each recurrent layer; null for none, which costs
     *     nothing
     */
    public void trace(@Nullable GateListener listener) {
        probe = listener == null ? null : probe(listener);
    }

    static GateProbe probe(GateListener listener) {
        GateTrace trace = new GateTrace();
        return (stage, reverse, step, row, gates, gatesOffset, state, hiddenOffset, cellOffset) -> {
            trace.move(stage, reverse, step, row, gates, gatesOffset, state, hiddenOffset, cellOffset);
            listener.onStep(trace);
        };
    }

    /**
     * The model that this session runs.
     *
     * @return the model
     */
    public Model model() {
        return model;
    }

    /** A plain field: to notice every call of two threads would take an atomic operation in each step. */
    private void enter() {
        if (busy) {
            throw new IllegalStateException(
                    "session: expected one call at a time, found another call of this session in"
                            + " progress; give each thread a session of its own with model.newSession(), and call it from no gate"
                            + " listener of its own");
        }
        busy = true;
    }

    private void checkStream(State state) {
        model.requireStep();
        Objects.requireNonNull(state, "state").requireModel("state", model.fingerprint());
    }

    private static void checkBuffers(FloatBuffer x, long in, FloatBuffer y, long out) {
        if (x.remaining() < in || y.remaining() < out || y.isReadOnly()) {
            throw new IllegalArgumentException("buffers: expected " + in + " floats in x and room for " + out
                    + " in y, found " + x.remaining() + " and "
                    + (y.isReadOnly() ? "a read-only buffer" : String.valueOf(y.remaining())));
        }
    }

    /** Before the step, so that a state does not advance without its output. */
    private static void checkSegment(String what, MemorySegment segment, long at, int floats) {
        if (at < 0 || segment.byteSize() - at < (long) floats * Float.BYTES) {
            throw new IllegalArgumentException(what + ": expected room for " + floats + " floats from byte " + at
                    + ", found " + segment.byteSize() + " bytes in all");
        }
        if (!segment.scope().isAlive() || !segment.isAccessibleBy(Thread.currentThread())) {
            throw new IllegalArgumentException(what + ": expected an open segment that this thread may use, found "
                    + (segment.scope().isAlive() ? "one of another thread" : "a closed one"));
        }
    }

    static void checkRoom(String what, int length, int at, long needed) {
        if (at < 0 || length - at < needed) {
            throw new IllegalArgumentException(what + ": expected room for " + needed + " floats from index " + at
                    + ", found " + length + " in all");
        }
    }
}
