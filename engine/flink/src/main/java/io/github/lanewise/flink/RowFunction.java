package io.github.lanewise.flink;

import java.io.Serializable;

/**
 * Turns an event into the row of floats that the model reads.
 *
 * @param <IN> the events
 */
@FunctionalInterface
public interface RowFunction<IN> extends Serializable {
    /**
     * The features of an event.
     *
     * @param event as it came
     * @return as many floats as the model reads; they are copied, so the array may be used again
     * @throws Exception if the event cannot be read; it is treated as {@link BadInput} says
     */
    float[] row(IN event) throws Exception;
}
