package io.github.lanewise.flink;

import java.util.Arrays;

/**
 * An event of the tests.
 *
 * @param device its key
 * @param number counts the device's events
 * @param values the row
 */
@SuppressWarnings("ArrayRecordComponent") // Flink reads the component
public record Reading(int device, int number, float[] values) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Reading reading
                && device == reading.device
                && number == reading.number
                && Arrays.equals(values, reading.values);
    }

    @Override
    public int hashCode() {
        return 31 * device + number;
    }
}
