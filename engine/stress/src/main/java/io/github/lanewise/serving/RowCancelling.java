package io.github.lanewise.serving;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A row that is cancelled while the worker begins it. The results are whether cancelling says that it was, whether the worker has
 * begun it, and what its future has in the end: 1 for a result, 2 for having been cancelled.
 */
@JCStressTest
@Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "The worker was first.")
@Outcome(id = "1, 0, 2", expect = Expect.ACCEPTABLE, desc = "Cancelling was first.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Both have the row, or nobody, or the future says something else.")
@State
public class RowCancelling {
    private final RowSubmission<String> row = new RowSubmission<>("a", new float[1], 1, Long.MAX_VALUE, null);

    @Actor
    public void caller(III_Result r) {
        r.r1 = row.cancel(true) ? 1 : 0;
    }

    @Actor
    public void worker(III_Result r) {
        if (row.claim()) {
            row.succeed(new float[1], 0, 1, 1);
            r.r2 = 1;
        }
    }

    @Arbiter
    public void after(III_Result r) {
        r.r3 = row.isCancelled() ? 2 : row.isDone() ? 1 : 0;
    }
}
