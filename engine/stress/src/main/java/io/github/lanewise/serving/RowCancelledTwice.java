package io.github.lanewise.serving;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A row that two threads cancel. The results are whether each was told that it is cancelled, and whether it is in the end.
 */
@JCStressTest
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "Both were told so.")
@Outcome(expect = Expect.FORBIDDEN, desc = "One was told that the row has begun, or it is not cancelled.")
@State
public class RowCancelledTwice {
    private final RowSubmission<String> row = new RowSubmission<>("a", new float[1], 1, Long.MAX_VALUE, null);

    @Actor
    public void one(III_Result r) {
        r.r1 = row.cancel(true) ? 1 : 0;
    }

    @Actor
    public void other(III_Result r) {
        r.r2 = row.cancel(true) ? 1 : 0;
    }

    @Arbiter
    public void after(III_Result r) {
        r.r3 = row.isCancelled() ? 1 : 0;
    }
}
