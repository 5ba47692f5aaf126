package io.github.lanewise.serving;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A result that is read as soon as it is there. Its fields are plain ones, which the worker sets before it completes the future. The
 * results are the output and the number of the model.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "There was no result yet.")
@Outcome(id = "5, 7", expect = Expect.ACCEPTABLE, desc = "The result was complete.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A part of the result was missing.")
@State
public class RowResult {
    private final RowSubmission<String> row = new RowSubmission<>("a", new float[1], 1, Long.MAX_VALUE, null);

    @Actor
    public void worker() {
        row.succeed(new float[] {5}, 0, 1, 7);
    }

    @Actor
    public void caller(II_Result r) {
        @Nullable StepResult result = row.getNow(null);
        if (result != null) {
            r.r1 = (int) result.output()[0];
            r.r2 = (int) result.modelVersion();
        }
    }
}
