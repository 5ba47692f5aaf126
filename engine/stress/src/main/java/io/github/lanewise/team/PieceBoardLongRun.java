package io.github.lanewise.team;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * Long pieces, for which the caller's patience begins when the worker has begun. After a piece that was revoked the caller computes
 * the second run alone, while the worker may still be at the first. The results are those of the two pieces, of the first run and
 * then of the second.
 */
@JCStressTest
@Outcome(
        id = "1?1, 1?1, 1?2, 1?2",
        expect = Expect.ACCEPTABLE,
        desc = "Every piece has one result, the caller's or the worker's, with the parameters of its run.")
@Outcome(
        expect = Expect.FORBIDDEN,
        desc = "A piece was lost or taken twice, or taken half written, or has parameters of the other run.")
@State
public class PieceBoardLongRun {
    private final TwoRuns runs = new TwoRuns(new Sum(70_000, true));

    @Actor
    public void caller(IIII_Result r) {
        runs.caller(r);
    }

    @Actor
    public void worker() {
        runs.worker();
    }
}
