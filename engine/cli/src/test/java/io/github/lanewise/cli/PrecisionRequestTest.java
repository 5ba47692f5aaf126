package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.spec.Tensor;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be typed behind {@code --precision}, and which layers it reaches. */
class PrecisionRequestTest {
    private static final Path MODEL = Path.of("model.pt");

    private static ModelSpec apply(String typed, ModelSpec spec) throws CommandException {
        return PrecisionRequest.parse(typed).applyTo(MODEL, spec);
    }

    @Test
    void allLayersAndSingleOnes() throws CommandException {
        ModelSpec spec = SmallModels.classifier();
        assertEquals("bf16", Precisions.describe(apply("bf16", spec)));
        assertEquals("gru int8, fc fp32", Precisions.describe(apply("int8,fc=fp32", spec)));
        assertEquals("gru bf16, fc int8", Precisions.describe(apply("fp32,fc=int8,gru=bf16", spec)));
        assertEquals("fp32", Precisions.describe(apply("fp32", spec.withPrecision(Precision.INT8))));
        assertEquals("-", Precisions.describe(spec, 2));
    }

    /** A number stands for a layer without a name only. */
    @Test
    void layersWithoutANameHaveNumbers() throws CommandException {
        ModelSpec stack = SmallModels.stack(CellKind.GRU, false, false);
        assertEquals(Precision.BF16, apply("int8,1=bf16", stack).precision(0));
        CommandException problem =
                assertThrows(CommandException.class, () -> apply("int8,1=bf16", SmallModels.classifier()));
        assertEquals(
                "model.pt: --precision: expected a layer with weight matrices, one of gru, fc, found '1'",
                problem.getMessage());
    }

    @Test
    void aConvolutionHasNoInt4() throws CommandException {
        ModelSpec spec = ModelSpec.builder()
                .add(TemporalConv1dSpec.builder("conv", Tensor.zeros(2, 3, 3)).build())
                .build();
        assertEquals("int8", Precisions.describe(apply("int4", spec)));
        CommandException problem = assertThrows(CommandException.class, () -> apply("int8,conv=int4", spec));
        assertEquals(
                "model.pt: --precision: expected fp32, bf16 or int8 for layer 'conv', a convolution, found int4",
                problem.getMessage());
    }

    @Test
    void layersThatThereAreNot() {
        ModelSpec spec = SmallModels.tokens(false);
        String message = assertThrows(CommandException.class, () -> apply("int8,lsmt=bf16", spec))
                .getMessage();
        assertTrue(String.valueOf(message).endsWith("one of lstm, found 'lsmt' (did you mean lstm?)"), message);
        message = assertThrows(CommandException.class, () -> apply("int8,embedding=bf16", spec))
                .getMessage();
        assertTrue(String.valueOf(message).contains("found 'embedding'"), message);
    }

    @Test
    void aWeightThatAPrecisionDoesNotTake() throws CommandException {
        ModelSpec spec = SmallModels.classifier();
        Objects.requireNonNull(spec.tensors().get("fc.weight")).data()[3] = Float.POSITIVE_INFINITY;
        String message =
                assertThrows(CommandException.class, () -> apply("int8", spec)).getMessage();
        assertTrue(String.valueOf(message).startsWith("model.pt: tensor fc.weight, element 3: "), message);
        assertTrue(String.valueOf(message).endsWith("--precision int8,fc=fp32"), message);
        assertEquals("gru int8, fc fp32", Precisions.describe(apply("int8,fc=fp32", spec)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int2 | found 'int2'",
                "'' | found ''",
                "INT8 | found 'INT8'",
                "fc=int8 | expected first fp32, bf16, int8 or int4 for all layers, or auto, found 'fc=int8'",
                "int8, | expected LAYER=PRECISION behind the comma, as in int8,fc=fp32, found ''",
                "int8,fc | found 'fc'",
                "int8,=fp32 | found '=fp32'",
                "int8,fc=auto | expected fp32, bf16, int8 or int4, found 'auto'",
                "auto,fc=fp32 | found 'auto'",
                "int8,fc=fp32,fc=bf16 | expected layer 'fc' once, found it twice; leave one out"
            })
    void anythingElse(String typed, String part) {
        String message = assertThrows(IllegalArgumentException.class, () -> PrecisionRequest.parse(typed))
                .getMessage();
        assertTrue(String.valueOf(message).contains(part), message);
    }
}
