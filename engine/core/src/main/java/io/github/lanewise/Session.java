package io.github.lanewise;

import io.github.lanewise.event.Events;
import io.github.lanewise.network.GateProbe;
import io.github.lanewise.network.LiveNetwork;
import io.github.lanewise.network.Network;
import io.github.lanewise.network.Scratch;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A thread's scratch for running a model. Not thread-safe: one thread at a time. Once it has seen the largest call, and
 * the JVM has compiled the code, calls that write to the caller's arrays allocate nothing.
 *
 * <p>Whatever the call (step by step, in chunks, as a whole, in a batch), a stream's outputs are the same bits.
 */
public final class Session {
    private final Model model;
    private final LiveNetwork live;
    private final Scratch scratch = new Scratch();
    private final float[] token = new float[1];
    private @Nullable GateProbe probe;

    Session(Model model) {
        this.model = model;
        this.live = model.network();
        scratch.flushSubnormals(model.flushesSubnormals());
    }

    /**
     * One time step of a stream.
     *
     * @param x at least inputSize floats
     * @param state the stream's, advanced
     * @param y at least outputSize floats, written
     * @throws IllegalArgumentException if an array is too short, the state belongs to another model, or x is no token
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
     * @param xAt where its inputSize floats begin
     * @param state the stream's, advanced
     * @param y the array for the output row
     * @param yAt where its outputSize floats begin
     * @throws IllegalArgumentException if an array is too short, the state belongs to another model, or x is no token
     *     where the model begins with an embedding
     * @throws IllegalStateException if the model cannot step
     */
    public void step(float[] x, int xAt, State state, float[] y, int yAt) {
        checkStream(state);
        Network network = live.now();
        checkRoom("x", x.length, xAt, network.inputSize());
        checkRoom("y", y.length, yAt, network.outputSize());
        network.checkInput(x, xAt, 1);
        Events.@Nullable StepTimer timer = Events.beginStep();
        network.step(x, xAt, state.floats(), y, yAt, scratch, probe);
        if (timer != null) {
            timer.end(model::toString);
        }
    }

    /**
     * One time step of a stream of tokens.
     *
     * @param input the token, for the embedding that the model begins with
     * @param state the stream's, advanced
     * @param y at least outputSize floats, written
     * @throws IllegalArgumentException if the array is too short, the state belongs to another model, the token is out of
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
            throw new IllegalArgumentException(
                    "embedding: expected tokens from 0 to " + (embedding.tokens() - 1) + ", found " + input);
        }
        token[0] = input;
        step(token, 0, state, y, 0);
    }

    /**
     * Several time steps of a stream.
     *
     * @param x steps rows of inputSize floats
     * @param steps how many, at least 1
     * @param state the stream's, advanced by all of them
     * @param y steps rows of outputSize floats, written; one row where the model's head is not EVERY_STEP
     * @throws IllegalArgumentException if steps is below 1, an array's length is not as said, the state belongs to another
     *     model, or an x is no token where the model begins with an embedding
     * @throws IllegalStateException if the model cannot step
     */
    public void run(float[] x, int steps, State state, float[] y) {
        checkStream(state);
        if (steps < 1) {
            throw new IllegalArgumentException("steps: expected at least 1, found " + steps);
        }
        Network network = live.now();
        checkLength("x", x.length, (long) steps * network.inputSize());
        checkLength("y", y.length, (long) outputRows(steps, 1) * network.outputSize());
        network.checkInput(x, 0, steps);
        scratch.schedule().uniform(steps, 1);
        live.run(x, false, state.floats(), y, scratch, probe);
    }

    /**
     * A batch of whole sequences, each from the model's initial state.
     *
     * @param input (T, inputSize), or (T, N, inputSize), or (N, T, inputSize) where the model is batch first
     * @param lengths each sequence's own number of steps, 1 to T, in any order; null where all are T
     * @param output of the shape that {@link #outputShape} returns, written; zeros beyond a sequence's length
     * @throws IllegalArgumentException if a shape or a length is wrong, or an input is no token where the model begins
     *     with an embedding
     */
    public void run(Tensor input, int @Nullable [] lengths, Tensor output) {
        boolean batchFirst = SequenceShapes.batchFirst(input, model.spec());
        Network network = live.now();
        SequenceShapes.check(input, network.inputSize(), batchFirst);
        int steps = SequenceShapes.steps(input, batchFirst);
        int batch = SequenceShapes.batch(input, batchFirst);
        SequenceShapes.checkLengths(lengths, steps, batch);
        boolean fits = model.spec().head() == Head.EVERY_STEP
                ? SequenceShapes.isEveryStep(output, input, network.outputSize())
                : SequenceShapes.isOneRowEach(output, input, batchFirst, network.outputSize());
        if (!fits) {
            output.requireShape("output", outputShape(input));
        }
        network.checkSequences(input.data(), lengths, steps, batch, batchFirst);
        scratch.schedule().set(steps, batch, lengths);
        float[] states = scratch.states((long) batch * network.stateFloats());
        network.begin(states, batch);
        live.run(input.data(), batchFirst, states, output.data(), scratch, probe);
    }

    /**
     * A batch of whole sequences, each from the model's initial state, with an output of its own.
     *
     * @param input (T, inputSize), or (T, N, inputSize), or (N, T, inputSize) where the model is batch first
     * @param lengths each sequence's own number of steps, 1 to T, in any order; null where all are T
     * @return the output
     * @throws IllegalArgumentException if a shape or a length is wrong, or an input is no token where the model begins
     *     with an embedding
     */
    public Tensor run(Tensor input, int @Nullable [] lengths) {
        Tensor output = Tensor.zeros(outputShape(input));
        run(input, lengths, output);
        return output;
    }

    /**
     * The output's shape for an input's.
     *
     * @param input as {@link #run(Tensor, int[])} takes it
     * @return with the head EVERY_STEP the input's with outputSize features; otherwise (N, outputSize), or (outputSize)
     *     for one sequence without a batch
     * @throws IllegalArgumentException if the input's shape is wrong
     */
    public int[] outputShape(Tensor input) {
        boolean batchFirst = SequenceShapes.batchFirst(input, model.spec());
        Network network = live.now();
        SequenceShapes.check(input, network.inputSize(), batchFirst);
        if (model.spec().head() == Head.EVERY_STEP) {
            return SequenceShapes.everyStep(input, network.outputSize());
        }
        return input.rank() == 2
                ? new int[] {network.outputSize()}
                : new int[] {SequenceShapes.batch(input, batchFirst), network.outputSize()};
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
        return (stage, reverse, step, row, gates, gatesAt, state, hAt, cAt) -> {
            trace.move(stage, reverse, step, row, gates, gatesAt, state, hAt, cAt);
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

    private void checkStream(State state) {
        model.requireStep();
        Objects.requireNonNull(state, "state").requireModel(model.fingerprint());
    }

    private int outputRows(int steps, int batch) {
        return model.spec().head() == Head.EVERY_STEP ? steps * batch : batch;
    }

    private static void checkRoom(String what, int length, int at, int needed) {
        if (at < 0 || length - at < needed) {
            throw new IllegalArgumentException(what + ": expected room for " + needed + " floats from index " + at
                    + ", found " + length + " in all");
        }
    }

    private static void checkLength(String what, int length, long expected) {
        if (length != expected) {
            throw new IllegalArgumentException(what + ": expected " + expected + " floats, found " + length);
        }
    }
}
