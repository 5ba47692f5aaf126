package io.github.lanewise;

import static io.github.lanewise.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.spec.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Saved states as users have them on their disks. A state that was saved once has to be restored by every later version: if a
 * golden state here no longer fits, it is the change that is wrong, or the version in the state has to change with it.
 */
class SavedStateTest {
    private static final String OF_AN_LSTM =
            "5453574c010000003ace74f44a072764060000000000003f0000c03f00002040000000000000000000000000";
    private static final String OF_A_CONVOLUTION_AND_A_GRU =
            "5453574c0100000076ba92fbbdb9ab25040000000000003f0000c03f0000000000000000";

    private static final String OF_AN_LSTM_AND_ACTIVATIONS = "5453574c0100000035f4cb87f0fb1eb8020000000000003f00000000";

    private static Tensor numbers(int... shape) {
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (i % 7 - 3) / 8f;
        }
        return tensor;
    }

    private static RecurrentSpec stack(CellKind kind, int inputs, int hidden, String name, boolean bias) {
        int rows = kind.gates() * hidden;
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("weight_ih_l0", numbers(rows, inputs));
        tensors.put("weight_hh_l0", numbers(rows, hidden));
        if (bias) {
            tensors.put("bias_ih_l0", numbers(rows));
            tensors.put("bias_hh_l0", numbers(rows));
        }
        return RecurrentSpec.builder(kind, inputs, hidden).name(name).bias(bias).build(tensors);
    }

    private static ModelSpec lstm(String name) {
        return ModelSpec.builder()
                .add(stack(CellKind.LSTM, 2, 3, name, true))
                .add(new LinearSpec("fc" + name, numbers(1, 3), null))
                .build();
    }

    private static ModelSpec convolutionAndGru() {
        return ModelSpec.builder()
                .add(TemporalConv1dSpec.builder("time", numbers(2, 1, 3)).build())
                .add(stack(CellKind.GRU, 2, 2, "gru", false))
                .build();
    }

    private static ModelSpec lstmAndActivations() {
        return ModelSpec.builder()
                .add(stack(CellKind.LSTM, 2, 1, "lstm", true))
                .activation(ActivationSpec.Function.TANH)
                .activation(ActivationSpec.Function.SOFTMAX)
                .build();
    }

    /** With numbers that do not depend on any arithmetic. */
    private static State state(ModelSpec spec) {
        State state = Model.of(spec, Backend.SCALAR).newState();
        int size = state.hidden(0).length;
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = i + 0.5f;
        }
        state.setHidden(0, values);
        return state;
    }

    private static void assertGolden(String golden, ModelSpec spec) {
        assertEquals(golden, HexFormat.of().formatHex(state(spec).toBytes()));
        State restored = Model.of(spec).restoreState(HexFormat.of().parseHex(golden));
        assertArrayEquals(state(spec).hidden(0), restored.hidden(0));
    }

    @Test
    void goldenStates() {
        assertGolden(OF_AN_LSTM, lstm("lstm"));
        assertGolden(OF_A_CONVOLUTION_AND_A_GRU, convolutionAndGru());
        assertGolden(OF_AN_LSTM_AND_ACTIVATIONS, lstmAndActivations());
    }

    /** A layer's name and the order of a batch say nothing of what is computed. */
    @Test
    void namesAndBatchOrderDoNotMatter() {
        long expected = Model.of(lstm("a")).fingerprint();
        assertEquals(expected, Model.of(lstm("b")).fingerprint());
        assertEquals(
                expected,
                Model.of(lstm("a").withBatchOrder(BatchOrder.BATCH_FIRST)).fingerprint());
    }

    /** Other kinds, options, heads and weights, of the same shapes. */
    @Test
    void whatIsComputedMatters() {
        RecurrentSpec plain = stack(CellKind.RNN_TANH, 2, 3, "rnn", true);
        long expected = fingerprint(Head.EVERY_STEP, plain);
        assertEquals(expected, fingerprint(Head.EVERY_STEP, stack(CellKind.RNN_TANH, 2, 3, "rnn", true)));
        assertNotEquals(expected, fingerprint(Head.LAST_STEP, plain));
        assertNotEquals(expected, fingerprint(Head.EVERY_STEP, stack(CellKind.RNN_RELU, 2, 3, "rnn", true)));
        assertNotEquals(expected, fingerprint(Head.EVERY_STEP, stack(CellKind.RNN_TANH, 2, 3, "rnn", false)));
        RecurrentSpec clipped = RecurrentSpec.builder(CellKind.RNN_TANH, 2, 3)
                .name("rnn")
                .options(CellOptions.of(CellKind.RNN_TANH).withClip(1))
                .build(plain.tensors());
        assertNotEquals(expected, fingerprint(Head.EVERY_STEP, clipped));
        RecurrentSpec other = stack(CellKind.RNN_TANH, 2, 3, "rnn", true);
        other.tensors().values().iterator().next().data()[0] += 1;
        assertNotEquals(expected, fingerprint(Head.EVERY_STEP, other));
    }

    private static long fingerprint(Head head, LayerSpec... layers) {
        return Model.of(ModelSpec.builder().addAll(List.of(layers)).head(head).build(), Backend.SCALAR)
                .fingerprint();
    }

    @Test
    void intoAndFromTheCallersBuffer() {
        State state = state(lstm("lstm"));
        ByteBuffer buffer = ByteBuffer.allocateDirect(state.savedBytes() + 5);
        buffer.position(3);
        state.toBytes(buffer);
        assertEquals(3 + state.savedBytes(), buffer.position());
        assertEquals(ByteOrder.BIG_ENDIAN, buffer.order());
        byte[] written = new byte[state.savedBytes()];
        buffer.get(3, written);
        assertArrayEquals(state.toBytes(), written);

        State restored = Model.of(lstm("lstm")).newState();
        buffer.position(3);
        restored.restore(buffer);
        assertEquals(3 + state.savedBytes(), buffer.position());
        assertEquals(ByteOrder.BIG_ENDIAN, buffer.order());
        assertArrayEquals(state.toBytes(), restored.toBytes());
    }

    @Test
    void refusesBuffersAndChangesNothing() {
        State state = state(lstm("lstm"));
        byte[] before = state.toBytes();
        ByteBuffer small = ByteBuffer.allocate(state.savedBytes() - 1);
        assertRefused(
                IllegalArgumentException.class,
                () -> state.toBytes(small),
                "expected at least " + state.savedBytes() + " bytes",
                "found " + (state.savedBytes() - 1));
        assertEquals(0, small.position());
        small.put(before, 0, small.remaining()).flip();
        assertRefused(
                IllegalArgumentException.class,
                () -> state.restore(small),
                "saved state: expected " + state.savedBytes() + " bytes",
                "found " + (state.savedBytes() - 1));
        assertRefused(
                IllegalArgumentException.class,
                () -> state.restore(ByteBuffer.wrap(state(convolutionAndGru()).toBytes())),
                "saved state: expected one of this model");
        assertArrayEquals(before, state.toBytes());
    }

    @Test
    void vectorsGoIntoTheCallersArrays() {
        State state = state(lstm("lstm"));
        float[] target = {9, 9, 9, 9, 9};
        assertEquals(3, state.hidden(0, target, 1));
        assertArrayEquals(new float[] {9, 0.5f, 1.5f, 2.5f, 9}, target);
        assertEquals(3, state.cell(0, target, 2));
        assertArrayEquals(new float[] {9, 0.5f, 0, 0, 0}, target);
        assertRefused(
                IllegalArgumentException.class,
                () -> state.hidden(0, target, 3),
                "hidden state of layer 0",
                "room for 3 floats from index 3",
                "found 5");
    }
}
