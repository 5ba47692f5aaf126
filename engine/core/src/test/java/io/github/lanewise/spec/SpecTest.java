package io.github.lanewise.spec;

import static io.github.lanewise.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SpecTest {
    private static final Class<IllegalArgumentException> REFUSED = IllegalArgumentException.class;

    private static RecurrentBuilder lstm() {
        return RecurrentSpec.builder(CellKind.LSTM, 3, 5).name("lstm");
    }

    private static RecurrentSpec random(RecurrentBuilder builder) {
        return builder.buildUntrained(new SplittableRandom(1));
    }

    @Test
    void tensors() {
        assertRefused(REFUSED, () -> Tensor.of(new float[5], 2, 3), "6 elements", "(2, 3)", "found 5");
        assertRefused(REFUSED, () -> Tensor.zeros(2, -1), "(2, -1)");
        assertRefused(REFUSED, () -> Tensor.zeros(1 << 16, 1 << 16), "4294967296");
        int most = Integer.MAX_VALUE;
        String tooMany = "expected at most 2147483647 elements, found 9903520300447984150353281023";
        String shape = "in shape (2147483647, 2147483647, 2147483647)";
        assertRefused(REFUSED, () -> Tensor.zeros(most, most, most), tooMany, shape);
        assertRefused(REFUSED, () -> Tensor.of(new float[1], most, most, most), tooMany, shape);
        assertRefused(REFUSED, () -> Tensor.zeros(most, most, most, -1), "(2147483647, 2147483647, 2147483647, -1)");
        assertEquals(0, Tensor.zeros(most, most, most, 0).data().length);
        assertRefused(REFUSED, () -> Tensor.zeros(2).requireShape("h0", 3), "h0", "(3)", "(2)");
        assertEquals(1, Tensor.of(new float[1]).data().length);
    }

    @Test
    void stacksNameTheirTensorsAsPyTorchDoes() {
        RecurrentSpec stack = random(lstm().numLayers(2).bidirectional(true).projSize(2));
        assertEquals(
                List.of(
                        "weight_ih_l0",
                        "weight_hh_l0",
                        "bias_ih_l0",
                        "bias_hh_l0",
                        "weight_hr_l0",
                        "weight_ih_l0_reverse"),
                stack.tensors().keySet().stream().limit(6).toList());
        assertEquals(
                "(20, 4)", String.valueOf(stack.tensors().get("weight_ih_l1")).substring(6));
        assertEquals("LSTM(3, 5, 2 layers, bidirectional, projection 2)", stack.describe());
        RecurrentSpec again =
                lstm().numLayers(2).bidirectional(true).projSize(2).build(stack.tensors());
        assertEquals(stack.describe(), again.describe());
        assertEquals(stack.tensors(), again.tensors());
    }

    /** Numbers whose products no int counts are named as they are. */
    @Test
    void sizesThatOverflow() {
        RecurrentSpec one = random(lstm());
        assertRefused(
                REFUSED,
                () -> lstm().numLayers(Integer.MAX_VALUE).bidirectional(true).build(one.weights(), null, null),
                "weights for 4294967294 layers and directions, found 1");
        RecurrentBuilder wide = RecurrentSpec.builder(CellKind.GRU, Integer.MAX_VALUE, 5);
        assertRefused(REFUSED, () -> random(wide), "at most 2147483647 elements", "(15, 2147483647)");
        Tensor kernel = Tensor.zeros(1, 4, 3);
        assertRefused(
                REFUSED,
                () -> TemporalConv1dSpec.builder("time", kernel)
                        .dilation(1 << 30)
                        .lookAhead(Integer.MAX_VALUE)
                        .build(),
                "ahead",
                "found 1 and 2147483647 time steps of 4 floats");
        assertRefused(
                REFUSED,
                () -> TemporalConv1dSpec.builder("time", kernel)
                        .dilation(1 << 30)
                        .build(),
                "found 2147483648 and 0 time steps of 4 floats");
    }

    @Test
    void variantsNameWhatDeparts() {
        CellOptions hard = CellOptions.of(CellKind.LSTM)
                .withActivations(
                        new CellActivation(CellActivation.Function.HARD_SIGMOID, 0.2f, 0.5f),
                        CellActivation.of(CellActivation.Function.RELU),
                        new CellActivation(CellActivation.Function.ELU, 1, 0))
                .withClip(3)
                .withInputForget(true);
        RecurrentSpec stack = random(lstm().bidirectional(true)
                .options(hard, CellOptions.of(CellKind.LSTM))
                .peepholes(true)
                .initialStates(true, false));
        assertEquals(
                "LSTM(3, 5, bidirectional, peepholes, initial state stored, forward: activations HARD_SIGMOID(0.2, 0.5)"
                        + " RELU ELU(1.0), clip 3.0, input_forget, reverse: as in PyTorch)",
                stack.describe());
        assertEquals(
                "(15)",
                String.valueOf(stack.tensors().get("peepholes_l0_reverse")).substring(6));
        assertEquals(
                "(2, 5)", String.valueOf(stack.tensors().get("initial_hidden")).substring(6));
        assertNull(stack.tensors().get("initial_cell"));
    }

    @Test
    void variantsRefuseWhatDoesNotFit() {
        RecurrentBuilder gru = RecurrentSpec.builder(CellKind.GRU, 3, 5);
        CellOptions plain = CellOptions.of(CellKind.LSTM);
        assertRefused(REFUSED, () -> random(gru.options(plain)), "GRU", "2 activations", "found 3");
        assertRefused(
                REFUSED, () -> random(gru.options(CellOptions.of(CellKind.GRU).withInputForget(true))), "only LSTM");
        assertRefused(REFUSED, () -> random(lstm().options(plain.withLinearBeforeReset(false))), "only GRU");
        assertRefused(REFUSED, () -> random(lstm().projSize(2).options(plain.withClip(1))), "projection", "clip 1.0");
        assertRefused(REFUSED, () -> random(lstm().projSize(2).peepholes(true)), "peepholes");
        assertRefused(REFUSED, () -> random(lstm().options(plain, plain)), "1 directions", "found 2");
        assertRefused(REFUSED, () -> plain.withClip(Float.NaN), "clip", "NaN");
        assertRefused(REFUSED, () -> CellActivation.of(CellActivation.Function.ELU), "ELU", "alpha", "no default");
        assertRefused(REFUSED, () -> new CellActivation(CellActivation.Function.TANH, 1, 0), "TANH", "no alpha");
        assertRefused(
                REFUSED,
                () -> new CellActivation(CellActivation.Function.AFFINE, 1, Float.NaN),
                "AFFINE",
                "finite beta",
                "NaN");
        RecurrentBuilder rnn = RecurrentSpec.builder(CellKind.RNN_TANH, 3, 5).initialStates(false, true);
        assertRefused(REFUSED, () -> random(rnn), "initial_cell", "only LSTM");
    }

    @Test
    void stacksRefuseWhatDoesNotFit() {
        Map<String, Tensor> tensors = new HashMap<>(random(lstm()).tensors());
        assertRefused(REFUSED, () -> lstm().numLayers(2).build(tensors), "lstm", "num_layers 2", "weight_ih_l1");
        assertRefused(REFUSED, () -> lstm().bias(false).build(tensors), "no further tensors", "bias_hh_l0, bias_ih_l0");
        tensors.put("weight_hh_l0", Tensor.zeros(20, 4));
        assertRefused(REFUSED, () -> lstm().build(tensors), "lstm.weight_hh_l0", "(20, 5)", "(20, 4)");
        assertRefused(REFUSED, () -> random(lstm().projSize(5)), "proj_size", "hidden_size - 1 = 4", "found 5");
        assertRefused(
                REFUSED, () -> random(RecurrentSpec.builder(CellKind.GRU, 3, 5).projSize(2)), "GRU", "only LSTM");
        assertRefused(REFUSED, () -> random(RecurrentSpec.builder(CellKind.LSTM, 0, 5)), "input_size", "found 0");
        assertRefused(REFUSED, () -> random(lstm().numLayers(0)), "num_layers", "found 0");
        assertRefused(
                REFUSED,
                () -> random(RecurrentSpec.builder(CellKind.LSTM, 1, 1 << 30)),
                "hidden_size",
                "at most 268435455");
    }

    @Test
    void modelsRefuseLayersThatDoNotFit() {
        LinearSpec linear = new LinearSpec("linear", Tensor.zeros(2, 4), null);
        EmbeddingSpec embedding = new EmbeddingSpec("embedding", Tensor.zeros(7, 5));
        assertRefused(
                REFUSED,
                () -> ModelSpec.builder().add(random(lstm())).add(linear).build(),
                "layer 1",
                "5",
                "found 4");
        assertRefused(
                REFUSED,
                () -> ModelSpec.builder().add(linear).head(Head.LAST_STEP).build(),
                "EVERY_STEP without a recurrent layer",
                "LAST_STEP of [Linear(4, 2");
        assertRefused(REFUSED, () -> ModelSpec.builder().build(), "at least one layer that computes, found []");
        assertRefused(
                REFUSED, () -> ModelSpec.builder().add(new SkipSpec(1)).build(), "at least one layer that computes");
        assertEquals(-1, ModelSpec.builder().add(linear).build().lastRecurrent());
        assertRefused(
                REFUSED,
                () -> ModelSpec.builder().add(random(lstm())).add(embedding).build(),
                "layer 1",
                "first layer only");
        assertRefused(
                REFUSED,
                () -> ModelSpec.builder()
                        .add(random(lstm()))
                        .add(new LinearSpec("lstm", Tensor.zeros(2, 5), null))
                        .build(),
                "'lstm' a second time");
        assertRefused(
                REFUSED,
                () -> ModelSpec.builder()
                        .add(random(lstm().name("")))
                        .add(new LinearSpec("l", Tensor.zeros(2, 5), null))
                        .build(),
                "expected a name");
        assertRefused(
                IllegalStateException.class,
                () -> ModelSpec.builder().activation(ActivationSpec.Function.TANH),
                "before the activation");
        assertRefused(REFUSED, () -> new LinearSpec("l", Tensor.zeros(2, 5), Tensor.zeros(3)), "bias", "(2)", "(3)");
        assertRefused(REFUSED, () -> new LinearSpec("l", Tensor.zeros(0, 5), null), "(0, 5)");
        assertRefused(REFUSED, () -> new EmbeddingSpec("e", Tensor.zeros(5)), "num_embeddings", "(5)");
    }

    @Test
    void modelsDescribeThemselves() {
        ModelSpec model = ModelSpec.builder()
                .add(random(lstm()))
                .add(new LinearSpec("head", Tensor.zeros(2, 5), Tensor.zeros(2)))
                .activation(ActivationSpec.Function.LOG_SOFTMAX)
                .head(Head.LAST_STEP)
                .build();
        assertEquals("LSTM(3, 5) -> last step -> Linear(5, 2) -> LogSoftmax", model.describe());
        assertEquals(20 * 3 + 20 * 5 + 40 + 12, model.parameters());
        assertEquals("head.bias", List.copyOf(model.tensors().keySet()).getLast());
        assertNull(model.singleStack());
        assertEquals(0, model.lastRecurrent());
    }

    @Test
    void convolutions() {
        Tensor weight = Tensor.zeros(4, 2, 3);
        Conv1dSpec conv = Conv1dSpec.builder("c", weight, 5)
                .stride(2)
                .padding(Padding.zeros(1))
                .build();
        assertEquals("Conv1d(2 x 5, 4 x 3, kernel 3, stride 2, padding 1, no bias)", conv.describe());
        assertEquals(10, conv.inputSize());
        assertEquals(12, conv.outputSize());
        Padding reflected = new Padding(Padding.Mode.REFLECT, 0, 5);
        assertRefused(
                REFUSED,
                () -> Conv1dSpec.builder("c", weight, 5).padding(reflected).build(),
                "row's 5",
                "5 after");
        assertRefused(REFUSED, () -> Conv1dSpec.builder("c", weight, 2).build(), "at most 2", "found 3");
        assertRefused(
                REFUSED, () -> Conv1dSpec.builder("c", weight, 5).stride(0).build(), "stride", "found 5 and 0");
        assertRefused(
                REFUSED, () -> Conv1dSpec.builder("c", Tensor.zeros(4, 2), 5).build(), "(4, 2)");
        assertRefused(
                REFUSED,
                () -> Conv1dSpec.builder("c", weight, 5).bias(Tensor.zeros(3)).build(),
                "bias",
                "(4)",
                "(3)");
        assertRefused(REFUSED, () -> Conv1dSpec.builder("c", weight, 1 << 30).build(), "floats");
        assertRefused(REFUSED, () -> new Padding(Padding.Mode.ZEROS, -1, 0), "-1");
        assertRefused(REFUSED, () -> new MagnitudeSpec(0, 3), "0 and 3");
        assertEquals("Magnitude(5 x 3)", new MagnitudeSpec(5, 3).describe());
    }
}
