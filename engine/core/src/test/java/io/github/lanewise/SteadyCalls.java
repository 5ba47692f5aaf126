package io.github.lanewise;

import static io.github.lanewise.spec.CellActivation.Function.HARD_SIGMOID;
import static io.github.lanewise.spec.CellActivation.Function.SCALED_TANH;
import static io.github.lanewise.spec.CellActivation.Function.SOFTPLUS;

import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.KeepSpec;
import io.github.lanewise.spec.LayerNormSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.MagnitudeSpec;
import io.github.lanewise.spec.MaskSpec;
import io.github.lanewise.spec.MergeSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Padding;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.RepeatSpec;
import io.github.lanewise.spec.SkipSpec;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.spec.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Every kind of call that allocates nothing after warm-up, each with a model, inputs and outputs of its own. */
final class SteadyCalls {
    private static final int BATCH = 3;
    private static final int STEPS = 4;
    private static final int[] LENGTHS = {2, 4, 1};
    private static final RunOptions SHORTER = RunOptions.none().lengths(LENGTHS);

    private final SplittableRandom random = new SplittableRandom(7);
    private final Backend backend;
    private final int hidden;
    private final int inputs;
    private final List<Call> calls = new ArrayList<>();

    /** One of them. */
    record Call(String name, Runnable run) {
        @Override
        public String toString() {
            return name;
        }
    }

    private SteadyCalls(Backend backend, int hidden) {
        this.backend = backend;
        this.hidden = hidden;
        inputs = Math.max(2, hidden / 4);
    }

    /** All of them on a backend, with layers of so many hidden units. */
    static List<Call> on(Backend backend, int hidden) {
        SteadyCalls calls = new SteadyCalls(backend, hidden);
        for (CellKind kind : CellKind.values()) {
            calls.addPlain(kind);
            calls.addVariants(kind);
        }
        for (Head head : new Head[] {Head.LAST_STEP, Head.FINAL_HIDDEN}) {
            calls.addHead(head);
        }
        for (CellActivation.Function function : CellActivation.Function.values()) {
            calls.addFunction(function);
            calls.addActivation(ActivationSpec.of(activation(function), calls.hidden));
        }
        calls.addActivation(new ActivationSpec(ActivationSpec.Function.SOFTMAX, calls.hidden));
        calls.addActivation(new ActivationSpec(ActivationSpec.Function.LOG_SOFTMAX, calls.hidden));
        for (Precision precision : new Precision[] {Precision.BF16, Precision.INT8, Precision.INT4}) {
            calls.addPrecision(precision);
        }
        calls.addLstm();
        calls.addHiddenStateStacks();
        calls.addBatchStates();
        calls.addFrontEnd();
        calls.addReverse();
        calls.addRepeat(Head.EVERY_STEP);
        calls.addRepeat(Head.LAST_STEP);
        for (MergeSpec.Mode mode : MergeSpec.Mode.values()) {
            calls.addMerge(mode);
        }
        calls.addLookAhead();
        calls.addTokens();
        calls.addSkip();
        calls.addMask();
        calls.addStates();
        calls.addManyStreams();
        calls.addBuffers();
        calls.addTraces();
        return List.copyOf(calls.calls);
    }

    /**
     * Calls that are just large enough for models of two threads to share them out: a step by strips of a matrix, a run by rows
     * of a layer's input.
     */
    static List<Call> onTeams(Backend backend) {
        SteadyCalls calls = new SteadyCalls(backend, 91);
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 2, 91).buildUntrained(calls.random);
        ModelSpec rows = ModelSpec.builder()
                .add(new LinearSpec("linear", calls.tensor(32, 46), null))
                .add(RecurrentSpec.builder(CellKind.RNN_TANH, 32, 2).name("rnn").buildUntrained(calls.random))
                .build();
        calls.addRun(new Model(ModelSpec.ofStack(stack, false), backend, 2), 1);
        calls.addRun(new Model(rows, backend, 2), 23);
        return List.copyOf(calls.calls);
    }

    /** One that a model of two threads shares out by directions. */
    static Call onTeamByDirections(Backend backend) {
        SteadyCalls calls = new SteadyCalls(backend, 64);
        RecurrentSpec stack =
                RecurrentSpec.builder(CellKind.LSTM, 32, 64).bidirectional(true).buildUntrained(calls.random);
        Session session = new Model(ModelSpec.ofStack(stack, false), backend, 2).newSession();
        Tensor input = calls.tensor(22, 32);
        Tensor output = Tensor.zeros(22, 128);
        return new Call("two directions on " + session.model(), () -> session.run(input, RunOptions.none(), output));
    }

    /** Recurrent, projected and linear layers, step by step and in a batch. */
    private void addPrecision(Precision precision) {
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 5, hidden)
                .projSize(2)
                .name("lstm")
                .buildUntrained(random);
        ModelSpec spec = ModelSpec.builder()
                .add(stack)
                .add(RecurrentSpec.builder(CellKind.GRU, 2, hidden).name("gru").buildUntrained(random))
                .add(new LinearSpec("linear", tensor(7, hidden), null))
                .build()
                .withPrecision(precision);
        addRun(Model.of(spec, backend), 1);
        Session session = Model.of(spec, backend).newSession();
        Tensor input = tensor(4, 5, 5);
        Tensor output = Tensor.zeros(4, 5, 7);
        calls.add(new Call(
                "batch in " + precision + " of " + session.model(),
                () -> session.run(input, RunOptions.none(), output)));
    }

    private void addRun(Model model, int steps) {
        Session session = model.newSession();
        State state = model.newState();
        float[] x = floats(steps * model.inputSize());
        float[] y = new float[steps * model.outputSize()];
        calls.add(new Call(steps + " steps of " + model, () -> session.run(x, steps, state, y)));
    }

    private void add(String what, Runnable run) {
        calls.add(new Call(what + " on " + backend, run));
    }

    private float[] floats(int count) {
        return Hostile.floats(random, count, 0);
    }

    private Tensor tensor(int... shape) {
        Tensor tensor = Tensor.zeros(shape);
        System.arraycopy(floats(tensor.data().length), 0, tensor.data(), 0, tensor.data().length);
        return tensor;
    }

    private Session session(ModelSpec spec) {
        return Model.of(spec, backend).newSession();
    }

    /** Steps, then runs, then batches of unequal lengths. */
    private void addStreamAndBatch(String what, ModelSpec spec) {
        addStream(what, spec);
        addBatch(what, spec);
    }

    private void addStep(String what, ModelSpec spec) {
        Session session = session(spec);
        State state = session.model().newState();
        float[] x = floats(spec.inputSize());
        float[] y = new float[spec.outputSize()];
        add(what + ", step", () -> session.step(x, state, y));
    }

    private void addStream(String what, ModelSpec spec) {
        addStep(what, spec);
        Session session = session(spec);
        State state = session.model().newState();
        float[] x = floats(STEPS * spec.inputSize());
        float[] rows = new float[(spec.head() == Head.EVERY_STEP ? STEPS : 1) * spec.outputSize()];
        add(what + ", run", () -> session.run(x, STEPS, state, rows));
    }

    private void addBatch(String what, ModelSpec spec) {
        Session session = session(spec);
        Tensor input = tensor(STEPS, BATCH, spec.inputSize());
        Tensor output = Tensor.zeros(session.outputShape(input));
        add(what + ", batch", () -> session.run(input, RunOptions.none(), output));
        add(what + ", batch with lengths", () -> session.run(input, SHORTER, output));
        Tensor alone = tensor(STEPS, spec.inputSize());
        Tensor result = Tensor.zeros(session.outputShape(alone));
        add(what + ", one sequence", () -> session.run(alone, RunOptions.none(), result));
    }

    private ModelSpec twoLayers(CellKind kind) {
        return ModelSpec.builder()
                .add(RecurrentSpec.builder(kind, inputs, hidden)
                        .name("stack")
                        .numLayers(2)
                        .buildUntrained(random))
                .add(new LinearSpec("linear", tensor(3, hidden), null))
                .activation(ActivationSpec.Function.LOG_SOFTMAX)
                .head(Head.EVERY_STEP)
                .build();
    }

    private void addPlain(CellKind kind) {
        addStreamAndBatch(kind.toString(), twoLayers(kind));
        Session flushing = Model.builder(twoLayers(kind))
                .backend(backend)
                .flushSubnormals(true)
                .build()
                .newSession();
        State state = flushing.model().newState();
        float[] x = floats(inputs);
        float[] y = new float[3];
        add(kind + " without subnormals, step", () -> flushing.step(x, state, y));
    }

    /** The variants' cells, with activations of several sorts, from stored initial states and from zeros. */
    private void addVariants(CellKind kind) {
        CellActivation[] activations = {
            new CellActivation(HARD_SIGMOID, 0.2f, 0.5f),
            new CellActivation(SCALED_TANH, 1.7f, 0.7f),
            CellActivation.of(SOFTPLUS)
        };
        CellOptions plain = CellOptions.of(kind);
        CellOptions general = plain.withClip(3)
                .withActivations(Arrays.copyOf(activations, plain.activations().size()));
        List<CellOptions> variants = switch (kind) {
            case LSTM -> List.of(general, general.withInputForget(true));
            case GRU -> List.of(general, general.withLinearBeforeReset(false));
            case RNN_TANH, RNN_RELU -> List.of(general);
        };
        for (CellOptions options : variants) {
            for (boolean stored : new boolean[] {false, true}) {
                RecurrentSpec stack = RecurrentSpec.builder(kind, inputs, hidden)
                        .options(options)
                        .peepholes(kind == CellKind.LSTM)
                        .initialStates(stored, stored && kind == CellKind.LSTM)
                        .buildUntrained(random);
                addStreamAndBatch(stack.describe(), ModelSpec.ofStack(stack, false));
            }
        }
    }

    private static CellActivation activation(CellActivation.Function function) {
        return new CellActivation(function, function.hasAlpha() ? 0.5f : 0, function.hasBeta() ? 0.25f : 0);
    }

    private void addFunction(CellActivation.Function function) {
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.RNN_TANH, inputs, hidden)
                .options(CellOptions.of(CellKind.RNN_TANH).withActivations(activation(function)))
                .buildUntrained(random);
        addStep("RNN with " + function, ModelSpec.ofStack(stack, false));
    }

    private void addActivation(ActivationSpec activation) {
        ModelSpec spec = ModelSpec.builder()
                .add(RecurrentSpec.builder(CellKind.RNN_TANH, inputs, hidden)
                        .name("rnn")
                        .buildUntrained(random))
                .add(activation)
                .head(Head.EVERY_STEP)
                .build();
        addStep("layer " + activation.describe(), spec);
    }

    /** Together, and, of a model so small that they gain nothing by it, one by one. */
    private void addManyStreams() {
        for (int units : new int[] {hidden, 46}) {
            RecurrentSpec stack =
                    RecurrentSpec.builder(CellKind.LSTM, inputs, units).buildUntrained(random);
            Session session = session(ModelSpec.ofStack(stack, false));
            State[] states = session.model().newStates(5).toArray(new State[0]);
            float[] x = floats(5 * inputs);
            float[] y = new float[5 * units];
            add("5 streams of " + stack.describe(), () -> session.step(x, states, y));
            SlidingWindow window = session.model().newWindow(3);
            add("a window over " + stack.describe(), () -> window.push(x, y));
        }
    }

    private void addHead(Head head) {
        ModelSpec spec = ModelSpec.builder()
                .add(RecurrentSpec.builder(CellKind.LSTM, inputs, hidden)
                        .name("lstm")
                        .bidirectional(true)
                        .buildUntrained(random))
                .add(new LinearSpec("linear", tensor(3, 2 * hidden), tensor(3)))
                .head(head)
                .build();
        addBatch("head " + head, spec);
        ModelSpec stepping = ModelSpec.builder()
                .add(RecurrentSpec.builder(CellKind.GRU, inputs, hidden)
                        .name("gru")
                        .buildUntrained(random))
                .add(new LinearSpec("linear", tensor(3, hidden), tensor(3)))
                .head(head)
                .build();
        addStreamAndBatch("GRU with head " + head, stepping);
    }

    private void addLstm() {
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, inputs, hidden)
                .bidirectional(true)
                .projSize(hidden - 1)
                .buildUntrained(random);
        Tensor input = tensor(BATCH, STEPS, inputs);
        Tensor h0 = tensor(2, BATCH, hidden - 1);
        Tensor c0 = tensor(2, BATCH, hidden);
        Lstm lstm = Lstm.of(Model.of(ModelSpec.ofStack(stack, true), backend));
        Session session = lstm.newSession();
        LstmOutput output = lstm.newOutput(input);
        StackOptions lengths = StackOptions.none().lengths(LENGTHS);
        StackOptions states = StackOptions.none().h0(h0).c0(c0);
        add("LSTM", () -> lstm.run(session, input, lengths, output));
        add("LSTM from given states", () -> lstm.run(session, input, states, output));
        addBatch("LSTM with projection", ModelSpec.ofStack(stack, false));
    }

    private void addHiddenStateStacks() {
        Tensor input = tensor(STEPS, BATCH, inputs);
        Tensor h0 = tensor(4, BATCH, hidden);
        RecurrentSpec grus = stackOfTwo(CellKind.GRU);
        RecurrentSpec rnns = stackOfTwo(CellKind.RNN_TANH);
        for (HiddenStateStack stack : List.of(
                Gru.of(Model.of(ModelSpec.ofStack(grus, false), backend)),
                Rnn.of(Model.of(ModelSpec.ofStack(rnns, false), backend)))) {
            Session session = stack.newSession();
            RecurrentOutput output = stack.newOutput(input);
            StackOptions options = StackOptions.none().lengths(LENGTHS).h0(h0);
            add(stack.spec().kind() + " stack", () -> stack.run(session, input, options, output));
        }
    }

    private RecurrentSpec stackOfTwo(CellKind kind) {
        return RecurrentSpec.builder(kind, inputs, hidden)
                .name("stack")
                .numLayers(2)
                .bidirectional(true)
                .buildUntrained(random);
    }

    private void addBatchStates() {
        ModelSpec spec = ModelSpec.builder()
                .add(stackOfTwo(CellKind.LSTM))
                .add(RecurrentSpec.builder(CellKind.GRU, 2 * hidden, hidden)
                        .name("gru")
                        .buildUntrained(random))
                .head(Head.EVERY_STEP)
                .build();
        Session session = session(spec);
        Tensor input = tensor(STEPS, BATCH, inputs);
        Tensor output = Tensor.zeros(STEPS, BATCH, hidden);
        RunOptions options = RunOptions.none()
                .lengths(LENGTHS)
                .initialStates(session.newStates(BATCH))
                .finalStates(session.newStates(BATCH));
        add("batch with states", () -> session.run(input, options, output));
    }

    /** Convolutions with padding and without, with whole vectors of channels and with less. */
    private void addFrontEnd() {
        Conv1dSpec spectrum = Conv1dSpec.builder("spectrum", tensor(6, 1, 8), 20)
                .stride(4)
                .padding(new Padding(Padding.Mode.REFLECT, 0, 4))
                .build();
        Conv1dSpec encoder = Conv1dSpec.builder("encoder", tensor(16, 3, 3), 5)
                .stride(2)
                .padding(Padding.zeros(1))
                .build();
        ModelSpec spec = ModelSpec.builder()
                .add(spectrum)
                .add(new MagnitudeSpec(3, 5))
                .add(encoder)
                .activation(ActivationSpec.Function.RELU)
                .add(new LayerNormSpec("norm", tensor(encoder.outputSize()), null, 1e-5f))
                .add(TemporalConv1dSpec.builder("time", tensor(hidden, encoder.outputSize(), 3))
                        .dilation(2)
                        .build())
                .add(RecurrentSpec.builder(CellKind.LSTM, hidden, 3)
                        .name("lstm")
                        .buildUntrained(random))
                .build();
        addStreamAndBatch("front end", spec);
    }

    private void addReverse() {
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, inputs, hidden)
                .numLayers(2)
                .reverse(true)
                .buildUntrained(random);
        addBatch("LSTM in reverse", ModelSpec.ofStack(stack, false));
    }

    private void addMerge(MergeSpec.Mode mode) {
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, inputs, hidden)
                .name("lstm")
                .bidirectional(true)
                .buildUntrained(random);
        MergeSpec merge = new MergeSpec(mode, hidden);
        addBatch(merge.describe(), ModelSpec.builder().add(stack).add(merge).build());
        RecurrentSpec forward = RecurrentSpec.builder(CellKind.GRU, inputs, 2 * hidden)
                .name("gru")
                .buildUntrained(random);
        addStep(merge.describe(), ModelSpec.builder().add(forward).add(merge).build());
    }

    private void addRepeat(Head head) {
        ModelSpec spec = ModelSpec.builder()
                .add(RecurrentSpec.builder(CellKind.LSTM, inputs, hidden)
                        .name("encoder")
                        .bidirectional(true)
                        .buildUntrained(random))
                .add(new RepeatSpec(Head.FINAL_HIDDEN, STEPS + 1, 2 * hidden))
                .add(RecurrentSpec.builder(CellKind.GRU, 2 * hidden, hidden)
                        .name("decoder")
                        .buildUntrained(random))
                .add(new LinearSpec("linear", tensor(inputs, hidden), null))
                .head(head)
                .build();
        addBatch("repeat with head " + head, spec);
    }

    private void addLookAhead() {
        ModelSpec spec = ModelSpec.builder()
                .add(TemporalConv1dSpec.builder("time", tensor(hidden, inputs, 3))
                        .bias(tensor(hidden))
                        .lookAhead(1)
                        .build())
                .add(RecurrentSpec.builder(CellKind.GRU, hidden, hidden)
                        .name("gru")
                        .initialStates(true, false)
                        .buildUntrained(random))
                .build();
        addBatch("convolution that looks ahead", spec);
    }

    private void addTokens() {
        ModelSpec spec = ModelSpec.builder()
                .add(new EmbeddingSpec("embedding", tensor(5, inputs)))
                .add(RecurrentSpec.builder(CellKind.GRU, inputs, hidden)
                        .name("gru")
                        .buildUntrained(random))
                .build();
        Session session = session(spec);
        State state = session.model().newState();
        float[] y = new float[hidden];
        float[] tokens = {0, 4, 1, 3};
        float[] rows = new float[STEPS * hidden];
        add("token, step", () -> session.step(3, state, y));
        add("tokens, run", () -> session.run(tokens, STEPS, state, rows));
        Tensor input = Tensor.of(new float[STEPS * BATCH], STEPS, BATCH, 1);
        Tensor output = Tensor.zeros(STEPS, BATCH, hidden);
        add("tokens, batch", () -> session.run(input, SHORTER, output));
    }

    private void addSkip() {
        ModelSpec spec = ModelSpec.builder()
                .add(RecurrentSpec.builder(CellKind.LSTM, inputs, inputs)
                        .name("lstm")
                        .buildUntrained(random))
                .add(new SkipSpec(inputs))
                .build();
        addStreamAndBatch("skip", spec);
    }

    private void addMask() {
        ModelSpec spec = ModelSpec.builder()
                .add(new KeepSpec(inputs))
                .add(RecurrentSpec.builder(CellKind.LSTM, inputs, inputs)
                        .name("lstm")
                        .buildUntrained(random))
                .add(new MaskSpec(inputs))
                .build();
        addStreamAndBatch("mask", spec);
    }

    private void addStates() {
        Model model = Model.of(twoLayers(CellKind.LSTM), backend);
        State state = model.newState();
        State other = model.newState();
        float[] values = floats(hidden);
        add("state, reset", state::reset);
        add("state, copyTo", () -> other.copyTo(state));
        add("state, setCell", () -> state.setCell(1, values));
    }

    private void addBuffers() {
        Session session = session(twoLayers(CellKind.LSTM));
        State state = session.model().newState();
        FloatBuffer x = ByteBuffer.allocateDirect(STEPS * inputs * Float.BYTES).asFloatBuffer();
        FloatBuffer y = FloatBuffer.allocate(STEPS * 3);
        add("buffers, run", () -> {
            x.clear();
            y.clear();
            session.run(x, STEPS, state, y);
        });
        MemorySegment input = Arena.ofAuto().allocate(inputs * 4L);
        MemorySegment output = Arena.ofAuto().allocate(3 * 4L);
        add("segments, step", () -> session.step(input, 0, state, output, 0));
        ByteBuffer saved = ByteBuffer.allocate(state.savedBytes());
        add("state, toBytes and restore", () -> {
            state.toBytes(saved.clear());
            state.restore(saved.flip());
        });
    }

    private void addTraces() {
        float[] gate = new float[hidden];
        for (CellKind kind : CellKind.values()) {
            Session session = session(twoLayers(kind));
            Gate[] gates = Gate.of(kind).toArray(new Gate[0]);
            GateListener listener = trace -> {
                for (Gate each : gates) {
                    trace.copy(each, gate);
                    gate[0] += trace.get(each, trace.hiddenSize() - 1);
                }
                trace.copyHidden(gate);
                gate[0] += trace.hidden(trace.hiddenStateSize() - 1);
            };
            session.trace(listener);
            State state = session.model().newState();
            float[] x = floats(STEPS * inputs);
            float[] y = new float[STEPS * 3];
            add(kind + " traced, step", () -> session.step(x, state, y));
            add(kind + " traced, run", () -> session.run(x, STEPS, state, y));
        }
        Tensor input = tensor(STEPS, BATCH, inputs);
        Lstm lstm = Lstm.of(Model.of(ModelSpec.ofStack(stackOfTwo(CellKind.LSTM), false), backend));
        Session session = lstm.newSession();
        session.trace(trace -> trace.copy(Gate.FORGET, gate));
        LstmOutput output = lstm.newOutput(input);
        StackOptions options = StackOptions.none().lengths(LENGTHS);
        add("LSTM traced", () -> lstm.run(session, input, options, output));
    }
}
