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
        return builder.buildRandom(new SplittableRandom(1));
    }

    @Test
    void tensors() {
        assertRefused(REFUSED, () -> Tensor.of(new float[5], 2, 3), "6 elements", "(2, 3)", "found 5");
        assertRefused(REFUSED, () -> Tensor.zeros(2, -1), "(2, -1)");
        assertRefused(REFUSED, () -> Tensor.zeros(1 << 16, 1 << 16), "4294967296");
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
        assertEquals(stack, lstm().numLayers(2).bidirectional(true).projSize(2).build(stack.tensors()));
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
                REFUSED, () -> ModelSpec.builder().add(linear).build(), "at least one recurrent layer", "Linear(4, 2");
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
}
