package io.github.lanewise.flink;

import java.util.Arrays;

/**
 * A result of the tests.
 *
 * @param device of the event
 * @param number of the event
 * @param bits of the output, as {@link Float#floatToRawIntBits} has them
 * @param version of the model
 */
@SuppressWarnings("ArrayRecordComponent") // Flink reads the component
public record Scored(int device, int number, int[] bits, long version) {
    static Scored of(Reading reading, float[] output, long version) {
        int[] bits = new int[output.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(output[i]);
        }
        return new Scored(reading.device(), reading.number(), bits, version);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scored scored
                && device == scored.device
                && number == scored.number
                && version == scored.version
                && Arrays.equals(bits, scored.bits);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bits);
    }

    @Override
    public String toString() {
        return "device %d, event %d: %s by version %d".formatted(device, number, Arrays.toString(bits), version);
    }
}
