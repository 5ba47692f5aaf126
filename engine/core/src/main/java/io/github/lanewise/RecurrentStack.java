package io.github.lanewise;

import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Model} of one recurrent stack with the shapes of PyTorch's {@code nn.LSTM}, {@code nn.GRU} and {@code nn.RNN}: what
 * {@link Lstm}, {@link Gru} and {@link Rnn} have in common. Immutable and thread-safe, as the model is.
 */
public abstract sealed class RecurrentStack permits Lstm, HiddenStateStack {
    private final Model model;
    private final RecurrentSpec stack;

    RecurrentStack(Model model, CellKind... kinds) {
        this.model = model;
        @Nullable RecurrentSpec single = model.spec().singleStack();
        if (single == null || !List.of(kinds).contains(single.kind())) {
            throw new IllegalArgumentException("expected a model of one stack of " + List.of(kinds) + ", found "
                    + model.spec().describe());
        }
        if (model.spec().batchOrder() == BatchOrder.UNKNOWN) {
            throw new IllegalArgumentException("expected a model whose batch order is known, found "
                    + model.spec().describe() + ", whose inputs may be (T, N, features) or (N, T, features)");
        }
        stack = single;
    }

    /** Checks the kind before a model is made of it. */
    static Model model(RecurrentSpec stack, CellKind... kinds) {
        if (!List.of(kinds).contains(stack.kind())) {
            throw new IllegalArgumentException("expected a stack of " + List.of(kinds) + ", found " + stack.describe());
        }
        return Model.of(ModelSpec.ofStack(stack, false));
    }

    /**
     * The model that computes, for steps, states and warming.
     *
     * @return the model
     */
    public final Model model() {
        return model;
    }

    /**
     * What the stack is.
     *
     * @return the spec that it was made from
     */
    public final RecurrentSpec spec() {
        return stack;
    }

    /**
     * Scratch memory for one thread, for runs that allocate nothing and for traces.
     *
     * @return a new session of the model
     */
    public final Session newSession() {
        return model.newSession();
    }

    /** Zeros for an output of every step. */
    final Tensor newRows(Tensor input) {
        SequenceShapes.check(input, stack.inputSize(), model.spec().batchOrder());
        boolean batchFirst = SequenceShapes.batchFirst(input, model.spec());
        int steps = SequenceShapes.steps(input, batchFirst);
        return Tensor.zeros(SequenceShapes.everyStep(input, batchFirst, steps, stack.outputSize()));
    }

    /** Zeros for one kind of state of all layers. The input's shape has been checked. */
    final Tensor newStates(Tensor input, int size) {
        return Tensor.zeros(StackedStates.shape(stack, input, SequenceShapes.batchFirst(input, model.spec()), size));
    }

    /** Runs sequences with a session of this stack's model. */
    final void run(Session session, Tensor input, StackOptions options, Tensor output, Tensor hN, @Nullable Tensor cN) {
        if (session.model() != model) {
            throw new IllegalArgumentException("session: expected one of this stack's model, found one of "
                    + session.model().spec().describe() + "; make it with newSession()");
        }
        if (stack.kind() != CellKind.LSTM && options.c0() != null) {
            throw new IllegalArgumentException("c0: expected none for " + stack.describe()
                    + ", which has no cell state, found " + options.c0().shapeText());
        }
        session.run(input, options, output, hN, cN);
    }
}
