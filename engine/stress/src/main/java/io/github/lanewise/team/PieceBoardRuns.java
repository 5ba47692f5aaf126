package io.github.lanewise.team;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * Two runs of a job one after the other, each with parameters of its own. A worker that comes late for the first computes nothing
 * of the second with what it has loaded. The results are those of the two pieces, of the first run and then of the second.
 */
@JCStressTest
@Outcome(
        id = "1?1, 1?1, 1?2, 1?2",
        expect = Expect.ACCEPTABLE,
        desc = "Every piece was computed once, by one of the two, with the parameters of its run.")
@Outcome(
        expect = Expect.FORBIDDEN,
        desc = "A piece was lost or taken twice, or has parameters of the other run, or some of each.")
@State
public class PieceBoardRuns {
    private final TwoRuns runs = new TwoRuns(Sum.quick());

    @Actor
    public void caller(IIII_Result r) {
        runs.caller(r);
    }

    @Actor
    public void worker() {
        runs.worker();
    }
}
