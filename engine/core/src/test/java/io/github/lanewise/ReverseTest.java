package io.github.lanewise;

import static io.github.lanewise.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentBuilder;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stacks that run in the reverse direction alone. */
class ReverseTest {
    private static final int STEPS = 11;
    private static final int BATCH = 3;
    private static final int INPUTS = 4;
    private static final int[] LENGTHS = {11, 1, 6};

    private static Tensor input(SplittableRandom random) {
        return Tensor.of(Hostile.floats(random, STEPS * BATCH * INPUTS, 0.01), STEPS, BATCH, INPUTS);
    }

    private static Tensor run(ModelSpec spec, Backend backend, Tensor input) {
        return Model.of(spec, backend).newSession().run(input, RunOptions.none().lengths(LENGTHS));
    }

    private static ModelSpec model(RecurrentSpec stack, Head head) {
        return ModelSpec.builder().add(stack).head(head).build();
    }

    /** Some columns of rows. */
    private static float[] columns(Tensor rows, int from, int count) {
        int size = rows.size(rows.rank() - 1);
        float[] picked = new float[rows.data().length / size * count];
        for (int row = 0; row < picked.length / count; row++) {
            System.arraycopy(rows.data(), row * size + from, picked, row * count, count);
        }
        return picked;
    }

    /** Every head, with the same weights, bit for bit. */
    @ParameterizedTest
    @EnumSource(CellKind.class)
    void oneLayerIsTheReverseHalfOfABidirectionalOne(CellKind kind) {
        SplittableRandom random = Seeds.random(getClass());
        for (int hidden : new int[] {1, 7, 16, 33}) {
            RecurrentSpec both = RecurrentSpec.builder(kind, INPUTS, hidden)
                    .bidirectional(true)
                    .initialStates(true, kind == CellKind.LSTM)
                    .buildUntrained(random);
            RecurrentSpec reverse = half(both);
            Tensor input = input(random);
            for (Head head : Head.values()) {
                Tensor expected = run(model(both, head), Backend.SCALAR, input);
                for (Backend backend : Backend.available()) {
                    Bits.assertSame(
                            reverse.describe() + ", " + head + " on " + backend,
                            columns(expected, hidden, hidden),
                            run(model(reverse, head), backend, input).data());
                }
            }
        }
    }

    private static RecurrentSpec half(RecurrentSpec both) {
        return RecurrentSpec.builder(both.kind(), both.inputSize(), both.hiddenSize())
                .reverse(true)
                .build(
                        List.of(both.weights().get(1)),
                        secondRow(both.initialHidden(), both.hiddenSize()),
                        secondRow(both.initialCell(), both.hiddenSize()));
    }

    private static @Nullable Tensor secondRow(@Nullable Tensor states, int size) {
        if (states == null) {
            return null;
        }
        Tensor row = Tensor.zeros(1, size);
        System.arraycopy(states.data(), size, row.data(), 0, size);
        return row;
    }

    /** Each sequence turned round up to its own length, there and back. */
    @ParameterizedTest
    @EnumSource(CellKind.class)
    void layersAreTheForwardStackOverTurnedSequences(CellKind kind) {
        SplittableRandom random = Seeds.random(getClass());
        RecurrentBuilder builder =
                RecurrentSpec.builder(kind, INPUTS, 9).numLayers(3).options(RandomModels.options(random, kind));
        RecurrentSpec forward = builder.buildUntrained(random);
        RecurrentSpec reverse = builder.reverse(true).build(forward.weights(), null, null);
        Tensor input = input(random);
        float[] expected = turned(run(model(forward, Head.EVERY_STEP), Backend.SCALAR, turned(input)))
                .data();
        for (Backend backend : Backend.available()) {
            Tensor found = run(model(reverse, Head.EVERY_STEP), backend, input);
            Bits.assertSame(reverse.describe() + " on " + backend, expected, found.data());
            // The state after the first step is the forward stack's after the last one.
            Bits.assertSame(
                    reverse.describe() + ", final hidden state on " + backend,
                    run(model(forward, Head.LAST_STEP), Backend.SCALAR, turned(input))
                            .data(),
                    run(model(reverse, Head.FINAL_HIDDEN), backend, input).data());
        }
    }

    private static Tensor turned(Tensor sequences) {
        Tensor turned = Tensor.zeros(sequences.shape());
        int size = sequences.size(2);
        for (int row = 0; row < BATCH; row++) {
            for (int t = 0; t < LENGTHS[row]; t++) {
                int from = (t * BATCH + row) * size;
                int to = ((LENGTHS[row] - 1 - t) * BATCH + row) * size;
                System.arraycopy(sequences.data(), from, turned.data(), to, size);
            }
        }
        return turned;
    }

    @Test
    void finalStatesAreThoseAfterTheFirstStep() {
        SplittableRandom random = Seeds.random(getClass());
        RecurrentSpec stack =
                RecurrentSpec.builder(CellKind.LSTM, INPUTS, 5).reverse(true).buildUntrained(random);
        LstmOutput found = Lstm.of(stack).run(input(random), StackOptions.none().lengths(LENGTHS));
        assertArrayEquals(new int[] {1, BATCH, 5}, found.hN().shape());
        for (int i = 0; i < BATCH * 5; i++) {
            assertEquals(found.output().data()[i], found.hN().data()[i]);
        }
    }

    @Test
    void traceTellsTheDirectionAndGoesBackward() {
        RecurrentSpec stack =
                RecurrentSpec.builder(CellKind.GRU, INPUTS, 5).reverse(true).buildUntrained(new SplittableRandom(1));
        Session session = Model.of(ModelSpec.ofStack(stack, false)).newSession();
        List<Integer> steps = new ArrayList<>();
        session.trace(trace -> {
            assertTrue(trace.reverse());
            assertEquals(5, trace.hiddenSize());
            steps.add(trace.step());
        });
        session.run(Tensor.zeros(3, INPUTS));
        assertEquals(List.of(2, 1, 0), steps);
    }

    @Test
    void namesAndDescription() {
        RecurrentBuilder builder =
                RecurrentSpec.builder(CellKind.RNN_TANH, 2, 3).numLayers(2).reverse(true);
        RecurrentSpec stack = builder.buildUntrained(new SplittableRandom(1));
        assertEquals("RNN_TANH(2, 3, 2 layers, reverse)", stack.describe());
        assertEquals(
                "weight_ih_l0_reverse, weight_hh_l0_reverse, bias_ih_l0_reverse, bias_hh_l0_reverse",
                stack.tensors().keySet().stream().limit(4).collect(Collectors.joining(", ")));
        assertEquals(stack.tensors(), builder.build(stack.tensors()).tensors());
        RecurrentSpec forward = builder.reverse(false).build(stack.weights(), null, null);
        assertNotEquals(
                Model.of(ModelSpec.ofStack(stack, false), Backend.SCALAR).fingerprint(),
                Model.of(ModelSpec.ofStack(forward, false), Backend.SCALAR).fingerprint());
    }

    @Test
    void whatIsRefused() {
        RecurrentBuilder builder = RecurrentSpec.builder(CellKind.GRU, 2, 3).reverse(true);
        RecurrentSpec stack = builder.buildUntrained(new SplittableRandom(1));
        Model model = Model.of(ModelSpec.ofStack(stack, false));
        assertFalse(model.canStep());
        assertRefused(
                IllegalStateException.class,
                model::newState,
                "a layer that runs in reverse in GRU(2, 3, reverse)",
                "needs the whole sequence");
        assertRefused(
                IllegalArgumentException.class,
                () -> builder.bidirectional(true).buildUntrained(new SplittableRandom(1)),
                "GRU: expected bidirectional or reverse, found both");
        builder.bidirectional(false);
        RecurrentSpec forward = RecurrentSpec.builder(CellKind.GRU, 2, 3).buildUntrained(new SplittableRandom(1));
        assertRefused(
                IllegalArgumentException.class,
                () -> builder.build(forward.tensors()),
                "bidirectional false, reverse, proj_size 0",
                "expected tensor weight_ih_l0_reverse");
        assertRefused(
                IllegalArgumentException.class,
                () -> builder.options(CellOptions.of(CellKind.GRU), CellOptions.of(CellKind.GRU))
                        .build(stack.tensors()),
                "expected options for 1 directions, found 2");
    }
}
