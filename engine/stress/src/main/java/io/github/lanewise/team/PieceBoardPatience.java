package io.github.lanewise.team;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * A worker that takes about as long for a piece as the caller's patience lasts, so that it is often done at the moment at which
 * the caller revokes the piece. What a worker has not published in time is never taken, in this run or the next. The results are
 * those of the two pieces, of the first run and then of the second.
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
public class PieceBoardPatience {
    private final TwoRuns runs = new TwoRuns(new Sum(6_000, false));

    @Actor
    public void caller(IIII_Result r) {
        runs.caller(r);
    }

    @Actor
    public void worker() {
        runs.worker();
    }
}
