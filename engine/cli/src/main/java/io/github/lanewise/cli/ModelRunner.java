package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import io.github.lanewise.Gru;
import io.github.lanewise.HiddenStateStack;
import io.github.lanewise.Lstm;
import io.github.lanewise.LstmOutput;
import io.github.lanewise.Model;
import io.github.lanewise.RecurrentOutput;
import io.github.lanewise.Rnn;
import io.github.lanewise.RunOptions;
import io.github.lanewise.StackOptions;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import org.jspecify.annotations.Nullable;

/** Runs a model over whole sequences: a single recurrent stack as PyTorch's nn.LSTM and its like, a longer model as one. */
sealed interface ModelRunner {
    /**
     * A model on a backend.
     *
     * @throws CommandException if the backend cannot compute here
     */
    static ModelRunner of(ModelSpec spec, Backend backend) throws CommandException {
        Backends.describe(backend);
        @Nullable RecurrentSpec stack = spec.singleStack();
        if (stack == null) {
            return new WholeModel(Model.of(spec, backend));
        }
        // Where a file leaves the order open, only sequences without a batch come here.
        BatchOrder order = BatchOrder.of(spec.batchOrder() == BatchOrder.BATCH_FIRST);
        Model model = Model.of(spec.withBatchOrder(order), backend);
        return switch (stack.kind()) {
            case LSTM -> new LstmStack(Lstm.of(model));
            case GRU -> new HiddenStack(Gru.of(model));
            case RNN_TANH, RNN_RELU -> new HiddenStack(Rnn.of(model));
        };
    }

    /** The model that runs. */
    Model model();

    /**
     * Room for the results, all zeros.
     *
     * @throws IllegalArgumentException if the model has no use for the sequences' shape, or for a state that they have
     */
    Results newOutput(Sequences sequences);

    /**
     * Runs.
     *
     * @throws IllegalArgumentException as {@link #newOutput} does, and if a length or the shape of a state is wrong
     */
    Results run(Sequences sequences);

    private static StackOptions options(Sequences sequences) {
        return StackOptions.none()
                .lengths(sequences.lengths())
                .h0(sequences.h0())
                .c0(sequences.c0());
    }

    private static void refuseState(String name, @Nullable Tensor state, String model, String reason) {
        if (state != null) {
            throw new IllegalArgumentException(name + ": expected none for " + model + ", " + reason + "; found shape "
                    + state.shapeText() + "; leave it out");
        }
    }

    /** An {@code nn.LSTM}. */
    record LstmStack(Lstm lstm) implements ModelRunner {
        @Override
        public Model model() {
            return lstm.model();
        }

        @Override
        public Results newOutput(Sequences sequences) {
            return results(lstm.newOutput(sequences.input()));
        }

        @Override
        public Results run(Sequences sequences) {
            return results(lstm.run(sequences.input(), options(sequences)));
        }

        private static Results results(LstmOutput output) {
            return new Results(output.output(), output.hN(), output.cN());
        }
    }

    /** An {@code nn.GRU} or {@code nn.RNN}. */
    record HiddenStack(HiddenStateStack stack) implements ModelRunner {
        @Override
        public Model model() {
            return stack.model();
        }

        @Override
        public Results newOutput(Sequences sequences) {
            refuseState("c0", sequences.c0(), stack.spec().describe(), "which has no cell state");
            return results(stack.newOutput(sequences.input()));
        }

        @Override
        public Results run(Sequences sequences) {
            refuseState("c0", sequences.c0(), stack.spec().describe(), "which has no cell state");
            return results(stack.run(sequences.input(), options(sequences)));
        }

        private static Results results(RecurrentOutput output) {
            return new Results(output.output(), output.hN(), null);
        }
    }

    /** A model with further layers, which begins from its own states. */
    record WholeModel(Model model) implements ModelRunner {
        @Override
        public Results newOutput(Sequences sequences) {
            refuseStates(sequences);
            return new Results(Tensor.zeros(model.newSession().outputShape(sequences.input())), null, null);
        }

        @Override
        public Results run(Sequences sequences) {
            refuseStates(sequences);
            return new Results(
                    model.newSession().run(sequences.input(), RunOptions.none().lengths(sequences.lengths())),
                    null,
                    null);
        }

        private void refuseStates(Sequences sequences) {
            boolean stored = model.spec().layers().stream()
                    .anyMatch(layer -> layer instanceof RecurrentSpec stack
                            && (stack.initialHidden() != null || stack.initialCell() != null));
            String reason = "which is not a single recurrent stack and begins from "
                    + (stored ? "the states that are stored in it" : "states of zeros");
            refuseState("h0", sequences.h0(), model.spec().describe(), reason);
            refuseState("c0", sequences.c0(), model.spec().describe(), reason);
        }
    }
}
