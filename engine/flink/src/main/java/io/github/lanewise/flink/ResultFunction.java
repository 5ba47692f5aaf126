package io.github.lanewise.flink;

import java.io.Serializable;

/**
 * Turns the model's output for an event into a result.
 *
 * @param <IN> the events
 * @param <OUT> the results
 */
@FunctionalInterface
public interface ResultFunction<IN, OUT> extends Serializable {
    /**
     * The result of an event.
     *
     * @param event as it came
     * @param output what the model says of it, a new array, which you may keep
     * @param modelVersion of the model that said it, see {@link ModelUpdate#version}
     * @return the result
     * @throws Exception fails the job
     */
    OUT result(IN event, float[] output, long modelVersion) throws Exception;
}
