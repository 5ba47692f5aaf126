package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same bits on another machine: checksums of outputs, as one machine computed them. A change of the arithmetic's order
 * shows here, and has to be meant.
 */
@Tag("bits")
class SameBitsEverywhereTest {
    @ParameterizedTest
    @CsvSource({"LSTM, 86423355", "GRU, 703307b8", "RNN_TANH, ee6936ff", "RNN_RELU, 7b414dbf"})
    void checksumsOfOutputs(CellKind kind, String expected) {
        SplittableRandom random = new SplittableRandom(20_261_123);
        RecurrentSpec stack = RecurrentSpec.builder(kind, 11, 23).numLayers(2).buildUntrained(random);
        Tensor input = Tensor.zeros(40, 11);
        for (int i = 0; i < input.data().length; i++) {
            input.data()[i] = (float) (random.nextDouble() * 4 - 2);
        }
        for (Backend backend : Backend.available()) {
            Tensor output = switch (kind) {
                case LSTM ->
                    Lstm.of(Model.of(ModelSpec.ofStack(stack, false), backend))
                            .run(input)
                            .output();
                case GRU ->
                    Gru.of(Model.of(ModelSpec.ofStack(stack, false), backend))
                            .run(input)
                            .output();
                case RNN_TANH, RNN_RELU ->
                    Rnn.of(Model.of(ModelSpec.ofStack(stack, false), backend))
                            .run(input)
                            .output();
            };
            assertEquals(expected, checksum(output.data()), kind + " on " + backend);
        }
    }

    private static String checksum(float[] floats) {
        CRC32 crc = new CRC32();
        for (float value : floats) {
            int bits = Float.floatToRawIntBits(value);
            for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                crc.update(bits >>> shift);
            }
        }
        return Long.toHexString(crc.getValue());
    }
}
