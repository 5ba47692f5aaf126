package io.github.lanewise.flink;

/**
 * What becomes of an event that cannot be scored (a row of another width, NaN, no timestamp where one is needed) and of a model
 * update that cannot be used. No state changes in either case.
 */
public enum BadInput {
    /** The job fails with the reason. */
    FAIL,

    /** It goes to a side output with the reason, and the job goes on: {@link KeyedScoring#rejectedEvents()}. */
    SIDE_OUTPUT
}
